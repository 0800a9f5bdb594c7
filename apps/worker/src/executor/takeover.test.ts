import type { TestDatabase } from '@chopmark/db/testing';
import { Inngest } from 'inngest';
import { Client, Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createEmbeddedExecutor } from './executor.ts';
import { crashFunctions, EFFECT_TABLE } from './testing/crash-functions.ts';
import { recordingLog, serveApp, type TestApp, until } from './testing/harness.ts';
import { openTestDatabase } from './testing/open-test-database.ts';
import { spawnWorker } from './testing/spawn-worker.ts';

let database: TestDatabase;
let admin: Client;
let pool: Pool;

beforeAll(async () => {
  database = await openTestDatabase();
  admin = new Client({ connectionString: database.adminUrl });
  await admin.connect();
  await admin.query(EFFECT_TABLE);
  pool = new Pool({ connectionString: database.adminUrl, max: 2 });
});

afterAll(async () => {
  await pool.end();
  await admin.end();
  await database.drop();
});

const serve = (options = {}) => serveApp(database, (inngest) => crashFunctions(inngest, pool), options);

async function runOf(app: TestApp, correlation: string) {
  const found = (await app.executor.listRuns({ correlation })).at(-1);
  const run = found && (await app.executor.getRun(found.id));
  if (!run) throw new Error(`no run for ${correlation}`);
  return run;
}

function ended(app: TestApp, correlation: string) {
  return until(async () => {
    const run = await runOf(app, correlation).catch(() => undefined);
    return run?.state !== 'running' && run;
  });
}

/** The process that began a step of the matter, once one (or the given one) has. */
function effectBy(key: string, by?: number): Promise<{ process: number }> {
  return until(async () => {
    const { rows } = await admin.query<{ process: number }>(
      'select process from effect where id like $1 and process = coalesce($2, process)',
      [`${key}/%`, by ?? null],
    );
    return rows[0];
  });
}

test('takes over from a process that hangs, and drops what that one brings later', async () => {
  const frozen = spawnWorker(database.jobsUrl, { leaseSeconds: 1 });
  await frozen.started;
  await using app = await serve({ leaseSeconds: 1, maxCalls: 0 });
  await app.inngest.send({
    name: 'slow',
    data: { key: 'frozen', correlation: 'frozen', milliseconds: 1200 },
  });
  expect(await effectBy('frozen')).toEqual({ process: frozen.process.pid });
  frozen.process.kill('SIGSTOP');

  await using heir = await serve({ leaseSeconds: 1 });
  await effectBy('frozen', process.pid);
  // The frozen process wakes with its result while the heir is still at work.
  frozen.process.kill('SIGCONT');
  const run = await ended(heir, 'frozen');

  expect(run.output).toBe(`after ${process.pid}`);
  await frozen.kill();
});

test('gives back at once what a stopping process cannot finish', async () => {
  await using app = await serve({ leaseSeconds: 60, stopSeconds: 0.1 });
  await app.inngest.send({ name: 'slow', data: { key: 'stop', correlation: 'stop', milliseconds: 3000 } });
  await effectBy('stop');
  await app.executor.stop();

  await using next = await serve();
  const { rows } = await admin.query(`select state, lease_token from executor.call where state = 'claimed'`);
  const before = Date.now();
  await until(async () => {
    const tries = await admin.query<{ tries: number }>(`select tries from effect where id like 'stop/%'`);
    return (tries.rows[0]?.tries ?? 0) > 1;
  });
  expect(rows.length).toBeLessThanOrEqual(1);
  expect(Date.now() - before).toBeLessThan(1500);
  await ended(next, 'stop');
});

test('finishes the calls under way before it stops', async () => {
  await using app = await serve();
  await app.inngest.send({ name: 'slow', data: { key: 'grace', correlation: 'grace', milliseconds: 300 } });
  await effectBy('grace');
  await app.executor.stop();

  await using next = await serve({ maxCalls: 0 });
  expect((await runOf(next, 'grace')).steps).toMatchObject([
    { name: 'work', state: 'done', output: process.pid },
  ]);
});

test('goes on after the database closed all its connections', async () => {
  await using app = await serve();
  await app.inngest.send({ name: 'slow', data: { key: 'cut', correlation: 'cut', milliseconds: 200 } });
  await effectBy('cut');
  await admin.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where application_name = 'chopmark executor' and datname = current_database()`,
  );

  expect(await ended(app, 'cut')).toMatchObject({ state: 'completed', output: `after ${process.pid}` });
});

test('fails a run whose call kills one process after the other', async () => {
  const options = { leaseSeconds: 0.5, maxLosses: 1 };
  await using app = await serve({ ...options, maxCalls: 0 });
  await app.inngest.send({ name: 'poison', data: { correlation: 'poison' } });
  for (let death = 0; death < 2; death++) {
    const worker = spawnWorker(database.jobsUrl, options);
    await until(() => worker.process.signalCode ?? undefined);
  }

  expect(await ended(app, 'poison')).toMatchObject({ state: 'failed', error: { name: 'WorkerLost' } });
});

test('delivers again what was queued and is gone from the queue', async () => {
  await using sender = await serve({ maxCalls: 0 });
  await sender.inngest.send({
    name: 'slow',
    data: { key: 'call', correlation: 'lost-call', milliseconds: 1 },
  });
  await until(async () => (await sender.executor.listRuns({ correlation: 'lost-call' })).length === 1);
  await sender.executor.stop();
  await admin.query('delete from pgboss.job');
  await admin.query(`update executor.call set changed_at = changed_at - interval '1 minute'`);

  await using app = await serve({ leaseSeconds: 0.5 });
  expect(await ended(app, 'lost-call')).toMatchObject({ state: 'completed' });
});

test('wakes a call that is parked on a key nobody holds', async () => {
  await using sender = await serve({ maxCalls: 0 });
  await sender.inngest.send({ name: 'fan', data: { key: 'parked', correlation: 'parked', group: 'g' } });
  await until(async () => (await sender.executor.listRuns({ correlation: 'parked' })).length === 1);
  await sender.executor.stop();
  await admin.query(`update executor.call c set state = 'parked', parked_on = r.slot_keys[1] from executor.run r
     where r.id = c.run_id and r.correlation = 'parked'`);

  await using app = await serve({ leaseSeconds: 0.5 });
  expect(await until(async () => (await runOf(app, 'parked')).steps.length > 0)).toBe(true);
});

test('counts a call that gives no answer in time as failed and tries again', async () => {
  let tries = 0;
  await using app = await serveApp(
    database,
    (inngest) => [
      inngest.createFunction({ id: 'hang', triggers: [{ event: 'hang' }] }, async ({ step }) =>
        step.run('maybe', () => (++tries === 1 ? new Promise<string>(() => undefined) : 'answered')),
      ),
    ],
    { callTimeoutSeconds: 0.2 },
  );
  await app.inngest.send({ name: 'hang', data: { correlation: 'hang' } });

  expect(await ended(app, 'hang')).toMatchObject({ state: 'completed', output: 'answered' });
});

test('leaves a run of a function it does not know to a process that does, and says so meanwhile', async () => {
  let offset = 0;
  const clock = () => new Date(Date.now() + offset);
  await using known = await serve({ clock });
  await known.inngest.send({ name: 'fan', data: { key: 'late', correlation: 'late', group: 1 } });
  await until(async () =>
    (await runOf(known, 'late').catch(() => undefined))?.steps.some(({ kind }) => kind === 'sleep'),
  );
  await known.executor.stop();

  await using stranger = await serveApp(database, () => [], { clock });
  offset += 2000;
  const waiting = await until(async () => {
    const run = await runOf(stranger, 'late');
    return run.error !== null && run;
  });
  expect(waiting).toMatchObject({
    state: 'running',
    error: { message: 'No function "app-fan" is registered here.' },
  });
  expect(waiting.retryAt).toBeInstanceOf(Date);
  await stranger.executor.stop();

  await using again = await serve({ clock });
  offset += 60_000;
  await again.inngest.send({ name: 'go', data: { key: 'late' } });
  expect(await ended(again, 'late')).toMatchObject({ state: 'completed' });
});

test('hears at once of an event that another process only sends', async () => {
  // Polling alone would take ten seconds.
  await using app = await serve({ pollIntervalMs: 10_000 });
  const { log } = recordingLog();
  const sender = createEmbeddedExecutor({ databaseUrl: database.jobsUrl, log, maxConnections: 2 });
  const inngest = new Inngest({ id: 'web', fetch: sender.fetch, eventKey: 'local', isDev: false });
  await inngest.send({ name: 'slow', data: { key: 'warm', correlation: 'warm', milliseconds: 1 } });
  await ended(app, 'warm');

  const sent = Date.now();
  await inngest.send({ name: 'slow', data: { key: 'heard', correlation: 'heard', milliseconds: 1 } });
  await effectBy('heard');
  expect(Date.now() - sent).toBeLessThan(1000);
  await sender.stop();
});
