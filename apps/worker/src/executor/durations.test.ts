import { expect, test } from 'vitest';
import { dueAt, exponentialBackoff, retryAfter } from './durations.ts';

const now = new Date('2026-03-01T00:00:00Z');

test.each([
  ['2h30m10s', '2026-03-01T02:30:10.000Z'],
  ['1w2d', '2026-03-10T00:00:00.000Z'],
  ['1.5s', '2026-03-01T00:00:01.500Z'],
  ['', '2026-03-01T00:00:00.000Z'],
  ['2026-05-01T08:00:00+08:00', '2026-05-01T00:00:00.000Z'],
])('reads the SDK time string "%s"', (text, due) => {
  expect(dueAt(text, now).toISOString()).toBe(due);
});

test.each(['soon', '5', '10 m', '1h!', '2026-99-99'])('refuses the time string "%s"', (text) => {
  expect(() => dueAt(text, now)).toThrow(RangeError);
});

test('reads retry-after as seconds, as an HTTP date and as an ISO date, and ignores the rest', () => {
  expect(retryAfter('90', now)).toEqual(new Date('2026-03-01T00:01:30Z'));
  expect(retryAfter('Sun, 01 Mar 2026 00:02:00 GMT', now)).toEqual(new Date('2026-03-01T00:02:00Z'));
  expect(retryAfter('2026-03-01T00:03:00.000Z', now)).toEqual(new Date('2026-03-01T00:03:00Z'));
  expect(retryAfter('later', now)).toBeUndefined();
});

test('backs off exponentially up to half an hour, spread by a fifth', () => {
  const middle = () => 0.5;
  expect([0, 1, 2, 3, 20].map((attempt) => exponentialBackoff(attempt, middle))).toEqual([
    2000, 4000, 8000, 16_000, 1_800_000,
  ]);
  expect([exponentialBackoff(0, () => 0), exponentialBackoff(0, () => 1)]).toEqual([1600, 2400]);
});
