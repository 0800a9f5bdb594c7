import { expect, test } from 'vitest';
import { begin, extend, inkBox, isSignature, type Point, strokePath } from './stroke-path.ts';

const line = (length: number): Point[] => Array.from({ length }, (_, index) => [100 + index * 5, 80]);

test('a tap is no signature, a line across the pad is', () => {
  expect(isSignature([[[10, 10]]])).toBe(false);
  expect(isSignature([line(30)])).toBe(true);
});

test('points that lie on each other are kept once', () => {
  const strokes = extend(extend(begin([], [10, 10]), [10.5, 10]), [20, 10]);
  expect(strokes).toEqual([
    [
      [10, 10],
      [20, 10],
    ],
  ]);
});

test('never more points or strokes than the server takes', () => {
  let strokes: Point[][] = [];
  for (let stroke = 0; stroke < 210; stroke++) {
    strokes = begin(strokes, [0, 0]);
    for (let point = 1; point < 30; point++) strokes = extend(strokes, [point * 3, stroke]);
  }
  expect(strokes.length).toBeLessThanOrEqual(200);
  expect(strokes.flat().length).toBeLessThanOrEqual(5_000);
});

test('the box holds all the ink', () => {
  const [x = 0, y = 0, width = 0, height = 0] = inkBox([line(11)])
    .split(' ')
    .map(Number);
  expect([x < 100, y < 80, x + width > 150, y + height > 80]).toEqual([true, true, true, true]);
});

test('a path begins and ends where the stroke does', () => {
  expect(strokePath(line(3)).d).toBe('M100 80Q105 80 107.5 80L110 80');
});
