import fc from 'fast-check';
import { PDFContext, PDFObjectParser, PDFRawStream } from 'pdf-lib';
import { expect, test } from 'vitest';
import { parseObject } from './parse-object.ts';
import { pdfTokens } from './testing/pdf-tokens.ts';

const bytesOf = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const ours = (text: string) => parseObject(bytesOf(text), 0, PDFContext.create()).toString();
const theirs = (text: string) =>
  PDFObjectParser.forBytes(bytesOf(text), PDFContext.create()).parseObject().toString();

/** What the parser says, or that it refuses. */
function answer(parse: (text: string) => string, text: string): string {
  try {
    return parse(text);
  } catch {
    return 'refused';
  }
}

test.each([
  '<< /Type /Page /Kids [1 0 R 2 0 R] /Count 2 /Rect [-1.5 +2 .25 4.] >>',
  '<</A<</B[<48656C6C6F>(text)/C#20D]>>/E true/F false/G null/H 12 0 R/I 12 0/J 7>>',
  '[1 0 R 1 0 2 0 R 3]',
  '<< /T (a\\)b) /U (nested (and) more) /V (\xfe\xff\x00a) /W <fe ff 00 61> >>',
  '<< /A 1 % a remark\n /B (% no remark) >>',
  '(no end',
  '<< /A 1',
  '[1 2',
  '/Name',
  '12',
  '12 0 R',
  '12 0R',
  '.5 0 R',
  'true',
  'nonsense',
  '9007199254740993',
  '--5',
  '1.2.3',
  '<< /A 1 0 Rx >>',
  '<< /Length 5 >>\nstream\n12345\nendstream',
  '<< /Length 5 >> stream\r\n12345 endstream',
  '<< /Length 3 >>\nstream\n12345\nendstream',
  '<< /Length -3 >>\nstream\n12345\nendstream',
  '<< /Length 9 0 R >>\nstream\n12345\nendstream',
])('%j is read as pdf-lib reads it', (text) => {
  expect(answer(ours, text)).toBe(answer(theirs, text));
});

test('whatever tokens follow each other, it is read as pdf-lib reads it', () => {
  fc.assert(
    fc.property(pdfTokens(14), (tokens) => {
      const text = `<< /K [${tokens}] >>`;
      expect(answer(ours, text)).toBe(answer(theirs, text));
    }),
    { numRuns: 2000 },
  );
});

test('a stream is not copied, and begins where its line ends', () => {
  const bytes = bytesOf('<< /Length 5 >>\nstream\n12345\nendstream');
  const stream = parseObject(bytes, 0, PDFContext.create());
  if (!(stream instanceof PDFRawStream)) throw new Error('no stream');
  expect(stream.contents.buffer).toBe(bytes.buffer);
  expect(Buffer.from(stream.contents).toString()).toBe('12345');
});

test('nesting beyond all measure is refused, not followed to the end of the stack', () => {
  expect(() => ours('['.repeat(200_000))).toThrow();
});
