import { expect, test } from 'vitest';
import { FIT_WIDTH, larger, smaller } from './zoom.ts';

test('goes up and down in steps and ends at both ends', () => {
  expect(larger(FIT_WIDTH)).toBe(1.25);
  expect(smaller(FIT_WIDTH)).toBe(0.75);
  expect([larger(3), smaller(0.5)]).toEqual([undefined, undefined]);
});
