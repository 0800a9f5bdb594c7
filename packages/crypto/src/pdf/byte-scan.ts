/** The few lexical look-ups on raw bytes that come before any object is parsed (ISO 32000-2 §7.2). */

export function isWhitespace(byte: number | undefined): boolean {
  return byte === 0 || byte === 9 || byte === 10 || byte === 12 || byte === 13 || byte === 32;
}

export function isDigit(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

/** The position of the first byte at or after `position` that is neither whitespace nor part of a comment. */
export function skipWhitespace(bytes: Uint8Array, position: number): number {
  let at = position;
  while (at < bytes.length) {
    if (isWhitespace(bytes[at])) {
      at += 1;
    } else if (bytes[at] === 0x25) {
      while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at += 1;
    } else {
      break;
    }
  }
  return at;
}

/** An unsigned integer of at most 15 digits after optional whitespace, and where it ends; undefined if none is there. */
export function readInteger(bytes: Uint8Array, position: number): { value: number; end: number } | undefined {
  const start = skipWhitespace(bytes, position);
  let end = start;
  let value = 0;
  while (isDigit(bytes[end])) {
    if (end - start >= 15) return undefined;
    value = value * 10 + (bytes[end] ?? 48) - 48;
    end += 1;
  }
  return end === start ? undefined : { value, end };
}

/** Where `keyword` ends if it stands at `position` after optional whitespace; undefined otherwise. */
export function readKeyword(bytes: Uint8Array, position: number, keyword: string): number | undefined {
  const start = skipWhitespace(bytes, position);
  for (let index = 0; index < keyword.length; index += 1) {
    if (bytes[start + index] !== keyword.charCodeAt(index)) return undefined;
  }
  return start + keyword.length;
}

/** The header `n g obj` at `position`, and where the object's own bytes begin. */
export function readObjectHeader(
  bytes: Uint8Array,
  position: number,
): { objectNumber: number; generation: number; end: number } | undefined {
  const objectNumber = readInteger(bytes, position);
  if (!objectNumber) return undefined;
  const generation = readInteger(bytes, objectNumber.end);
  if (!generation) return undefined;
  const end = readKeyword(bytes, generation.end, 'obj');
  if (end === undefined) return undefined;
  return { objectNumber: objectNumber.value, generation: generation.value, end };
}

/** The last place of `text` at or after `from`, or -1. */
export function lastIndexOf(bytes: Uint8Array, text: string, from: number): number {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = buffer.lastIndexOf(text, undefined, 'latin1');
  return found >= from ? found : -1;
}
