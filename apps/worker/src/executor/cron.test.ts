import type { TestDatabase } from '@chopmark/db/testing';
import type { Inngest } from 'inngest';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { serveApp, sleep, until } from './testing/harness.ts';
import { openTestDatabase } from './testing/open-test-database.ts';

let database: TestDatabase;
let now: Date;
const ticks: string[] = [];
const daily: string[] = [];

const define = (inngest: Inngest) => [
  inngest.createFunction({ id: 'minutely', triggers: [{ cron: '* * * * *' }] }, async ({ event, step }) => {
    const at = new Date(event.ts ?? 0).toISOString();
    await step.run('tick', () => ticks.push(at));
  }),
  inngest.createFunction(
    { id: 'daily', triggers: [{ cron: 'TZ=Asia/Shanghai 0 9 * * *' }] },
    async ({ event }) => {
      daily.push(new Date(event.ts ?? 0).toISOString());
    },
  ),
];
const options = { clock: () => now, pollIntervalMs: 20 };

beforeAll(async () => {
  database = await openTestDatabase();
});
beforeEach(() => {
  ticks.length = 0;
  daily.length = 0;
});
afterAll(() => database.drop());

test('starts a scheduled function once per tick over two executors, and makes up once for missed ticks', async () => {
  now = new Date('2026-03-01T00:30:30Z');
  const one = await serveApp(database, define, options);
  const two = await serveApp(database, define, options);
  await sleep(100);
  expect(ticks).toEqual([]);

  now = new Date('2026-03-01T00:31:00Z');
  await until(() => ticks.length === 1);
  now = new Date('2026-03-01T00:32:10Z');
  await until(() => ticks.length === 2);
  await sleep(150);
  expect(ticks).toEqual(['2026-03-01T00:31:00.000Z', '2026-03-01T00:32:00.000Z']);

  await one.executor.stop();
  await two.executor.stop();
  now = new Date('2026-03-01T01:00:05Z');
  const three = await serveApp(database, define, options);
  await until(() => ticks.length === 3 && daily.length === 1);
  now = new Date('2026-03-01T01:01:00Z');
  await until(() => ticks.length === 4);

  expect(ticks.slice(2)).toEqual(['2026-03-01T00:33:00.000Z', '2026-03-01T01:01:00.000Z']);
  // Nine o'clock in Shanghai.
  expect(daily).toEqual(['2026-03-01T01:00:00.000Z']);
  await three.executor.stop();
});

test('refuses a schedule it cannot read', async () => {
  const broken = (inngest: Inngest) => [
    inngest.createFunction({ id: 'broken', triggers: [{ cron: 'every day' }] }, async () => undefined),
  ];
  await expect(serveApp(database, broken, options)).rejects.toMatchObject({ code: 'EXPRESSION_INVALID' });
});
