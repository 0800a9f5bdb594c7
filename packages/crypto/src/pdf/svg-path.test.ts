import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pathOperators } from './svg-path.ts';

const lines = (d: string) => pathOperators(d).split('\n');

test('draws lines, absolute and relative, and implied line commands', () => {
  expect(lines('M10 20 30,40H5V6Z')).toEqual(['10 20 m', '30 40 l', '5 40 l', '5 6 l', 'h']);
  expect(lines('m10 20 5 5h-5v-6zl1 1')).toEqual([
    '10 20 m',
    '15 25 l',
    '10 25 l',
    '10 19 l',
    'h',
    '11 21 l',
  ]);
});

test('reads numbers as compact as SVG writes them', () => {
  expect(lines('M.5.25-1e1+2L1.5e-1-3')).toEqual(['0.5 0.25 m', '-10 2 l', '0.15 -3 l']);
});

test('turns quadratic curves into cubic ones and reflects control points for smooth commands', () => {
  expect(lines('M0 0Q3 3 6 0T12 0')).toEqual(['0 0 m', '2 2 4 2 6 0 c', '8 -2 10 -2 12 0 c']);
  expect(lines('M0 0C0 1 2 3 4 3S9 5 9 9')).toEqual(['0 0 m', '0 1 2 3 4 3 c', '6 3 9 5 9 9 c']);
  expect(lines('M0 0s1 1 2 0')).toEqual(['0 0 m', '0 0 1 1 2 0 c']);
});

test('draws a half circle through its top with compact flags', () => {
  const [, first, second] = lines('M0 0a10 10 0 0120 0');
  // Two quarter turns; with y downwards sweep 1 goes up, through (10, -10).
  expect(first).toMatch(/ 10 -10 c$/);
  expect(second).toMatch(/ 20 0 c$/);
});

test('every point of an arc lies on its circle, whichever of the four arcs is asked for', () => {
  const flag = fc.constantFrom(0, 1);
  const coordinate = fc.integer({ min: -50, max: 50 });
  fc.assert(
    fc.property(coordinate, coordinate, flag, flag, (x, y, large, sweep) => {
      fc.pre(x !== 0 || y !== 0);
      const radius = 80;
      const ends = lines(`M0 0A80 80 0 ${large} ${sweep} ${x} ${y}`).map((line) =>
        line.split(' ').map(Number),
      );
      const points = ends.map((numbers) => numbers.filter((value) => !Number.isNaN(value)).slice(-2));
      const length = Math.hypot(x, y);
      const side = large === sweep ? -1 : 1;
      const away = (side * Math.sqrt(radius ** 2 - (length / 2) ** 2)) / length;
      const centre = [x / 2 + away * -y, y / 2 + away * x];
      for (const [px = 0, py = 0] of points) {
        expect(Math.hypot(px - (centre[0] ?? 0), py - (centre[1] ?? 0))).toBeCloseTo(radius, 2);
      }
    }),
  );
});

test.each(['', 'M', 'L1 2', 'M1 2 X3', 'M1', 'M1 2Z3 4', 'M0 0A1 1 0 2 0 3 3', 'M1 1e999'])(
  'refuses %j unless it is empty',
  (d) => {
    if (d === '') expect(pathOperators(d)).toBe('');
    else expect(() => pathOperators(d)).toThrow(expect.objectContaining({ code: 'APPEARANCE_INVALID' }));
  },
);
