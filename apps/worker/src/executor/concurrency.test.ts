import type { TestDatabase } from '@chopmark/db/testing';
import type { Inngest } from 'inngest';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveApp, sleep, type TestApp } from './testing/harness.ts';
import { openTestDatabase } from './testing/open-test-database.ts';

let database: TestDatabase;
let apps: TestApp[];
const active = new Map<string, number>();
const peaks = new Map<string, number>();
const servedBy = [0, 0];

async function occupy(key: string, milliseconds: number): Promise<void> {
  const now = (active.get(key) ?? 0) + 1;
  active.set(key, now);
  peaks.set(key, Math.max(peaks.get(key) ?? 0, now));
  await sleep(milliseconds);
  active.set(key, (active.get(key) ?? 1) - 1);
}

beforeAll(async () => {
  database = await openTestDatabase();
  const define = (process: 0 | 1) => (inngest: Inngest) => [
    inngest.createFunction(
      { id: 'one', triggers: [{ event: 'one' }], concurrency: { limit: 1, key: 'event.data.contract' } },
      async ({ event, step }) => {
        servedBy[process] = (servedBy[process] ?? 0) + 1;
        await step.run('sign', () => occupy(`one-${event.data.contract}`, 15));
        await step.run('store', () => occupy(`one-${event.data.contract}`, 15));
      },
    ),
    inngest.createFunction({ id: 'two', triggers: [{ event: 'two' }], concurrency: 2 }, async ({ step }) =>
      step.run('work', () => occupy('two', 30)),
    ),
    inngest.createFunction(
      {
        id: 'both',
        triggers: [{ event: 'both' }],
        concurrency: [
          { limit: 3, scope: 'account', key: '"all"' },
          { limit: 1, key: 'event.data.tenant' },
        ],
      },
      async ({ event, step }) =>
        step.run('work', async () => {
          await Promise.all([occupy('both', 20), occupy(`both-${event.data.tenant}`, 20)]);
        }),
    ),
  ];
  apps = [await serveApp(database, define(0)), await serveApp(database, define(1))];
});

afterAll(async () => {
  for (const app of apps) await app.executor.stop();
  await database.drop();
  const complaints = apps
    .flatMap(({ lines }) => lines)
    .filter(({ level }) => level === 'warn' || level === 'error');
  expect(complaints).toEqual([]);
});

async function perform(events: { name: string; data: Record<string, unknown> }[]) {
  const [app] = apps;
  if (!app) throw new Error('not started');
  await app.inngest.send(events);
  await app.executor.idle();
  return app.executor.listRuns({ limit: 500 });
}

test('makes at most as many calls per key at once as the limit says, over two executors', async () => {
  const contracts = ['a', 'b', 'c'];
  const runs = await perform(
    Array.from({ length: 18 }, (_, n) => ({ name: 'one', data: { contract: contracts[n % 3] } })),
  );

  expect(
    runs.filter(({ functionId, state }) => functionId === 'app-one' && state === 'completed'),
  ).toHaveLength(18);
  expect(contracts.map((contract) => peaks.get(`one-${contract}`))).toEqual([1, 1, 1]);
  expect(servedBy.every((calls) => calls > 0)).toBe(true);
});

test('fills a limit without key but does not pass it', async () => {
  const runs = await perform(Array.from({ length: 10 }, () => ({ name: 'two', data: {} })));

  expect(
    runs.filter(({ functionId, state }) => functionId === 'app-two' && state === 'completed'),
  ).toHaveLength(10);
  expect(peaks.get('two')).toBe(2);
});

test('keeps two limits at once and forgets no call that waits for either', async () => {
  const tenants = ['x', 'y', 'z', 'w'];
  const runs = await perform(
    Array.from({ length: 16 }, (_, n) => ({ name: 'both', data: { tenant: tenants[n % 4] } })),
  );

  expect(
    runs.filter(({ functionId, state }) => functionId === 'app-both' && state === 'completed'),
  ).toHaveLength(16);
  expect(peaks.get('both')).toBeLessThanOrEqual(3);
  expect(tenants.map((tenant) => peaks.get(`both-${tenant}`))).toEqual([1, 1, 1, 1]);
});
