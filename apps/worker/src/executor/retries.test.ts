import type { TestDatabase } from '@chopmark/db/testing';
import { NonRetriableError, RetryAfterError } from 'inngest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { beginRun, endOfRun, performRun } from './testing/drive-runs.ts';
import { serveApp, type TestApp, until } from './testing/harness.ts';
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
    return [
      inngest.createFunction({ id: 'plain', triggers: [{ event: 'plain' }] }, async ({ step }) =>
        step.run('only', () => 'done'),
      ),
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
    ];
  });
});

afterAll(async () => {
  await app.executor.stop();
  await database.drop();
});

test('tries a failing step and a failing body again until they succeed', async () => {
  const run = await performRun(app, 'retry');

  expect(run).toMatchObject({ state: 'completed', output: { tries: 4 } });
  expect(calls.flaky).toBe(4);
  expect(calls.body).toBe(3);
});

test('lets the function handle a step that failed all its tries', async () => {
  const run = await performRun(app, 'caught');

  expect(run).toMatchObject({ state: 'completed', output: 'handled TypeError: always' });
  expect(calls.fails).toBe(2);
});

test('does not repeat what is marked as not to be repeated, and calls the failure handler', async () => {
  const run = await performRun(app, 'hopeless', { contract: 'C-1' });

  expect(run).toMatchObject({ state: 'failed', error: { message: 'no use' } });
  expect(calls.never).toBe(1);
  await until(() => failures.length > 0);
  expect(failures).toEqual([{ message: 'no use', data: expect.objectContaining({ contract: 'C-1' }) }]);
});

test('waits as long as the function asks before it tries again', async () => {
  const before = Date.now();
  const run = await beginRun(app, 'patient');
  expect(run).toMatchObject({ state: 'running', error: { message: 'come back' } });
  expect(run.retryAt?.getTime()).toBeGreaterThan(before + 900);

  const finished = await endOfRun(app, run.id);
  expect(Number(finished.output)).toBeGreaterThanOrEqual(before + 1000);
});

test('starts a failed run again from the step that failed', async () => {
  const failed = await performRun(app, 'hopeless', { again: true });
  const doneBefore = calls.before;

  const triesBefore = calls.never ?? 0;
  await app.executor.retryRun(failed.id);
  const retried = await endOfRun(app, failed.id);

  expect(retried).toMatchObject({ id: failed.id, state: 'failed', error: { message: 'no use' } });
  expect(calls.before).toBe(doneBefore);
  expect(calls.never).toBe(triesBefore + 1);
  await expect(app.executor.retryRun(crypto.randomUUID())).rejects.toMatchObject({ code: 'RUN_NOT_FOUND' });
  const completed = await performRun(app, 'plain');
  await expect(app.executor.retryRun(completed.id)).rejects.toMatchObject({ code: 'RUN_NOT_FAILED' });
});
