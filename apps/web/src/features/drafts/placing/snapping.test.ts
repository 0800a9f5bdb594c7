import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snap } from './snapping.ts';

const a4 = { width: 595, height: 842 };
const box = { x: 200, y: 300, width: 100, height: 40 };

test('edges and centres fall in line with those of another control', () => {
  expect(snap({ ...box, x: 203, y: 500 }, [box], a4, 5)).toEqual({
    by: { x: -3, y: 0 },
    guides: [{ axis: 'x', at: 200 }],
  });
  const narrow = { x: 228, y: 338, width: 40, height: 20 };
  expect(snap(narrow, [box], a4, 5).by).toEqual({ x: 2, y: 2 });
});

test('with nobody else about, the margins and the middle of the page attract', () => {
  const margin = (25 / 25.4) * 72;
  expect(snap({ x: 69, y: 600, width: 50, height: 50 }, [], a4, 4).guides).toEqual([
    { axis: 'x', at: margin },
  ]);
  expect(snap({ x: 274, y: 600, width: 50, height: 50 }, [], a4, 4).by.x).toBeCloseTo(-1.5, 9);
});

test('never further than the reach, and always onto the line that is shown', () => {
  const number = fc.integer({ min: 0, max: 500 });
  const rect = fc.record({ x: number, y: number, width: number, height: number });
  fc.assert(
    fc.property(
      rect,
      fc.array(rect, { maxLength: 5 }),
      fc.integer({ min: 0, max: 10 }),
      (moving, others, reach) => {
        const { by, guides } = snap(moving, others, a4, reach);
        expect(Math.abs(by.x)).toBeLessThanOrEqual(reach);
        expect(Math.abs(by.y)).toBeLessThanOrEqual(reach);
        for (const { axis, at } of guides) {
          const [start, size, shift] =
            axis === 'x' ? [moving.x, moving.width, by.x] : [moving.y, moving.height, by.y];
          const lines = [start, start + size / 2, start + size].map((line) => line + shift);
          expect(Math.min(...lines.map((line) => Math.abs(line - at)))).toBeLessThan(1e-6);
        }
      },
    ),
  );
});
