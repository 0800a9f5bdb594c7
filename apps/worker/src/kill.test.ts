import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { contractDetail, documentVerification, sendContract } from '@chopmark/core';
import {
  type DrivenContract,
  draftContract,
  signingScope,
  type TestCore,
  type TestTenant,
  testCore,
} from '@chopmark/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sleep } from './executor/testing/harness.ts';
import { type KillableWorker, spawnWorker } from './testing/killable-worker.ts';

const KILLS = 10;
const SEED = 20_260_401;
const IN_FLIGHT = 3;
const PARTIES = 2;
/** Half of it on an idle machine. */
const DEADLINE_MS = 100_000;

let t: TestCore;
let owner: TestTenant;
let folder: string;
let worker: KillableWorker | undefined;

beforeAll(async () => {
  const sql = await readFile(new URL('./executor/schema.sql', import.meta.url), 'utf8');
  t = await testCore({ extraSql: [{ name: 'executor', sql }] });
  owner = await t.openTenant();
  folder = await mkdtemp(join(tmpdir(), 'chopmark-kill-'));
  await writeFile(join(folder, 'master.key'), Buffer.from(t.masterKey).toString('hex'));
  // Most of what the many processes cost is reading our code; whoever is killed keeps no cache of it, so one isn't.
  await promisify(execFile)(process.execPath, ['-e', `import(${JSON.stringify(WORKER)})`], {
    env: cacheEnv(),
  });
});
afterAll(async () => {
  await worker?.kill();
  await t?.close();
  await rm(folder, { recursive: true, force: true });
});

const WORKER = new URL('./worker.ts', import.meta.url).href;
const cacheEnv = () => ({ NODE_COMPILE_CACHE: join(folder, 'compiled') });

const start = () =>
  spawnWorker({
    ...cacheEnv(),
    DATABASE_APP_URL: t.database.appUrl,
    DATABASE_RELAY_URL: t.database.relayUrl,
    DATABASE_JOBS_URL: t.database.jobsUrl,
    CHOPMARK_MASTER_KEY_FILE: join(folder, 'master.key'),
    CHOPMARK_LEASE_SECONDS: '1',
    PUBLIC_URL: t.core.publicUrl,
    LOG_LEVEL: 'fatal',
  });

/** Mulberry32: the same moments each time, as far as a machine allows. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The people: they put contracts up and sign what waits for them, through the core functions, whatever the worker does. */
class People {
  readonly contracts: DrivenContract[] = [];
  readonly #asked = new Set<string>();

  async putUp(): Promise<void> {
    const contract = await draftContract(owner.ctx, { persons: ['Ming'], ordering: 'unordered' });
    await sendContract(owner.ctx, contract);
    this.contracts.push(contract);
  }

  async open(): Promise<number> {
    const ids = this.contracts.map((contract) => contract.contractId);
    return t.admin.contract.count({ where: { id: { in: ids }, state: { not: 'completed' } } });
  }

  async sign(): Promise<void> {
    for (const contract of this.contracts) {
      for (const participant of contract.participants) {
        if (this.#asked.has(participant.id)) continue;
        const { state } = await t.admin.participant.findUniqueOrThrow({ where: { id: participant.id } });
        if (state !== 'awaited') continue;
        this.#asked.add(participant.id);
        await signingScope(owner.ctx, contract, participant);
      }
    }
  }
}

async function workFor(people: People, milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  do {
    await people.sign();
    await sleep(Math.min(50, Math.max(0, end - Date.now())));
  } while (Date.now() < end);
}

test(
  'killed at any moment and started again, the worker loses nothing, and signs and tells everything once',
  async () => {
    const began = Date.now();
    const random = seeded(SEED);
    const people = new People();
    let cutOff = 0;
    worker = start();
    for (let kill = 0; kill < KILLS; kill++) {
      while ((await people.open()) < IN_FLIGHT) await people.putUp();
      await worker.ready;
      // Mostly the next one warms up beside it and takes over at once; sometimes nobody is there for a while.
      const next = random() < 0.7 ? start() : undefined;
      await workFor(people, random() * 1200);
      if (random() < 0.7) await next?.ready;
      await worker.kill();
      const held = next ? 0 : await claimed();
      cutOff += held;
      worker = next ?? start();
    }
    // The kills did hit: there were steps under way in processes that were alone.
    expect(cutOff).toBeGreaterThan(0);

    await worker.ready;
    while ((await unfinished(people)) > 0) {
      if (Date.now() - began > DEADLINE_MS) throw new Error(await describeUnfinished(people));
      await workFor(people, 100);
    }
    await worker.kill();
    worker = undefined;

    for (const contract of people.contracts) await expectWhole(contract);
    expect(await failedRuns()).toEqual([]);
    await expectNoticesOnce(people.contracts);
    await expectBlobs();
  },
  DEADLINE_MS + 20_000,
);

async function unfinished(people: People): Promise<number> {
  const unsettled = await t.admin.outbox.count({ where: { settledAt: null } });
  return (await people.open()) + unsettled;
}

async function describeUnfinished(people: People): Promise<string> {
  const outbox = await t.admin.outbox.findMany({ where: { settledAt: null } });
  const contracts = await Promise.all(people.contracts.map((each) => contractDetail(owner.ctx, each)));
  const open = contracts.filter((each) => each.state !== 'completed');
  const runs = await t.admin
    .$queryRaw`select function_id, state, error from executor.run where state <> 'completed'`;
  return JSON.stringify({
    outbox,
    open: open.map((each) => [each.state, each.failure, each.participants]),
    runs,
  });
}

async function expectWhole(contract: DrivenContract): Promise<void> {
  const { contractId, documentId } = contract;
  const detail = await contractDetail(owner.ctx, contract);
  expect(detail).toMatchObject({ state: 'completed', failure: null, chainIntact: true });
  expect(detail.participants.map((each) => [each.state, each.failure])).toEqual(
    Array(PARTIES).fill(['signed', null]),
  );
  const count = (type: string) => detail.events.filter((event) => event.type === type).length;
  for (const type of [
    'contract.sent',
    'document.prepared',
    'document.certified',
    'contract.completed',
    'evidence.deposited',
  ]) {
    expect([type, count(type)]).toEqual([type, 1]);
  }
  for (const type of ['participant.invited', 'signing.requested', 'document.signed', 'participant.signed']) {
    expect([type, count(type)]).toEqual([type, PARTIES]);
  }
  const report = await documentVerification(owner.ctx, { contractId, documentId });
  expect(report.verdict).toBe('valid');
  expect(report.signatures.map((each) => [each.verdict, each.level, each.trust])).toEqual(
    Array(1 + PARTIES).fill(['valid', 'B-T', 'trusted']),
  );
  const intents = await t.admin.signingIntent.findMany({ where: { contractId } });
  const ids = intents.map((intent) => intent.id);
  const activations = await t.admin.activation.findMany({ where: { intentId: { in: ids } } });
  const signatures = await t.admin.documentSignature.findMany({ where: { contractId } });
  expect(intents.map((intent) => intent.state)).toEqual(Array(PARTIES).fill('done'));
  expect(activations.filter((each) => each.consumedAt !== null)).toHaveLength(PARTIES);
  expect(signatures.map((each) => each.participantId).sort()).toEqual(
    contract.participants.map((each) => each.id).sort(),
  );
  const keys = await t.admin.signingKey.findMany({ where: { intentId: { in: ids } } });
  expect(keys.map((key) => [key.state, key.privateKeySealed])).toEqual(
    Array(PARTIES).fill(['destroyed', null]),
  );
}

/** Calls somebody holds, dead or alive. */
async function claimed(): Promise<number> {
  const rows = await t.admin.$queryRaw<{ calls: number }[]>`
    select count(*)::int as calls from executor.call where state = 'claimed'`;
  return rows[0]?.calls ?? 0;
}

const failedRuns = () =>
  t.admin.$queryRaw`select id, function_id, error from executor.run where state = 'failed'`;

async function expectNoticesOnce(contracts: DrivenContract[]): Promise<void> {
  const rows = await t.admin.outbox.findMany({ where: { name: 'notice/requested' } });
  const asked = rows.map((row) => row.payload as { contractId: string; participantId: string; kind: string });
  const provider = await t.core.providers.of(owner.tenantId, 'notification');
  const sent = (await provider.inbox?.list(10_000)) ?? [];
  for (const { contractId, participants } of contracts) {
    for (const kind of ['invitation', 'completed', 'willingness-code']) {
      const told = asked.filter((each) => each.contractId === contractId && each.kind === kind);
      expect([kind, told.map((each) => each.participantId).sort()]).toEqual([
        kind,
        participants.map((each) => each.id).sort(),
      ]);
    }
  }
  // Each message bears its outbox row's ID: none was sent for nothing, and completion reached everybody.
  expect(new Set(sent.map((message) => message.id)).size).toBe(sent.length);
  const ids = new Set(rows.map((row) => row.id));
  expect(sent.every((message) => ids.has(message.id))).toBe(true);
  const completed = sent.filter((message) => /is complete|已签署完成/.test(message.subject));
  expect(completed).toHaveLength(contracts.length * PARTIES);
}

/** Everything the database names lies in the storage, with the content its name promises. */
async function expectBlobs(): Promise<void> {
  const files = new Map<string, string>();
  for (const file of await readdir(t.storageDirectory, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) files.set(file.name, join(file.parentPath, file.name));
  }
  const revisions = await t.admin.documentRevision.findMany();
  const signatures = await t.admin.documentSignature.findMany();
  const named = [...revisions.map((row) => row.sha256), ...signatures.map((row) => row.unsignedSha256)];
  for (const digest of named) {
    const name = Buffer.from(digest).toString('hex');
    const path = [...files].find(([file]) => file.includes(name))?.[1];
    if (!path) throw new Error(`the blob ${name} is missing`);
    expect(
      createHash('sha256')
        .update(await readFile(path))
        .digest('hex'),
    ).toBe(name);
  }
}
