import { Inngest } from 'inngest';
import { expect, test } from 'vitest';
import { keyOf, matches } from './expressions.ts';
import { readFunctions } from './functions.ts';

const inngest = new Inngest({ id: 'app', isDev: false });
const handler = async () => undefined;

test('reads what a function asks for, and its failure handler as a function of its own', () => {
  const fn = inngest.createFunction(
    {
      id: 'sign',
      retries: 5,
      triggers: [{ event: 'signing/requested', if: 'event.data.level == "B-T"' }, { cron: '*/5 * * * *' }],
      concurrency: { limit: 1, key: 'event.data.contract' },
      idempotency: 'event.data.intent',
      onFailure: handler,
    },
    handler,
  );
  const configs = readFunctions('app', [fn]);

  expect(configs.get('app-sign')).toEqual({
    id: 'app-sign',
    name: 'sign',
    maxAttempts: 6,
    events: [{ event: 'signing/requested', expression: 'event.data.level == "B-T"' }],
    crons: [{ cron: '*/5 * * * *' }],
    concurrency: [{ limit: 1, scope: 'fn', key: 'event.data.contract' }],
    idempotency: 'event.data.intent',
  });
  expect(configs.get('app-sign-failure')).toMatchObject({
    maxAttempts: 2,
    events: [{ event: 'inngest/function.failed', expression: "event.data.function_id == 'app-sign'" }],
  });
});

test('gives a function that says nothing about retries the three of the SDK', () => {
  const fn = inngest.createFunction({ id: 'plain', triggers: [{ event: 'e' }] }, handler);
  expect(readFunctions('app', [fn]).get('app-plain')?.maxAttempts).toBe(4);
});

test.each([
  ['debounce', { debounce: { period: '1m' } }],
  ['singleton', { singleton: { mode: 'skip' } }],
  ['rateLimit', { rateLimit: { limit: 1, period: '1m' } }],
  ['batchEvents', { batchEvents: { maxSize: 10, timeout: '5s' } }],
  ['timeouts', { timeouts: { start: '10s' } }],
] as const)('refuses %s rather than to ignore it', (_, setting) => {
  const fn = inngest.createFunction({ id: 'fancy', triggers: [{ event: 'e' }], ...setting }, handler);
  expect(() => readFunctions('app', [fn])).toThrow(
    expect.objectContaining({
      code: 'FUNCTION_SETTING_UNSUPPORTED',
      message: expect.stringContaining('app-fancy'),
    }),
  );
});

test('refuses two functions of one id and expressions that are no CEL', () => {
  const fn = inngest.createFunction({ id: 'same', triggers: [{ event: 'e' }] }, handler);
  expect(() => readFunctions('app', [fn, fn])).toThrow(
    expect.objectContaining({ code: 'FUNCTION_ID_TWICE' }),
  );
  const broken = inngest.createFunction(
    { id: 'broken', triggers: [{ event: 'e', if: 'event.data ==' }] },
    handler,
  );
  expect(() => readFunctions('app', [broken])).toThrow(
    expect.objectContaining({ code: 'EXPRESSION_INVALID' }),
  );
});

test('evaluates conditions and keys over events', () => {
  const event = { name: 'a', data: { n: 1, price: 9.5, text: '合同', nested: { id: 'x' } } };

  expect(matches('event.data.n == 1 && event.data.price < 10', { event })).toBe(true);
  expect(matches("event.data.text.startsWith('合') || event.data.missing == 2", { event })).toBe(true);
  expect(matches('event.data.missing == 1', { event })).toBe(false);
  expect(matches('event.data.text', { event })).toBe(false);
  expect(matches(undefined, { event })).toBe(true);
  expect(keyOf('event.data.nested.id', { event })).toBe('x');
  expect(keyOf('event.data.n', { event })).toBe('1');
  expect(keyOf('event.data.missing', { event })).toBe('null');
});
