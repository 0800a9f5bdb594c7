import { expect, test } from 'vitest';
import { drawHandwriting, handwritingSchema } from './handwriting.ts';

type Stroke = [number, number][];
const pad = { width: 300, height: 120 };
const curve: Stroke = [
  [40, 60],
  [80, 20],
  [120, 90],
  [200, 30],
];

test('crops to the ink with a margin, wherever on the pad it is', () => {
  const moved = curve.map(([x, y]) => [x + 50, y + 20] as [number, number]);
  const drawing = drawHandwriting({ ...pad, strokes: [curve] });
  expect(drawHandwriting({ ...pad, strokes: [moved] })).toEqual(drawing);
  expect(drawing.width).toBeLessThan(180);
  expect(drawing.height).toBeLessThan(90);
});

test('a stroke starts and ends where the pen did', () => {
  const { paths, height } = drawHandwriting({ ...pad, strokes: [curve] });
  const numbers = paths[0]?.d.match(/[\d.]+/g)?.map(Number) ?? [];
  const margin = numbers[0] ?? 0;
  expect(margin).toBeCloseTo((paths[0]?.strokeWidth ?? 0) * 2, 1);
  // The last sample is 160 to the right of the first and 10 below the highest.
  expect(numbers.at(-2)).toBeCloseTo(margin + 160, 1);
  expect(numbers.at(-1)).toBeCloseTo(margin + 10, 1);
  expect(height).toBeCloseTo(70 + 2 * margin, 1);
});

test('every stroke is drawn, a dot too', () => {
  const dot: Stroke = [[10, 10]];
  expect(drawHandwriting({ ...pad, strokes: [curve, dot, []] }).paths).toHaveLength(2);
});

test.each<[string, Stroke[]]>([
  ['nothing', []],
  ['empty strokes', [[], []]],
  ['a single dot', [[[10, 10]]]],
  [
    'a speck',
    [
      [
        [10, 10],
        [11, 11],
        [12, 10],
        [11, 10],
      ],
    ],
  ],
])('%s is no signature', (_what, strokes) => {
  expect(() => drawHandwriting({ ...pad, strokes })).toThrow(
    expect.objectContaining({ code: 'SIGNATURE_REQUIRED', field: 'handwriting' }),
  );
});

test('refuses more points than a hand makes', () => {
  const stroke = Array.from({ length: 1999 }, (_, index) => [index % 300, index % 120] as [number, number]);
  expect(() => drawHandwriting({ ...pad, strokes: [stroke, stroke, stroke] })).toThrow(
    expect.objectContaining({ code: 'INVALID_INPUT' }),
  );
  expect(handwritingSchema.safeParse({ ...pad, strokes: [[...stroke, [0, 0], [0, 0]]] }).success).toBe(false);
});

test('takes only finite numbers', () => {
  const strokes = [[[Number.POSITIVE_INFINITY, 0]]];
  expect(handwritingSchema.safeParse({ ...pad, strokes }).success).toBe(false);
});
