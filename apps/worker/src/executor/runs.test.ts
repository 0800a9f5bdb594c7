import type { TestDatabase } from '@chopmark/db/testing';
import { NonRetriableError, RetryAfterError } from 'inngest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveApp, sleep, type TestApp, until } from './testing/harness.ts';
import { openTestDatabase } from './testing/open-test-database.ts';

let database: TestDatabase;
let app: TestApp;
const calls: Record<string, number> = {};
const failures: unknown[] = [];

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
      inngest.createFunction(
        { id: 'retry', triggers: [{ event: 'retry' }], retries: 4 },
        async ({ step, attempt }) => {
          const tries = await step.run('flaky', () => {
            const tried = count('flaky');
            if (tried < 4) throw new Error(`try ${tried}`);
            return tried;
          });
          if (count('body') < 3) throw new Error('the body fails too');
          return { tries, attempt };
        },
      ),
      inngest.createFunction(
        { id: 'caught', triggers: [{ event: 'caught' }], retries: 1 },
        async ({ step }) => {
          try {
            await step.run('fails', () => {
              count('fails');
              throw new TypeError('always');
            });
          } catch (error) {
            return step.run(
              'handle',
              () => `handled ${error instanceof Error ? `${error.name}: ${error.message}` : ''}`,
            );
          }
          return 'not reached';
        },
      ),
      inngest.createFunction(
        {
          id: 'hopeless',
          triggers: [{ event: 'hopeless' }],
          retries: 3,
          onFailure: async ({ error, event, step }) => {
            await step.run('note', () =>
              failures.push({ message: error.message, data: event.data.event.data }),
            );
          },
        },
        async ({ step }) => {
          await step.run('before', () => count('before'));
          await step.run('never', () => {
            count('never');
            throw new NonRetriableError('no use');
          });
        },
      ),
      inngest.createFunction(
        { id: 'patient', triggers: [{ event: 'patient' }], retries: 1 },
        async ({ step }) =>
          step.run('later', () => {
            if (count('later') === 1) throw new RetryAfterError('come back', 1000);
            return Date.now();
          }),
      ),
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

/** Sends the event and gives its run once nothing can be done at once. */
async function begin(name: string, data: Record<string, unknown> = {}) {
  const correlation = `${name}-${crypto.randomUUID()}`;
  await app.inngest.send({ name, data: { ...data, correlation } });
  await app.executor.idle();
  const runs = await app.executor.listRuns({ correlation });
  const found = runs.find(({ functionId }) => functionId === `app-${name}`);
  const run = found && (await app.executor.getRun(found.id));
  if (!run) throw new Error(`no run for ${correlation}`);
  return run;
}

/** As begin, once the run has ended. */
async function perform(name: string, data: Record<string, unknown> = {}) {
  return ended((await begin(name, data)).id);
}

function ended(id: string) {
  return until(async () => {
    const run = await app.executor.getRun(id);
    return run?.state !== 'running' && run;
  });
}

test('runs steps in order, each once, and keeps their results byte for byte', async () => {
  const run = await perform('three', { id: 'first' });

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
  const run = await perform('parallel');

  expect(run.output).toBe('x1+y1+z1');
  expect(run.steps.map(({ name }) => name).sort()).toEqual(['join', 'x', 'y', 'z']);
});

test('goes on with the winner of a race at once; the SDK ends the run only after the loser', async () => {
  const run = await begin('race');
  expect(run).toMatchObject({
    state: 'running',
    steps: [
      { name: 'slow', state: 'pending' },
      { name: 'fast', state: 'done' },
      { name: 'after', state: 'done', output: 'fast won' },
    ],
  });

  expect(await ended(run.id)).toMatchObject({ state: 'completed', output: 'fast won' });
});

test('asks the function again when a step of a race ends while it is being asked', async () => {
  expect(await perform('photo-finish')).toMatchObject({ state: 'completed', output: 'first' });
});

test('gives up on an invoked function after the timeout, for good', async () => {
  expect(await perform('impatient')).toMatchObject({
    state: 'completed',
    output: 'InngestInvokeTimeoutError',
  });
});

test('invokes another function and hands on its result or its failure', async () => {
  const run = await perform('invoke');

  expect(run.output).toEqual({ result: 42, failed: 'broken on purpose' });
});

test('tries a failing step and a failing body again until they succeed', async () => {
  const run = await perform('retry');

  expect(run).toMatchObject({ state: 'completed', output: { tries: 4 } });
  expect(calls.flaky).toBe(4);
  expect(calls.body).toBe(3);
});

test('lets the function handle a step that failed all its tries', async () => {
  const run = await perform('caught');

  expect(run).toMatchObject({ state: 'completed', output: 'handled TypeError: always' });
  expect(calls.fails).toBe(2);
});

test('does not repeat what is marked as not to be repeated, and calls the failure handler', async () => {
  const run = await perform('hopeless', { contract: 'C-1' });

  expect(run).toMatchObject({ state: 'failed', error: { message: 'no use' } });
  expect(calls.never).toBe(1);
  await until(() => failures.length > 0);
  expect(failures).toEqual([{ message: 'no use', data: expect.objectContaining({ contract: 'C-1' }) }]);
});

test('waits as long as the function asks before it tries again', async () => {
  const before = Date.now();
  const run = await begin('patient');
  expect(run).toMatchObject({ state: 'running', error: { message: 'come back' } });
  expect(run.retryAt?.getTime()).toBeGreaterThan(before + 900);

  const finished = await ended(run.id);
  expect(Number(finished.output)).toBeGreaterThanOrEqual(before + 1000);
});

test('fails a run that needs what the executor cannot do, and says what', async () => {
  const run = await perform('gateway');

  expect(run.state).toBe('failed');
  expect(run.error?.message).toContain('"WaitForSignal", which the embedded executor does not support');
});

test('sleeps without holding anything and wakes on time', async () => {
  const run = await begin('sleeper');
  expect(run).toMatchObject({ state: 'running', steps: [{ name: 'nap', kind: 'sleep', state: 'pending' }] });
  const due = run.steps[0]?.until?.getTime() ?? 0;

  const finished = await ended(run.id);
  expect(finished.output).toBe('awake');
  const late = (finished.endedAt?.getTime() ?? 0) - due;
  expect(late).toBeGreaterThanOrEqual(0);
  expect(late).toBeLessThan(500);
});

test('starts a failed run again from the step that failed', async () => {
  const failed = await perform('hopeless', { again: true });
  const doneBefore = calls.before;

  const triesBefore = calls.never ?? 0;
  await app.executor.retryRun(failed.id);
  const retried = await ended(failed.id);

  expect(retried).toMatchObject({ id: failed.id, state: 'failed', error: { message: 'no use' } });
  expect(calls.before).toBe(doneBefore);
  expect(calls.never).toBe(triesBefore + 1);
  await expect(app.executor.retryRun(crypto.randomUUID())).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  const completed = await perform('parallel');
  await expect(app.executor.retryRun(completed.id)).rejects.toMatchObject({ code: 'RUN_NOT_FAILED' });
});

test('lists runs by state and time, newest first', async () => {
  const since = new Date();
  const one = await perform('parallel');
  const two = await perform('gateway');

  const ids = (await app.executor.listRuns({ since })).map(({ id }) => id);
  expect(ids.slice(0, 2)).toEqual([two.id, one.id]);
  expect((await app.executor.listRuns({ since, state: 'failed' })).map(({ id }) => id)).toEqual([two.id]);
  expect(await app.executor.getRun('no uuid')).toBeUndefined();
});
