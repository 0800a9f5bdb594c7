import { damaged, tooComplex } from './limits.ts';

const WHITESPACE = 1;
const DELIMITER = 2;

const classes = new Uint8Array(256);
for (const code of [0, 9, 10, 12, 13, 32]) classes[code] = WHITESPACE;
for (const code of Buffer.from('()<>[]{}/%', 'latin1')) classes[code] = DELIMITER;

export const LF = 10;
export const CR = 13;

export function isWhitespace(code: number): boolean {
  return classes[code] === WHITESPACE;
}

export function isRegular(code: number): boolean {
  return code >= 0 && classes[code] === 0;
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('latin1');
}

const SLOTS = 1024;
const MAX_KEPT = 24;
/** Words read lately, by a hash of their octets: a file says the same few hundred over and over. */
const words: string[] = new Array(SLOTS).fill('');

/** The octets as text; short ones are found again where they were read lately. */
export function wordAt(bytes: Uint8Array, start: number, end: number): string {
  if (end - start > MAX_KEPT) return latin1(bytes, start, end);
  let hash = end - start;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  const slot = (hash ^ (hash >>> 10)) & (SLOTS - 1);
  const word = words[slot] ?? '';
  if (word.length === end - start && isAt(bytes, start, word)) return word;
  const made = latin1(bytes, start, end);
  words[slot] = made;
  return made;
}

function isAt(bytes: Uint8Array, start: number, word: string): boolean {
  for (let index = 0; index < word.length; index++) {
    if (bytes[start + index] !== word.charCodeAt(index)) return false;
  }
  return true;
}

/** What one array, dictionary or stream of operands may hold, unless somebody keeps an account of several. */
const MAX_ROOM = 4_000_000;

/** The characters of PDF syntax (ISO 32000-2 §7.2) between `pos` and `limit` of `bytes`. */
export class Lexer {
  readonly bytes: Uint8Array;
  readonly limit: number;
  pos: number;
  /** Octets moved over that are no syntax: the data of streams. */
  skipped = 0;
  /** Room left for values, in some 30 octets: two octets of a file can become two hundred of memory. */
  room = MAX_ROOM;

  constructor(bytes: Uint8Array, pos = 0, limit = bytes.length) {
    this.bytes = bytes;
    this.pos = pos;
    this.limit = Math.min(limit, bytes.length);
  }

  /** @throws CryptoError PDF_TOO_COMPLEX when there is no room for another value of that size */
  takeRoom(size: number): void {
    this.room -= size;
    if (this.room < 0) throw tooComplex('it holds more values than is allowed');
  }

  /** What was read so far is no longer kept. */
  clearRoom(): void {
    this.room = MAX_ROOM;
  }

  /** The octet at `pos + ahead`, or -1 at the end. */
  peek(ahead = 0): number {
    const at = this.pos + ahead;
    return at < this.limit ? (this.bytes[at] ?? -1) : -1;
  }

  skipWhitespace(): void {
    while (this.pos < this.limit && classes[this.bytes[this.pos] ?? 0] === WHITESPACE) this.pos++;
  }

  /** Skips white space and comments, which count as white space. */
  skipSpace(): void {
    for (;;) {
      this.skipWhitespace();
      if (this.peek() !== 0x25) return;
      while (this.pos < this.limit && this.peek() !== LF && this.peek() !== CR) this.pos++;
    }
  }

  /** Reads the regular characters at `pos`; empty when a delimiter or the end stands there. */
  word(): string {
    const start = this.pos;
    const { bytes, limit } = this;
    let end = start;
    while (end < limit && classes[bytes[end] ?? 0] === 0) end++;
    this.pos = end;
    return wordAt(bytes, start, end);
  }

  /** Moves over `text` if it stands at `pos` and isn't the beginning of a longer word. */
  accept(text: string): boolean {
    return !isRegular(this.peek(text.length)) && this.acceptPrefix(text);
  }

  /** Moves over `text` if it stands at `pos`, whatever follows. */
  acceptPrefix(text: string): boolean {
    for (let i = 0; i < text.length; i++) if (this.peek(i) !== text.charCodeAt(i)) return false;
    this.pos += text.length;
    return true;
  }

  expect(text: string, where: string): void {
    if (!this.accept(text)) throw damaged(`“${text}” expected ${where} at byte ${this.pos}`);
  }

  /** Reads an unsigned integer of digits only, or undefined (and stays) when there is none. */
  unsigned(): number | undefined {
    const start = this.pos;
    let value = 0;
    while (this.pos - start < 16) {
      const digit = this.peek() - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
      this.pos++;
    }
    if (this.pos === start || isRegular(this.peek()) || !Number.isSafeInteger(value)) {
      this.pos = start;
      return undefined;
    }
    return value;
  }

  /** Moves over one end of line (CR LF, LF or CR) if it stands at `pos`. */
  skipEol(): void {
    if (this.peek() === CR && this.peek(1) === LF) this.pos += 2;
    else if (this.peek() === CR || this.peek() === LF) this.pos += 1;
  }
}
