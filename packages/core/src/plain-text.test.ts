import fc from 'fast-check';
import { expect, test } from 'vitest';
import { asLine, lineOfText, paragraphs } from './plain-text.ts';

test.each([
  ['a NUL, which PostgreSQL refuses', 'a\u0000b'],
  ['a line end', 'a\nb'],
  ['a right-to-left override', 'a\u202eb'],
  ['half a character', 'a\ud83d'],
])('a line of text has no place for %s', (_what, text) => {
  expect(lineOfText(1, 20).safeParse(text).success).toBe(false);
});

test('a line of text is trimmed and composed', () => {
  expect(lineOfText(1, 20).parse('  Cafe\u0301 北京🙂 ')).toBe('Caf\u00e9 北京🙂');
  expect(lineOfText(1, 20).safeParse('   ').success).toBe(false);
});

test('paragraphs keep their line ends and nothing else that controls', () => {
  expect(paragraphs(1, 50).parse('one\n\ttwo')).toBe('one\n\ttwo');
  expect(paragraphs(1, 50).safeParse('one\u0007').success).toBe(false);
});

test('whatever comes in, a made line can be stored, hashed and shown', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 0, max: 30 }), (text, max) => {
      const line = asLine(text, max);
      expect(line.isWellFormed()).toBe(true);
      expect(Array.from(line).length).toBeLessThanOrEqual(max);
      expect(line).not.toMatch(/\p{Cc}/u);
    }),
  );
});

test('a line is not cut within a character', () => {
  expect(asLine('ab🙂🙂', 3)).toBe('ab🙂');
});
