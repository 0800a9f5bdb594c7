import { isRegular, isWhitespace, wordAt } from '../pdf-reader/lexer.ts';
import { isDigit, readInteger } from './byte-scan.ts';

/** Names of entries, without the slash, as octets. */
export type SkimKeys = readonly Uint8Array[];

export const skimKeys = (...names: string[]): SkimKeys => names.map((name) => Buffer.from(name, 'latin1'));

const MAX_DEPTH = 100;
const NOT_PLAIN = -1;
/** An identifier of a file or the hash of something. */
const SHORT_HEX = 80;

export type Skimmed = {
  bytes: Uint8Array;
  /** Where the value of each key begins in `bytes`, in the keys' order; -1 for those that aren't there. */
  at: readonly number[];
  /** Behind the dictionary. */
  end: number;
};

/**
 * Finds some entries of the dictionary at `position` without making objects of the others: of fifty signatures before this one
 * only a few entries count. What it finds `parseObject` finds too, at the same places.
 * @returns undefined where something isn't written plainly (escaped names, comments, mistakes); `parseObject` then decides
 */
export function skimDict(bytes: Uint8Array, position: number, keys: SkimKeys): Skimmed | undefined {
  const start = skipSpace(bytes, position);
  if (bytes[start] !== 0x3c || bytes[start + 1] !== 0x3c) return undefined;
  const at: number[] = new Array(keys.length).fill(-1);
  const end = skipEntries(bytes, start, 0, { keys, at });
  return end === NOT_PLAIN ? undefined : { bytes, at, end };
}

type Wanted = { keys: SkimKeys; at: number[] };
const NOTHING: Wanted = { keys: [], at: [] };

/** Moves over the dictionary at `position` and notes where the values of the wanted entries begin. */
function skipEntries(bytes: Uint8Array, position: number, depth: number, wanted: Wanted): number {
  let at = skipSpace(bytes, position + 2);
  while (bytes[at] === 0x2f) {
    const nameEnd = skipName(bytes, at);
    if (nameEnd === NOT_PLAIN) return NOT_PLAIN;
    const value = skipSpace(bytes, nameEnd);
    const key = indexOfKey(bytes, at + 1, nameEnd, wanted.keys);
    if (key >= 0) wanted.at[key] = value;
    const end = skipValue(bytes, value, depth + 1);
    if (end === NOT_PLAIN) return NOT_PLAIN;
    at = skipSpace(bytes, end);
  }
  return bytes[at] === 0x3e && bytes[at + 1] === 0x3e ? at + 2 : NOT_PLAIN;
}

/** Comments, which count as white space, aren't plain. */
function skipSpace(bytes: Uint8Array, position: number): number {
  let at = position;
  while (isWhitespace(bytes[at] ?? -1)) at += 1;
  return at;
}

function skipWord(bytes: Uint8Array, position: number): number {
  let at = position;
  while (isRegular(bytes[at] ?? -1)) at += 1;
  return at;
}

/** An escape in the name of an entry may hide which one it is. */
function skipName(bytes: Uint8Array, position: number): number {
  let at = position + 1;
  while (isRegular(bytes[at] ?? -1)) {
    if (bytes[at] === 0x23) return NOT_PLAIN;
    at += 1;
  }
  return at;
}

function indexOfKey(bytes: Uint8Array, start: number, end: number, keys: SkimKeys): number {
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index];
    if (key?.length === end - start && startsWith(bytes, start, key)) return index;
  }
  return -1;
}

function startsWith(bytes: Uint8Array, position: number, start: Uint8Array): boolean {
  for (let index = 0; index < start.length; index += 1) {
    if (bytes[position + index] !== start[index]) return false;
  }
  return true;
}

function skipValue(bytes: Uint8Array, at: number, depth: number): number {
  if (depth > MAX_DEPTH) return NOT_PLAIN;
  const code = bytes[at] ?? -1;
  if (code === 0x2f) return skipName(bytes, at);
  if (code === 0x28) return skipString(bytes, at);
  if (code === 0x5b) return skipArray(bytes, at, depth);
  if (code === 0x3c && bytes[at + 1] === 0x3c) return skipEntries(bytes, at, depth, NOTHING);
  if (code === 0x3c) return skipHex(bytes, at);
  if (isDigit(code)) return skipNumber(bytes, at);
  return code === 0x2b || code === 0x2d || code === 0x2e ? skipDigits(bytes, at + 1) : skipKeyword(bytes, at);
}

/** With an escape or a parenthesis inside it takes more than a glance to see where it ends. */
function skipString(bytes: Uint8Array, position: number): number {
  for (let at = position + 1; at < bytes.length; at += 1) {
    const code = bytes[at];
    if (code === 0x29) return at + 1;
    if (code === 0x28 || code === 0x5c) return NOT_PLAIN;
  }
  return NOT_PLAIN;
}

/** A signature's /Contents has thousands of digits; a buffer searches many times as fast as an array, but takes longer to make. */
function skipHex(bytes: Uint8Array, position: number): number {
  const short = Math.min(position + SHORT_HEX, bytes.length);
  for (let at = position + 1; at < short; at += 1) {
    if (bytes[at] === 0x3e) return at + 1;
  }
  const rest = Buffer.from(bytes.buffer, bytes.byteOffset + short, bytes.length - short);
  const length = rest.indexOf(0x3e);
  return length === -1 ? NOT_PLAIN : short + length + 1;
}

function skipArray(bytes: Uint8Array, position: number, depth: number): number {
  let at = skipSpace(bytes, position + 1);
  while (bytes[at] !== 0x5d) {
    const end = skipValue(bytes, at, depth + 1);
    if (end === NOT_PLAIN) return NOT_PLAIN;
    at = skipSpace(bytes, end);
  }
  return at + 1;
}

/** A number, or a reference: `12 0 R`. */
function skipNumber(bytes: Uint8Array, position: number): number {
  const end = skipDigits(bytes, position);
  const generation = skipSpace(bytes, end);
  if (end === NOT_PLAIN || !isDigit(bytes[generation])) return end;
  const letter = skipSpace(bytes, skipWord(bytes, generation));
  const isReference = bytes[letter] === 0x52 && !isRegular(bytes[letter + 1] ?? -1);
  // Within an array that is a number, and the next one begins after it.
  return isReference ? letter + 1 : end;
}

function skipDigits(bytes: Uint8Array, position: number): number {
  let at = position;
  while (isDigit(bytes[at]) || bytes[at] === 0x2e) at += 1;
  return isRegular(bytes[at] ?? -1) ? NOT_PLAIN : at;
}

const KEYWORDS = new Set(['true', 'false', 'null']);

function skipKeyword(bytes: Uint8Array, position: number): number {
  const end = skipWord(bytes, position);
  return end - position <= 5 && KEYWORDS.has(wordAt(bytes, position, end)) ? end : NOT_PLAIN;
}

/** A name's text without its slash; undefined for anything else. */
export function plainName(bytes: Uint8Array, at: number): string | undefined {
  const end = bytes[at] === 0x2f ? skipName(bytes, at) : NOT_PLAIN;
  return end === NOT_PLAIN ? undefined : wordAt(bytes, at + 1, end);
}

/** A whole number without a sign; undefined for anything else, as the beginning of a reference. */
export function plainInteger(bytes: Uint8Array, at: number): number | undefined {
  const found = isDigit(bytes[at]) ? readInteger(bytes, at) : undefined;
  return found?.end === skipNumber(bytes, at) ? found.value : undefined;
}

/** A literal string of printable ASCII without escapes; it means itself in every encoding. */
export function plainString(bytes: Uint8Array, position: number): string | undefined {
  if (bytes[position] !== 0x28) return undefined;
  const end = skipString(bytes, position);
  if (end === NOT_PLAIN) return undefined;
  for (let at = position + 1; at < end - 1; at += 1) {
    const code = bytes[at] ?? 0;
    if (code < 0x20 || code > 0x7e) return undefined;
  }
  return wordAt(bytes, position + 1, end - 1);
}

/** Of `12 0 R`; undefined for anything else. */
export function plainReference(
  bytes: Uint8Array,
  at: number,
): { number: number; generation: number } | undefined {
  const end = isDigit(bytes[at]) ? skipNumber(bytes, at) : NOT_PLAIN;
  const number = bytes[end - 1] === 0x52 ? readInteger(bytes, at) : undefined;
  const generation = number && readInteger(bytes, number.end);
  return generation && { number: number.value, generation: generation.value };
}
