import type { TestDatabase } from '@chopmark/db/testing';
import { NonRetriableError } from 'inngest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginRun, endOfRun, performRun } from './testing/drive-runs.ts';
import { serveApp, sleep, type TestApp } from './testing/harness.ts';
import { openTestDatabase } from './testing/open-test-database.ts';

let database: TestDatabase;
let app: TestApp;
const calls: Record<string, number> = {};

function count(name: string): number {
  calls[name] = (calls[name] ?? 0) + 1;
  return calls[name];
}

beforeAll(async () => {
  database = await openTestDatabase();
  app = await serveApp(database, (inngest) => {
    const double = inngest.createFunction({ id: 'double', triggers: [] }, async ({ event, step }) =>
      step.run('twice', () => Number((event.data as { n: number }).n) * 2),
    );
    const broken = inngest.createFunction({ id: 'broken', triggers: [], retries: 0 }, async () => {
      throw new NonRetriableError('broken on purpose');
    });
    const idler = inngest.createFunction({ id: 'idler', triggers: [] }, async ({ step }) => {
      await step.sleep('idle', '2s');
      return 'too late';
    });
    return [
      double,
      broken,
      idler,
      inngest.createFunction({ id: 'three', triggers: [{ event: 'three' }] }, async ({ step, event }) => {
        const a = await step.run('a', () => count(`a-${event.data.id}`));
        const b = await step.run('b', () => a + count(`b-${event.data.id}`));
        return step.run('c', () => ({ sum: b + count(`c-${event.data.id}`), zero: '\u0000', nothing: null }));
      }),
      inngest.createFunction({ id: 'parallel', triggers: [{ event: 'parallel' }] }, async ({ step }) => {
        const values = await Promise.all(
          ['x', 'y', 'z'].map((id) => step.run(id, () => `${id}${count(`parallel-${id}`)}`)),
        );
        return step.run('join', () => values.join('+'));
      }),
      inngest.createFunction({ id: 'race', triggers: [{ event: 'race' }] }, async ({ step, group }) => {
        const winner = await group.parallel({ mode: 'race' }, () =>
          Promise.race([step.sleep('slow', '2s').then(() => 'slow'), step.run('fast', () => 'fast')]),
        );
        return step.run('after', () => `${winner} won`);
      }),
      inngest.createFunction({ id: 'invoke', triggers: [{ event: 'invoke' }] }, async ({ step }) => {
        const result = await step.invoke('call', { function: double, data: { n: 21 } });
        const failed = await step
          .invoke('call-broken', { function: broken, data: {} })
          .catch((e: Error) => e.message);
        return { result, failed };
      }),
      inngest.createFunction(
        { id: 'photo-finish', triggers: [{ event: 'photo-finish' }] },
        async ({ step, group }) => {
          await sleep(250);
          const winner = await group.parallel({ mode: 'race' }, () =>
            Promise.race([
              step.run('first', () => 'first'),
              step.run('second', () => sleep(100).then(() => 'second')),
            ]),
          );
          return winner;
        },
      ),
      inngest.createFunction({ id: 'impatient', triggers: [{ event: 'impatient' }] }, async ({ step }) => {
        const options = { function: idler, data: {}, timeout: '1s' } as const;
        const result = await step.invoke('idle', options).catch((error: Error) => error.name);
        await step.sleep('meanwhile', '2s');
        return result;
      }),
      inngest.createFunction({ id: 'gateway', triggers: [{ event: 'gateway' }] }, async ({ step }) =>
        step.waitForSignal('signal', { signal: 'x', timeout: '1m' }),
      ),
      inngest.createFunction({ id: 'sleeper', triggers: [{ event: 'sleeper' }] }, async ({ step }) => {
        await step.sleep('nap', 1000);
        return 'awake';
      }),
    ];
  });
});

afterAll(async () => {
  await app.executor.stop();
  await database.drop();
});

test('runs steps in order, each once, and keeps their results byte for byte', async () => {
  const run = await performRun(app, 'three', { id: 'first' });

  expect(run).toMatchObject({
    state: 'completed',
    output: { sum: 3, zero: '\u0000', nothing: null },
    error: null,
  });
  expect(run.steps.map(({ name, kind, state }) => [name, kind, state])).toEqual([
    ['a', 'run', 'done'],
    ['b', 'run', 'done'],
    ['c', 'run', 'done'],
  ]);
  expect([calls['a-first'], calls['b-first'], calls['c-first']]).toEqual([1, 1, 1]);
});

test('runs parallel steps, each once, and goes on when all are done', async () => {
  const run = await performRun(app, 'parallel');

  expect(run.output).toBe('x1+y1+z1');
  expect(run.steps.map(({ name }) => name).sort()).toEqual(['join', 'x', 'y', 'z']);
});

test('goes on with the winner of a race at once; the SDK ends the run only after the loser', async () => {
  const run = await beginRun(app, 'race');
  expect(run).toMatchObject({
    state: 'running',
    steps: [
      { name: 'slow', state: 'pending' },
      { name: 'fast', state: 'done' },
      { name: 'after', state: 'done', output: 'fast won' },
    ],
  });

  expect(await endOfRun(app, run.id)).toMatchObject({ state: 'completed', output: 'fast won' });
});

test('asks the function again when a step of a race ends while it is being asked', async () => {
  expect(await performRun(app, 'photo-finish')).toMatchObject({ state: 'completed', output: 'first' });
});

test('gives up on an invoked function after the timeout, for good', async () => {
  expect(await performRun(app, 'impatient')).toMatchObject({
    state: 'completed',
    output: 'InngestInvokeTimeoutError',
  });
});

test('invokes another function and hands on its result or its failure', async () => {
  const run = await performRun(app, 'invoke');

  expect(run.output).toEqual({ result: 42, failed: 'broken on purpose' });
});

test('fails a run that needs what the executor cannot do, and says what', async () => {
  const run = await performRun(app, 'gateway');

  expect(run.state).toBe('failed');
  expect(run.error?.message).toContain('"WaitForSignal", which the embedded executor does not support');
});

test('sleeps without holding anything and wakes on time', async () => {
  const run = await beginRun(app, 'sleeper');
  expect(run).toMatchObject({ state: 'running', steps: [{ name: 'nap', kind: 'sleep', state: 'pending' }] });
  const due = run.steps[0]?.until?.getTime() ?? 0;

  const finished = await endOfRun(app, run.id);
  expect(finished.output).toBe('awake');
  const late = (finished.endedAt?.getTime() ?? 0) - due;
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(500);
});

test('lists runs by state and time, newest first', async () => {
  const since = new Date();
  const one = await performRun(app, 'parallel');
  const two = await performRun(app, 'gateway');

  const ids = (await app.executor.listRuns({ since })).map(({ id }) => id);
  expect(ids.slice(0, 2)).toEqual([two.id, one.id]);
  expect((await app.executor.listRuns({ since, state: 'failed' })).map(({ id }) => id)).toEqual([two.id]);
  expect(await app.executor.getRun('no uuid')).toBeUndefined();
});
