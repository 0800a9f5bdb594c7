import { expect, test } from 'vitest';
import { drawTypedSignature, typedStyles } from './draw-typed-signature.ts';
import { typedSignatureInput } from './typed-signature.ts';

const numbersOf = (d: string) => d.match(/-?[\d.]+/g)?.map(Number) ?? [];

test.each(typedStyles)(
  'a name in the style %s fills its picture to the margin, and always in the same way',
  (style) => {
    const input = { text: '王芳 Ada', style };
    const drawing = drawTypedSignature(input);
    expect(drawTypedSignature(input)).toEqual(drawing);
    // A blank draws nothing.
    expect(drawing.paths).toHaveLength(5);
    const numbers = drawing.paths.map(({ d }) => numbersOf(d));
    const xs = numbers.flatMap((list) => list.filter((_, index) => index % 2 === 0));
    const ys = numbers.flatMap((list) => list.filter((_, index) => index % 2 === 1));
    expect(Math.min(...xs, ...ys)).toBeGreaterThan(0);
    expect(Math.max(...xs)).toBeLessThan(drawing.width);
    expect(Math.max(...ys)).toBeLessThan(drawing.height);
    expect(drawing.width).toBeGreaterThan(drawing.height);
  },
);

test('a character the font lacks is named', () => {
  expect(() => drawTypedSignature({ text: '王喆玥', style: 'brush' })).toThrow(
    expect.objectContaining({
      code: 'FONT_LACKS_CHARACTER',
      params: { characters: '喆 玥' },
      field: 'typed',
    }),
  );
  expect(drawTypedSignature({ text: '王喆玥', style: 'print' }).paths).toHaveLength(3);
});

test.each(['', '   ', '\u202e王', 'a\u0000b', 'x'.repeat(31)])('%j is no name', (text) => {
  expect(typedSignatureInput.safeParse({ text }).success).toBe(false);
});

test('the brush is the style when none is asked for', () => {
  expect(typedSignatureInput.parse({ text: ' 王芳 ' })).toEqual({ text: '王芳', style: 'brush' });
});
