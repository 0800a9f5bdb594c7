import { expect, test } from 'vitest';
import { placementOf } from './placement.ts';

const a4 = { width: 595, height: 842 };

test('a rectangle in the lower left corner stands at the foot of the picture', () => {
  expect(placementOf({ x: 0, y: 0, width: 59.5, height: 84.2 }, a4)).toEqual({
    left: '0%',
    top: '90%',
    width: '10%',
    height: '10%',
  });
});

test('a rectangle in the upper right corner touches both edges', () => {
  const { left, top, width } = placementOf({ x: 476, y: 673.6, width: 119, height: 168.4 }, a4);
  expect([top, Number.parseFloat(left) + Number.parseFloat(width)]).toEqual(['0%', 100]);
});
