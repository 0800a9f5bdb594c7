import { expect, test } from 'vitest';
import { type InkPoint, inkBox, inkPath } from './ink.ts';

const line = (pressure?: number): InkPoint[] =>
  [10, 20, 30, 40].map((x) => (pressure === undefined ? [x, 50] : [x, 50, pressure]));

/** Extent of a path of absolute M, L, Q and A commands, measured at the points it is drawn through. */
function heightOf(d: string): number {
  const ys = [...d.matchAll(/[MLQ]([^MLQAZ]+)/g)].flatMap(([, numbers = '']) =>
    numbers
      .trim()
      .split(/\s+/)
      .map(Number)
      .filter((_, index) => index % 2 === 1),
  );
  return Math.max(...ys) - Math.min(...ys);
}

test('without pressure a stroke is an even line', () => {
  expect(inkPath(line(), 4)).toEqual({
    d: 'M10 50Q20 50 25 50Q30 50 35 50L40 50',
    stroke: '#10182b',
    strokeWidth: 4,
  });
});

test('the harder one presses, the thicker the line; half pressure is the pen itself', () => {
  const [light, half, hard] = [0.05, 0.5, 1].map((pressure) => heightOf(inkPath(line(pressure), 4).d));
  expect(half).toBeCloseTo(4, 0);
  expect(light).toBeLessThan(2.2);
  expect(hard).toBeGreaterThan(6);
});

test('a tap leaves a dot, and a hairpin no gap', () => {
  expect(inkPath([[10, 10, 0.5]], 4).d).toMatch(/^M[\d. ]+A.*Z$/);
  const hairpin: InkPoint[] = [
    [0, 0, 0.5],
    [50, 0, 0.5],
    [0, 1, 0.5],
  ];
  // One dot at each end and one at the turn.
  expect(inkPath(hairpin, 4).d.match(/Z/g)).toHaveLength(4);
});

test('the box holds the ink with its thickest line', () => {
  expect(inkBox([line(1)], 4)).toEqual({ left: 2, top: 42, width: 46, height: 16 });
});
