import type { TestDatabase } from '@chopmark/db/testing';
import { Inngest } from 'inngest';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmbeddedExecutor } from './executor.ts';
import { EFFECT_TABLE } from './testing/crash-functions.ts';
import { recordingLog, sleep, until } from './testing/harness.ts';
import { openTestDatabase } from './testing/open-test-database.ts';
import { spawnWorker, type WorkerProcess } from './testing/spawn-worker.ts';

const KILLS = 10;
/** So many at most until one has hit a call: where processes begin slowly, they are often at no work yet. */
const MOST_KILLS = 40;
const SEED = 20_260_301;

let database: TestDatabase;
let admin: Client;
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  await admin.query(EFFECT_TABLE);
});

afterAll(async () => {
  await Promise.all(workers.map((worker) => worker.kill()));
  await admin.end();
  await database.drop();
});

/** Mulberry32: the same kills at the same moments each time, as far as a machine allows. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test('loses nothing and mixes nothing up when its processes are killed again and again', async () => {
  const random = seeded(SEED);
  const { log } = recordingLog();
  const sender = createEmbeddedExecutor({ databaseUrl: database.jobsUrl, log, maxConnections: 3 });
  const inngest = new Inngest({ id: 'web', fetch: sender.fetch, eventKey: 'local', isDev: false });
  const spawn = () => spawnWorker(database.jobsUrl, { leaseSeconds: 1 });
  workers.push(spawn(), spawn(), spawn());
  const chains: string[] = [];
  const fans: string[] = [];

  const hasHit = async () => {
    const { rowCount } = await admin.query('select from effect where tries > 1 limit 1');
    return rowCount === 1;
  };
  for (let kill = 0; kill < KILLS || (kill < MOST_KILLS && !(await hasHit())); kill++) {
    const now = Array.from({ length: 4 }, (_, n) => `${kill}.${n}`);
    chains.push(...now.slice(0, 3).map((key) => `chain-${key}`));
    fans.push(...now.slice(3).map((key) => `fan-${key}`));
    await inngest.send([
      ...chains.slice(-3).map((key) => ({ name: 'chain', data: { key, correlation: key } })),
      ...fans.slice(-1).map((key) => ({ name: 'fan', data: { key, correlation: key, group: kill % 2 } })),
    ]);
    // Mostly the one that has lived longest, so that it is at work; sometimes one that has hardly begun.
    const [victim] = workers.splice(random() < 0.75 ? 0 : 1, 1);
    await (random() < 0.75 ? victim?.started : undefined);
    await sleep(random() * 400);
    await victim?.kill();
    workers.push(spawn());
  }
  // Only a run that waits hears an event, so each is given the time to get there.
  await until(async () => {
    const { rows } = await admin.query<{ waiting: number }>(
      'select count(*)::int as waiting from executor.wait',
    );
    return rows[0]?.waiting === fans.length;
  }, 60_000);
  await inngest.send(fans.map((key) => ({ name: 'go', data: { key } })));
  const runs = await until(async () => {
    const all = await sender.listRuns({ limit: 1000 });
    return all.length === chains.length + fans.length && all.every(({ state }) => state !== 'running') && all;
  }, 60_000);

  expect(runs.filter(({ state }) => state !== 'completed')).toEqual([]);
  expect(runs.map(({ correlation }) => correlation).sort()).toEqual([...chains, ...fans].sort());
  const effects = await admin.query<{ id: string; nonce: string; tries: number }>(
    'select id, nonce, tries from effect',
  );
  const nonces = new Map(effects.rows.map(({ id, nonce }) => [id, nonce]));
  const expected = [
    ...chains.flatMap((key) => ['a', 'b', 'c'].map((step) => `${key}/${step}`)),
    ...fans.flatMap((key) => ['x', 'y', 'end'].map((step) => `${key}/${step}`)),
  ];
  expect([...nonces.keys()].sort()).toEqual(expected.sort());
  for (const run of runs) {
    const detail = await sender.getRun(run.id);
    const output = detail?.output as { a: string; b: string; nonces: string[]; heard: boolean };
    if (run.functionId === 'app-chain') {
      expect([nonces.get(`${run.correlation}/b`), nonces.get(`${run.correlation}/c`)]).toEqual([
        output.a,
        output.b,
      ]);
    } else {
      expect(output.heard).toBe(true);
      expect(nonces.get(`${run.correlation}/end`)).toBe(output.nonces.join());
    }
  }
  // Some step was tried more than once.
  expect(effects.rows.some(({ tries }) => tries > 1)).toBe(true);
  await sender.stop();
}, 180_000);
