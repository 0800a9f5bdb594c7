import type { Lexer } from './lexer.ts';
import { damaged } from './limits.ts';
import { parseHexString, parseLiteralString } from './parse-string.ts';
import { PdfDict, PdfName, PdfRef, type PdfValue, sameValue } from './pdf-value.ts';

const ARRAY_ROOM = 2;
const DICTIONARY_ROOM = 8;
const STRING_ROOM = 6;

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)$/;

/**
 * Reads one direct object or reference at the lexer (ISO 32000-2 §7.3). String offsets are file offsets when
 * `lexer` runs over the file itself, -1 when `detached` (object streams).
 * @throws CryptoError PDF_DAMAGED on anything the standard doesn't allow and beyond `maxNesting`, PDF_TOO_COMPLEX
 */
export function parseValue(lexer: Lexer, maxNesting: number, detached = false): PdfValue {
  if (maxNesting < 0) throw damaged('arrays or dictionaries are nested too deeply');
  lexer.skipSpace();
  lexer.takeRoom(1);
  const code = lexer.peek();
  if (code === 0x2f) return parseName(lexer);
  if (code === 0x28 || code === 0x3c) lexer.takeRoom(STRING_ROOM);
  if (code === 0x28) return parseLiteralString(lexer, detached);
  if (code === 0x5b) return parseArray(lexer, maxNesting, detached);
  if (code === 0x3c) {
    return lexer.peek(1) === 0x3c ? parseDict(lexer, maxNesting, detached) : parseHexString(lexer, detached);
  }
  const start = lexer.pos;
  const word = lexer.word();
  if (word === 'true') return true;
  if (word === 'false') return false;
  if (word === 'null') return null;
  if (!NUMBER.test(word)) throw damaged(`an object expected at byte ${start}`);
  return parseReference(lexer, word) ?? Number(word);
}

/** `12 0 R` needs two tokens of look-ahead after its first number. */
function parseReference(lexer: Lexer, first: string): PdfRef | undefined {
  if (!/^\d{1,10}$/.test(first)) return undefined;
  const after = lexer.pos;
  lexer.skipSpace();
  const gen = lexer.unsigned();
  if (gen !== undefined) {
    lexer.skipSpace();
    if (lexer.accept('R')) return new PdfRef(Number(first), gen);
  }
  lexer.pos = after;
  return undefined;
}

function parseName(lexer: Lexer): PdfName {
  const start = lexer.pos++;
  const word = lexer.word();
  if (!word.includes('#')) return new PdfName(word);
  return new PdfName(
    word.replace(/#(..?)?/g, (escaped, hex: string | undefined) => {
      if (hex === undefined || !/^[0-9a-fA-F]{2}$/.test(hex) || hex === '00') {
        throw damaged(`“${escaped}” in the name at byte ${start}`);
      }
      return String.fromCharCode(Number.parseInt(hex, 16));
    }),
  );
}

function parseArray(lexer: Lexer, maxNesting: number, detached: boolean): PdfValue[] {
  lexer.pos++;
  lexer.takeRoom(ARRAY_ROOM);
  const items: PdfValue[] = [];
  for (;;) {
    lexer.skipSpace();
    if (lexer.peek() === 0x5d) break;
    items.push(parseValue(lexer, maxNesting - 1, detached));
  }
  lexer.pos++;
  return items;
}

export function parseDict(lexer: Lexer, maxNesting: number, detached: boolean): PdfDict {
  const start = lexer.pos;
  lexer.pos += 2;
  lexer.takeRoom(DICTIONARY_ROOM);
  const entries = new Map<string, PdfValue>();
  for (;;) {
    lexer.skipSpace();
    if (lexer.peek() === 0x3e && lexer.peek(1) === 0x3e) break;
    if (lexer.peek() !== 0x2f) throw damaged(`a key expected in the dictionary at byte ${start}`);
    const key = parseName(lexer).value;
    const value = parseValue(lexer, maxNesting - 1, detached);
    const earlier = entries.get(key);
    // Readers disagree which of two values counts, so a file could mean two things at once.
    if (earlier !== undefined && !sameValue(earlier, value)) {
      throw damaged(`/${key} stands twice in the dictionary at byte ${start}`);
    }
    entries.set(key, value);
  }
  lexer.pos += 2;
  for (const [key, value] of entries) if (value === null) entries.delete(key);
  return new PdfDict(entries);
}
