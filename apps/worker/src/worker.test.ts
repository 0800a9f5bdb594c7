import { readFile } from 'node:fs/promises';
import {
  contractDetail,
  documentVerification,
  downloadContract,
  retryContract,
  sendContract,
} from '@chopmark/core';
import {
  contextOfParticipant,
  draftContract,
  moodyProviders,
  signingScope,
  type TestCore,
  type TestTenant,
  testCore,
} from '@chopmark/core/testing';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sleep, until } from './executor/testing/harness.ts';
import { startWorker, type Worker } from './worker.ts';

/** As the jobs declare it: one try and five retries. */
const TRIES = 6;

const providers = moodyProviders();
let t: TestCore;
let owner: TestTenant;
let worker: Worker;

beforeAll(async () => {
  const sql = await readFile(new URL('./executor/schema.sql', import.meta.url), 'utf8');
  t = await testCore({ extraSql: [{ name: 'executor', sql }], plugins: providers.plugins });
  await providers.install(t.core);
  owner = await t.openTenant();
  worker = await startWorker({
    database: t.database,
    jobsUrl: t.database.jobsUrl,
    masterKey: t.masterKey,
    publicUrl: t.core.publicUrl,
    log: pino({ level: 'silent' }),
    plugins: providers.plugins,
    leaseSeconds: 10,
    backoff: () => 20,
  });
});
afterAll(async () => {
  await worker?.stop();
  await t?.close();
});
beforeEach(async () => {
  await quiet();
  for (const mood of [providers.timestamp, providers.notification]) {
    Object.assign(mood, { failures: 0, retryable: true, calls: 0 });
  }
});

type Sent = Awaited<ReturnType<typeof draftContract>>;

async function send(options: Parameters<typeof draftContract>[1] = {}): Promise<Sent> {
  const contract = await draftContract(owner.ctx, options);
  await sendContract(owner.ctx, contract);
  return contract;
}

/** As `until`, asking rarely enough to leave the machine to the work. */
const eventually = <T>(probe: () => Promise<T | undefined | false>) =>
  until(async () => {
    const found = await probe();
    if (found === undefined || found === false) await sleep(100);
    return found;
  }, 40_000);

const detail = (contract: Sent) => contractDetail(owner.ctx, contract);
const partIs = (contract: Sent, nth: number, state: string) =>
  eventually(async () => (await detail(contract)).participants[nth]?.state === state);
const failureOf = (contract: Sent, nth: number) =>
  eventually(async () => (await detail(contract)).participants[nth]?.failure ?? undefined);
/** Nothing more will happen: no row waits to be handed on and no run is under way. */
const quiet = async () => {
  await eventually(async () => (await t.admin.outbox.count({ where: { relayedAt: null } })) === 0);
  await worker.executor?.idle();
};

async function sign(contract: Sent, nth: number): Promise<void> {
  await partIs(contract, nth, 'awaited');
  const participant = contract.participants[nth];
  if (!participant) throw new Error('a party is missing');
  await signingScope(owner.ctx, contract, participant);
}

const eventsOf = async (contract: Sent) => (await detail(contract)).events.map((event) => event.type);
const mailOf = async (to: string) =>
  (await (await t.core.providers.of(owner.tenantId, 'notification')).inbox?.list(1000))?.filter(
    (mail) => mail.to === to,
  );

test('a contract goes from sent to completed, everyone is told once, and the file is valid and trusted', async () => {
  const contract = await send({ persons: ['Fang'] });
  await sign(contract, 0);
  await sign(contract, 1);
  await eventually(async () => (await detail(contract)).state === 'completed');
  await quiet();

  const whole = await detail(contract);
  expect(whole.chainIntact).toBe(true);
  expect(whole.events.map((event) => event.type)).toEqual([
    'contract.created',
    'document.added',
    'contract.sent',
    'document.prepared',
    'document.certified',
    'participant.invited',
    'willingness.requested',
    'willingness.verified',
    'signing.requested',
    'signature.timestamped',
    'document.signed',
    'participant.signed',
    'participant.invited',
    'willingness.requested',
    'willingness.verified',
    'signing.requested',
    'signature.timestamped',
    'document.signed',
    'participant.signed',
    'contract.completed',
    'evidence.deposited',
  ]);
  const report = await documentVerification(owner.ctx, contract);
  expect(report.verdict).toBe('valid');
  expect(report.signatures.map((each) => [each.field, each.trust, each.level])).toEqual([
    ['Certification', 'trusted', 'B-T'],
    ['p1-seal', 'trusted', 'B-T'],
    ['p2-signature', 'trusted', 'B-T'],
  ]);
  const guest = await contextOfParticipant(owner.ctx, contract.participants[1] ?? { id: '', kind: '' });
  expect((await downloadContract(guest, contract)).bytes.length).toBeGreaterThan(1000);
  const mail = (await mailOf('fang@example.com'))?.map((message) => message.subject) ?? [];
  expect(mail.filter((subject) => subject.includes('asks you to sign'))).toHaveLength(1);
  expect(mail.filter((subject) => subject.includes('is complete'))).toHaveLength(1);
  expect(await t.admin.outbox.count({ where: { settledAt: null } })).toBe(0);
});

test('a timestamp authority that is down for a while costs tries, and nothing else', async () => {
  const contract = await send({ self: false });
  await partIs(contract, 0, 'awaited');
  Object.assign(providers.timestamp, { failures: 2, calls: 0 });
  await sign(contract, 0);
  await eventually(async () => (await detail(contract)).state === 'completed');
  expect(providers.timestamp.calls).toBe(3);
  expect(await eventsOf(contract)).not.toContain('job.failed');
});

test('one that stays down shows its cause on the contract; the retry goes on where it stopped', async () => {
  const contract = await send({ self: false });
  await partIs(contract, 0, 'awaited');
  Object.assign(providers.timestamp, { failures: TRIES, calls: 0 });
  await sign(contract, 0);
  const failure = await failureOf(contract, 0);
  expect(failure).toMatchObject({
    code: 'TIMESTAMP_UNAVAILABLE',
    message: expect.stringContaining('moody (PROVIDER_UNAVAILABLE)'),
  });
  expect(providers.timestamp.calls).toBe(TRIES);
  expect((await detail(contract)).can.retry).toBe(true);
  const activations = () =>
    t.admin.activation.findMany({ where: { participantId: contract.participants[0]?.id ?? '' } });
  const before = await activations();
  expect(before.map((each) => each.consumedAt !== null)).toEqual([true]);

  await retryContract(owner.ctx, contract);
  await eventually(async () => (await detail(contract)).state === 'completed');
  expect(await activations()).toEqual(before);
  const types = await eventsOf(contract);
  expect(types.filter((type) => type === 'job.failed')).toHaveLength(1);
  expect(types.filter((type) => type === 'job.retried')).toHaveLength(1);
  expect((await documentVerification(owner.ctx, contract)).verdict).toBe('valid');
});

test('an error nobody can wait out is not tried again', async () => {
  const contract = await send({ self: false });
  await partIs(contract, 0, 'awaited');
  Object.assign(providers.timestamp, { failures: 1, retryable: false, calls: 0 });
  await sign(contract, 0);
  await failureOf(contract, 0);
  await quiet();
  expect(providers.timestamp.calls).toBe(1);
  await retryContract(owner.ctx, contract);
  await eventually(async () => (await detail(contract)).state === 'completed');
});

test('a contract that cannot be certified says so, and goes out when it is tried again', async () => {
  Object.assign(providers.timestamp, { failures: 1, retryable: false });
  const contract = await send({ self: false });
  const failure = await eventually(async () => (await detail(contract)).failure ?? undefined);
  expect(failure).toMatchObject({ code: 'TIMESTAMP_UNAVAILABLE' });
  expect(await detail(contract)).toMatchObject({ state: 'sending', can: { retry: true, withdraw: true } });
  await retryContract(owner.ctx, contract);
  await partIs(contract, 0, 'awaited');
  expect((await detail(contract)).failure).toBeNull();
});

test('an invitation that cannot be delivered is a failure on the contract, and is sent by the retry', async () => {
  Object.assign(providers.notification, { failures: TRIES });
  const contract = await send({ self: false, persons: ['Undelivered'] });
  expect(await failureOf(contract, 0)).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
  expect(await mailOf('undelivered@example.com')).toEqual([]);
  await retryContract(owner.ctx, contract);
  await eventually(async () => (await mailOf('undelivered@example.com'))?.length === 1);
  expect((await detail(contract)).participants[0]).toMatchObject({ state: 'awaited', failure: null });
});

test('parties who sign at the same moment all end signed, the document with all their signatures', async () => {
  const contract = await send({ persons: ['Ming', 'Hong'], ordering: 'unordered' });
  await Promise.all(contract.participants.map((_, nth) => sign(contract, nth)));
  await eventually(async () => (await detail(contract)).state === 'completed');
  expect(await eventsOf(contract)).not.toContain('job.failed');
  const report = await documentVerification(owner.ctx, contract);
  expect([report.verdict, report.signatures.length]).toEqual(['valid', 4]);
});

test('a job delivered again after its end does nothing', async () => {
  const contract = await send({ self: false });
  await sign(contract, 0);
  await eventually(async () => (await detail(contract)).state === 'completed');
  await quiet();
  const before = await detail(contract);
  const rows = await t.admin.outbox.findMany({
    where: { payload: { path: ['contractId'], equals: contract.contractId } },
  });
  expect(rows.map((row) => row.name).sort()).toEqual([
    'contract/completed',
    'contract/sent',
    'notice/requested',
    'notice/requested',
    'notice/requested',
    'signing/requested',
  ]);
  await worker.core.inngest.send(
    rows.map((row) => ({
      id: `${row.id}/again`,
      name: row.name,
      data: { ...Object(row.payload), tenantId: row.tenantId, outboxId: row.id },
    })),
  );
  await worker.executor?.idle();
  expect(await detail(contract)).toEqual(before);
});

test('a contract expires by itself when its deadline comes, and those who were asked are told', async () => {
  const contract = await draftContract(owner.ctx, { self: false, persons: ['Late'] });
  const deadline = new Date(t.clock.now().getTime() + 5_000);
  await t.admin.contract.update({ where: { id: contract.contractId }, data: { deadline } });
  await sendContract(owner.ctx, contract);
  await partIs(contract, 0, 'awaited');
  await eventually(async () => (await detail(contract)).state === 'expired');
  const { endedAt } = await detail(contract);
  expect(Date.parse(endedAt ?? '')).toBeGreaterThanOrEqual(deadline.getTime());
  await quiet();
  const subjects = (await mailOf('late@example.com'))?.map((message) => message.subject) ?? [];
  expect(subjects.filter((subject) => subject.includes('has expired'))).toHaveLength(1);
});
