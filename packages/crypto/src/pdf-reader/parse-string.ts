import { CR, isWhitespace, type Lexer, LF } from './lexer.ts';
import { damaged } from './limits.ts';
import { PdfString } from './pdf-value.ts';

const ESCAPES: Record<string, number> = { n: 10, r: 13, t: 9, b: 8, f: 12, '(': 40, ')': 41, '\\': 92 };

/** ISO 32000-2 §7.3.4.2. The lexer stands at `(`. */
export function parseLiteralString(lexer: Lexer, detached: boolean): PdfString {
  const start = lexer.pos++;
  const { end, isPlain } = endOfLiteral(lexer, start);
  const bytes = isPlain ? lexer.bytes.slice(lexer.pos, end) : unescaped(lexer, end);
  lexer.pos = end + 1;
  return new PdfString(bytes, false, detached ? -1 : start, detached ? -1 : lexer.pos);
}

/** Where the parenthesis stands that closes the one before the lexer. Plain: each octet stands for itself. */
function endOfLiteral(lexer: Lexer, start: number): { end: number; isPlain: boolean } {
  const { bytes, limit } = lexer;
  let isPlain = true;
  let open = 1;
  for (let at = lexer.pos; at < limit; at++) {
    const code = bytes[at] ?? 0;
    if (code === 0x5c) at++;
    if (code === 0x5c || code === CR) isPlain = false;
    else if (code === 0x28) open++;
    else if (code === 0x29 && --open === 0) return { end: at, isPlain };
  }
  lexer.pos = limit;
  throw damaged(`the string at byte ${start} has no end`);
}

/** Never longer than what stands for it. */
function unescaped(lexer: Lexer, end: number): Uint8Array {
  const out = new Uint8Array(end - lexer.pos);
  let size = 0;
  while (lexer.pos < end) {
    const code = lexer.peek();
    lexer.pos++;
    if (code === 0x5c) {
      const meant = readEscape(lexer);
      if (meant !== undefined) out[size++] = meant;
    } else if (code === CR) {
      if (lexer.peek() === LF) lexer.pos++;
      out[size++] = LF;
    } else {
      out[size++] = code;
    }
  }
  return out.slice(0, size);
}

/** Undefined for the end of a line, which a backslash takes away. */
function readEscape(lexer: Lexer): number | undefined {
  const code = lexer.peek();
  if (code === CR || code === LF) {
    lexer.skipEol();
    return undefined;
  }
  if (code < 0x30 || code > 0x37) {
    lexer.pos++;
    // A backslash before any other character is ignored.
    return ESCAPES[String.fromCharCode(code)] ?? code;
  }
  let value = 0;
  for (let digits = 0; digits < 3 && lexer.peek() >= 0x30 && lexer.peek() <= 0x37; digits++) {
    value = value * 8 + lexer.peek() - 0x30;
    lexer.pos++;
  }
  return value & 0xff;
}

/** ISO 32000-2 §7.3.4.3. The lexer stands at `<`. */
export function parseHexString(lexer: Lexer, detached: boolean): PdfString {
  const start = lexer.pos++;
  const end = indexOf(lexer, 0x3e);
  if (end < 0) {
    lexer.pos = lexer.limit;
    throw damaged(`the hexadecimal string at byte ${start} has no end`);
  }
  const from = detached ? -1 : start;
  const to = detached ? -1 : end + 1;
  const plain = plainHex(lexer.bytes, lexer.pos, end);
  if (plain !== undefined) {
    lexer.pos = end + 1;
    return new PdfString(plain, true, from, to);
  }
  const out = new Uint8Array((end - lexer.pos + 1) >> 1);
  let digits = 0;
  for (; lexer.pos < end; lexer.pos++) {
    const code = lexer.bytes[lexer.pos] ?? 0;
    if (isWhitespace(code)) continue;
    const digit = hexDigit(code);
    if (digit < 0) throw damaged(`not a hexadecimal digit at byte ${lexer.pos}`);
    const at = digits >> 1;
    out[at] = (digits & 1) === 0 ? digit << 4 : (out[at] ?? 0) | digit;
    digits++;
  }
  lexer.pos = end + 1;
  return new PdfString(out.subarray(0, (digits + 1) >> 1), true, from, to);
}

/** Where `octet` stands next, or -1. A buffer searches many times as fast as an array. */
function indexOf({ bytes, pos, limit }: Lexer, octet: number): number {
  const found = Buffer.from(bytes.buffer, bytes.byteOffset + pos, limit - pos).indexOf(octet);
  return found < 0 ? -1 : pos + found;
}

/** Digits in pairs and nothing else, as all of a signature's are, or undefined. */
function plainHex(bytes: Uint8Array, start: number, end: number): Uint8Array | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
  // Buffer stops at the first character that is no digit.
  const decoded = Buffer.from(text, 'hex');
  return decoded.length * 2 === end - start ? new Uint8Array(decoded) : undefined;
}

export function hexDigit(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  if (code >= 0x41 && code <= 0x46) return code - 0x37;
  if (code >= 0x61 && code <= 0x66) return code - 0x57;
  return -1;
}
