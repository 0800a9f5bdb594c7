import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutLines } from './text-layout.ts';

/** Chinese characters are twice as wide as others. */
const width = (text: string) => [...text].reduce((sum, character) => sum + (character > '\u2e80' ? 2 : 1), 0);
const layout = (text: string, maxWidth: number) => layoutLines(text, maxWidth, width);

test('breaks Chinese between characters and Latin between words', () => {
  expect(layout('甲方乙方丙方', 8)).toEqual(['甲方乙方', '丙方']);
  expect(layout('the quick brown fox', 10)).toEqual(['the quick', 'brown fox']);
  expect(layout('地址 Building 7 室', 11)).toEqual(['地址', 'Building 7', '室']);
});

test('begins no line with a stop', () => {
  expect(layout('甲方乙方。丙', 8)).toEqual(['甲方乙', '方。丙']);
  expect(layout('邮编310012。', 10)).toEqual(['邮编', '310012。']);
});

test('keeps the line breaks given and cuts words longer than a line', () => {
  expect(layout('a\r\n\nb', 10)).toEqual(['a', '', 'b']);
  expect(layout('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
});

test('loses no character and keeps to the width', () => {
  const characters = fc.constantFrom('a', 'b', ' ', '甲', '乙', '。', ',', '1');
  fc.assert(
    fc.property(
      fc.array(characters, { maxLength: 80 }),
      fc.integer({ min: 4, max: 30 }),
      (parts, maxWidth) => {
        const lines = layout(parts.join(''), maxWidth);
        expect(lines.join('').replaceAll(' ', '')).toBe(parts.join('').replaceAll(' ', ''));
        for (const line of lines) expect(width(line)).toBeLessThanOrEqual(maxWidth);
      },
    ),
  );
});
