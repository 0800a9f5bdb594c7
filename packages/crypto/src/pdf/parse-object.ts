import {
  PDFArray,
  PDFBool,
  type PDFContext,
  PDFDict,
  PDFHexString,
  PDFNull,
  PDFNumber,
  type PDFObject,
  PDFObjectParser,
  PDFRawStream,
  PDFRef,
  PDFString,
} from 'pdf-lib';
import { Lexer } from '../pdf-reader/lexer.ts';
import { nameOf, numberOf } from './name-of.ts';

const MAX_DEPTH = 100;
/** Digits of an integer that a double holds exactly. */
const MAX_DIGITS = 15;

/**
 * The object at `position`, as pdf-lib's own. What is written plainly is read here, ten times as fast; anything odd is left
 * to pdf-lib's parser, which forgives more. Throws what that throws.
 */
export function parseObject(
  bytes: Uint8Array,
  position: number,
  context: PDFContext,
  ref?: PDFRef,
): PDFObject {
  const plain = new PlainParser(new Lexer(bytes, position), context).objectOrStream();
  return plain ?? PDFObjectParser.forBytes(bytes.subarray(position), context).parseObject(ref);
}

/** Every method gives undefined where it meets something that isn't plain. */
class PlainParser {
  private readonly lexer: Lexer;
  private readonly context: PDFContext;

  constructor(lexer: Lexer, context: PDFContext) {
    this.lexer = lexer;
    this.context = context;
  }

  objectOrStream(): PDFObject | undefined {
    const object = this.object(0);
    this.lexer.skipSpace();
    // Perhaps a reference, oddly written.
    if (object instanceof PDFNumber && isDigit(this.lexer.peek())) return undefined;
    if (!(object instanceof PDFDict)) return object;
    return this.lexer.acceptPrefix('stream') ? this.stream(object) : object;
  }

  private stream(dict: PDFDict): PDFRawStream | undefined {
    const { lexer } = this;
    const length = dict.get(nameOf('Length'));
    if (!lexer.acceptPrefix('\n') && !lexer.acceptPrefix('\r\n')) return undefined;
    const size = length instanceof PDFNumber ? length.asNumber() : Number.NaN;
    if (!Number.isSafeInteger(size) || size < 0) return undefined;
    const contents = lexer.bytes.subarray(lexer.pos, lexer.pos + size);
    lexer.pos += size;
    lexer.skipWhitespace();
    return lexer.accept('endstream') ? PDFRawStream.of(dict, contents) : undefined;
  }

  private object(depth: number): PDFObject | undefined {
    const { lexer } = this;
    lexer.skipSpace();
    const code = lexer.peek();
    if (code === 0x2f) return this.name();
    if (isDigit(code) || code === 0x2b || code === 0x2d || code === 0x2e) return this.numberOrRef();
    if (code === 0x3c) return lexer.peek(1) === 0x3c ? this.dict(depth) : this.hexString();
    if (code === 0x28) return this.string();
    if (code === 0x5b) return this.array(depth);
    return this.keyword();
  }

  private dict(depth: number): PDFDict | undefined {
    const { lexer } = this;
    if (depth > MAX_DEPTH) return undefined;
    lexer.pos += 2;
    const entries = new Map();
    for (;;) {
      lexer.skipSpace();
      if (lexer.acceptPrefix('>>')) return PDFDict.fromMapWithContext(entries, this.context);
      const key = lexer.peek() === 0x2f ? this.name() : undefined;
      const value = key && this.object(depth + 1);
      if (!key || !value) return undefined;
      entries.set(key, value);
    }
  }

  private array(depth: number): PDFArray | undefined {
    const { lexer } = this;
    if (depth > MAX_DEPTH) return undefined;
    lexer.pos += 1;
    const array = PDFArray.withContext(this.context);
    for (;;) {
      lexer.skipSpace();
      if (lexer.acceptPrefix(']')) return array;
      const item = this.object(depth + 1);
      if (!item) return undefined;
      array.push(item);
    }
  }

  private name() {
    this.lexer.pos += 1;
    const text = this.lexer.word();
    // An escape is decoded once by a parser and once more by `PDFName.of`.
    return text.includes('#') ? undefined : nameOf(text);
  }

  private keyword(): PDFObject | undefined {
    if (this.lexer.accept('true')) return PDFBool.True;
    if (this.lexer.accept('false')) return PDFBool.False;
    return this.lexer.accept('null') ? PDFNull : undefined;
  }

  private numberOrRef(): PDFNumber | PDFRef | undefined {
    const { lexer } = this;
    const first = lexer.unsigned();
    if (first === undefined) return this.real();
    const after = lexer.pos;
    lexer.skipSpace();
    const generation = isDigit(lexer.peek()) ? lexer.unsigned() : undefined;
    if (generation !== undefined) {
      lexer.skipSpace();
      if (lexer.accept('R')) return PDFRef.of(first, generation);
    }
    lexer.pos = after;
    return numberOf(first);
  }

  private real(): PDFNumber | undefined {
    const word = this.lexer.word();
    const plain = /^[+-]?(\d+\.?\d*|\.\d+)$/.test(word) && word.length <= MAX_DIGITS;
    return plain ? PDFNumber.of(Number(word)) : undefined;
  }

  private hexString(): PDFHexString | undefined {
    const text = this.until(0x3e);
    return text === undefined ? undefined : PDFHexString.of(text);
  }

  /** With an escape or a parenthesis inside it is no longer plain where it ends. */
  private string(): PDFString | undefined {
    const text = this.until(0x29);
    return text === undefined || /[\\(]/.test(text) ? undefined : PDFString.of(text);
  }

  /** What stands between the delimiter at hand and the next `end`. */
  private until(end: number): string | undefined {
    const { bytes, pos, limit } = this.lexer;
    // A buffer searches many times as fast as an array.
    const rest = Buffer.from(bytes.buffer, bytes.byteOffset + pos + 1, limit - pos - 1);
    const length = rest.indexOf(end);
    if (length === -1) return undefined;
    this.lexer.pos += length + 2;
    return rest.toString('latin1', 0, length);
  }
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
