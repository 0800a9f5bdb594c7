import { CR, type Lexer, LF } from './lexer.ts';
import { damaged } from './limits.ts';
import { parseValue } from './parse-value.ts';
import { PdfDict, PdfRef, PdfStream, type PdfValue } from './pdf-value.ts';

export type IndirectObject = { num: number; gen: number; value: PdfValue; start: number; end: number };

/**
 * Reads `num gen obj … endobj` at the lexer (ISO 32000-2 §7.3.10), wholly before its limit. Where it stops, and what it
 * skipped, tells what that cost, even if it fails.
 * @param lengthOf resolves an indirect stream /Length
 * @throws CryptoError PDF_DAMAGED when anything else stands there
 */
export function parseIndirectObject(
  lexer: Lexer,
  maxNesting: number,
  lengthOf: (ref: PdfRef) => PdfValue,
): IndirectObject {
  const offset = lexer.pos;
  lexer.skipWhitespace();
  const start = lexer.pos;
  const num = lexer.unsigned();
  lexer.skipSpace();
  const gen = lexer.unsigned();
  lexer.skipSpace();
  if (num === undefined || gen === undefined || !lexer.accept('obj'))
    throw damaged(`no object at byte ${offset}`);
  lexer.skipSpace();
  // Nothing between `obj` and `endobj` is the null object to all readers.
  if (lexer.accept('endobj')) return { num, gen, value: null, start, end: lexer.pos };
  let value = parseValue(lexer, maxNesting);
  lexer.skipSpace();
  if (value instanceof PdfDict && lexer.accept('stream')) {
    value = readStream(lexer, value, lengthOf);
    lexer.skipSpace();
  }
  lexer.expect('endobj', `after object ${num}`);
  return { num, gen, value, start, end: lexer.pos };
}

/** The length is taken at its word: searching for `endstream` instead is how a reader can be shown other data. */
function readStream(lexer: Lexer, dict: PdfDict, lengthOf: (ref: PdfRef) => PdfValue): PdfStream {
  if (lexer.peek() === CR && lexer.peek(1) === LF) lexer.pos += 2;
  else if (lexer.peek() === LF) lexer.pos += 1;
  else throw damaged(`no end of line after “stream” at byte ${lexer.pos}`);
  const declared = dict.get('Length');
  const length = declared instanceof PdfRef ? lengthOf(declared) : declared;
  const start = lexer.pos;
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 0 || start + length > lexer.limit) {
    throw damaged(`the stream at byte ${start} has no usable /Length`);
  }
  lexer.pos += length;
  lexer.skipped += length;
  lexer.skipWhitespace();
  lexer.expect('endstream', `after ${length} bytes of the stream`);
  return new PdfStream(dict, lexer.bytes.subarray(start, start + length));
}
