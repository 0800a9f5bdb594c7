import { expect, test } from 'vitest';
import { measureTexts } from './measure-texts.ts';
import { chineseFont } from './testing/fonts.ts';
import { fitText } from './text-drawing.ts';

/** Every character as wide as it is high. */
const square = (line: string, size: number) => [...line].length * size;

test('a text that fits keeps its size; a longer one is made smaller until it fits', () => {
  const box = { width: 104, height: 16, size: 10 };
  expect(fitText(square, '一二三四五六七八九十', box)).toMatchObject({ size: 10, fits: true });
  const longer = fitText(square, '一二三四五六七八九十一二', box);
  expect(longer).toMatchObject({ lines: ['一二三四五六七八九十一二'], fits: true });
  expect(longer.size).toBeLessThan(10);
});

test('a text that would be cut off even at its smallest does not fit', () => {
  const box = { width: 104, height: 30, size: 10 };
  expect(fitText(square, '字'.repeat(30), box).fits).toBe(true);
  expect(fitText(square, '字'.repeat(80), box)).toMatchObject({ size: 6, fits: false });
});

test('small print is not made smaller still', () => {
  expect(fitText(square, '字'.repeat(40), { width: 100, height: 10, size: 5 }).size).toBe(5);
});

test('says which characters the font lacks, each once', () => {
  const box = { width: 200, height: 20, size: 12 };
  expect(
    measureTexts(chineseFont, [
      { text: '王芳\n喆', box },
      { text: 'a🙂b🙂', box },
    ]),
  ).toEqual([
    { missing: [], fits: true },
    { missing: ['🙂'], fits: true },
  ]);
});
