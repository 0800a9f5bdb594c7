import type { Handwriting } from '@chopmark/core';

/** A signature as a pad would record it: three flowing strokes, the same every time. */
export function sampleHandwriting(): Handwriting {
  const stroke = (count: number, at: (t: number) => [number, number]) =>
    Array.from({ length: count }, (_, index) => at(index / (count - 1)));
  return {
    width: 420,
    height: 160,
    strokes: [
      stroke(26, (t) => [40 + 26 * Math.sin(t * 3), 30 + 92 * t]),
      stroke(48, (t) => [52 + 150 * t, 112 - 44 * Math.sin(t * 9.5) * (1 - 0.4 * t)]),
      stroke(60, (t) => [
        205 + 165 * t + 14 * Math.sin(t * 21),
        88 - 34 * Math.cos(t * 16) * (1 - 0.5 * t) - 10 * t,
      ]),
      stroke(24, (t) => [70 + 300 * t, 134 - 12 * Math.sin(t * Math.PI)]),
    ],
  };
}
