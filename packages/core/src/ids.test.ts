import { expect, test } from 'vitest';
import { newId } from './ids.ts';

test('makes UUIDs of version 7 with the RFC 9562 variant', () => {
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('sorts by the time it was given, to the millisecond', () => {
  const start = Date.UTC(2026, 0, 1);
  const ids = Array.from({ length: 50 }, (_, index) => newId(new Date(start + index)));
  expect(ids.toSorted()).toEqual(ids);
  expect(Number.parseInt((ids[49] ?? '').replace('-', '').slice(0, 12), 16)).toBe(start + 49);
});

test('never makes the same ID twice within a millisecond', () => {
  const now = new Date();
  expect(new Set(Array.from({ length: 10_000 }, () => newId(now))).size).toBe(10_000);
});
