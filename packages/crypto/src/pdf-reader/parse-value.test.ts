import { expect, test } from 'vitest';
import { CryptoError } from '../errors.ts';
import { Lexer } from './lexer.ts';
import { parseValue } from './parse-value.ts';
import { PdfDict, PdfName, PdfRef, PdfString, type PdfValue, sameValue, textOf } from './pdf-value.ts';

const parse = (text: string, nesting = 20): PdfValue =>
  parseValue(new Lexer(new Uint8Array(Buffer.from(text, 'latin1'))), nesting);

const bytesOf = (value: PdfValue): string =>
  value instanceof PdfString ? Buffer.from(value.bytes).toString('latin1') : 'no string';

test.each([
  ['12', 12],
  ['-7', -7],
  ['+.5', 0.5],
  ['4.', 4],
  ['true', true],
  ['false', false],
  ['null', null],
  ['%a remark\r\n  3', 3],
])('reads %s', (text, value) => {
  expect(parse(text)).toBe(value);
});

test('reads names with escapes', () => {
  expect(parse('/A#20B#2f')).toEqual(new PdfName('A B/'));
  expect(parse('/')).toEqual(new PdfName(''));
});

test.each([
  ['(a(b)c)', 'a(b)c'],
  ['(\\n\\r\\t\\b\\f\\(\\)\\\\\\x)', '\n\r\t\b\f()\\x'],
  ['(\\101\\7\\0053)', 'A\u0007\u00053'],
  ['(one\\\ntwo\\\r\nthree\r\nfour)', 'onetwothree\nfour'],
  ['<48 65\n6C6c6F>', 'Hello'],
  ['<4>', '@'],
  ['<>', ''],
])('reads the string %j', (text, value) => {
  expect(bytesOf(parse(text))).toBe(value);
});

test('tells references from numbers', () => {
  expect(parse('[1 2 R 3 4 5 0 R 6]')).toEqual([new PdfRef(1, 2), 3, 4, new PdfRef(5, 0), 6]);
});

test('a dictionary knows its entries and where its strings stand in the file', () => {
  const dict = parse('<</A<</B[/C]>>/D<00ff>/E null>>');
  expect(dict).toBeInstanceOf(PdfDict);
  if (!(dict instanceof PdfDict)) return;
  expect([...dict.entries.keys()]).toEqual(['A', 'D']);
  expect(dict.get('D')).toMatchObject({ hex: true, start: 16, end: 22 });
  expect(dict.get('E')).toBeNull();
});

test('a key that stands twice with different values is refused, with equal ones not', () => {
  expect(() => parse('<< /A 1 /A 2 >>')).toThrow(CryptoError);
  expect(() => parse('<< /A 1 /A null >>')).toThrow(CryptoError);
  expect(parse('<< /A [1 (x)] /A [1 (x)] >>')).toBeInstanceOf(PdfDict);
});

test.each([
  '',
  '(',
  '<',
  '<0g>',
  '[',
  '[1',
  '<<',
  '<< 1 2 >>',
  '<< /A >>',
  '--1',
  '1.2.3',
  'R',
  '/A#0',
  '/A#00',
  '>',
  'endobj',
])('refuses %j', (text) => {
  expect(() => parse(text)).toThrow(expect.objectContaining({ code: 'PDF_DAMAGED' }));
});

test('nesting has a limit', () => {
  expect(parse(`${'['.repeat(10)}${']'.repeat(10)}`)).toBeDefined();
  expect(() => parse('['.repeat(100_000))).toThrow(CryptoError);
  expect(() => parse('<</A'.repeat(100_000))).toThrow(CryptoError);
});

test('text strings are Unicode by their mark', () => {
  const text = (hex: string) => textOf(new PdfString(new Uint8Array(Buffer.from(hex, 'hex')), true, -1, -1));
  expect(text('feff4e2d6587')).toBe('中文');
  expect(text('efbbbfe4b8ad')).toBe('中');
  expect(text('e9')).toBe('é');
});

test('values are equal by what they say', () => {
  expect(sameValue(parse('[1 /A (x) <</B 2 0 R>>]'), parse('[ 1/A<78><</B 2 0 R>>]'))).toBe(true);
  expect(sameValue(parse('[1 2]'), parse('[1 2 3]'))).toBe(false);
  expect(sameValue(parse('<</A 1>>'), parse('<</B 1>>'))).toBe(false);
  expect(sameValue(parse('2 0 R'), parse('2 1 R'))).toBe(false);
});

test.each(['<<>>', '[]', '()', '<>', '0 '])(
  'more %s than there is room for are refused while they are read',
  (each) => {
    const lexer = new Lexer(new Uint8Array(Buffer.from(`[${each.repeat(1000)}]`)));
    lexer.room = 900;
    expect(() => parseValue(lexer, 20)).toThrow(expect.objectContaining({ code: 'PDF_TOO_COMPLEX' }));
  },
);
