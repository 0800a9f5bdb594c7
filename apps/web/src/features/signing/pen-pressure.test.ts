import { expect, test } from 'vitest';
import { pressureAt, pressureOf } from './pen-pressure.ts';

const sample = (x: number, time: number, pressure?: number) => ({ at: [x, 0] as const, time, pressure });
const start = { ...sample(0, 0), value: 0.5 };

test('without a pen the line gets thinner the faster one writes', () => {
  const slow = pressureAt(sample(2, 16), start);
  const fast = pressureAt(sample(80, 16), start);
  expect(slow).toBeGreaterThan(0.5);
  expect(fast).toBeLessThan(0.5);
});

test('a pen’s own pressure counts more than speed, and jumps are smoothed', () => {
  const pressed = pressureAt(sample(80, 16, 1), start);
  expect(pressed).toBeGreaterThan(0.5);
  expect(pressed).toBeLessThan(0.8);
});

test('only a pen is believed', () => {
  expect(pressureOf({ pointerType: 'pen', pressure: 0.7 })).toBe(0.7);
  expect(pressureOf({ pointerType: 'pen', pressure: 0 })).toBeUndefined();
  expect(pressureOf({ pointerType: 'mouse', pressure: 0.5 })).toBeUndefined();
  expect(pressureOf({ pointerType: 'touch', pressure: 1 })).toBeUndefined();
});
