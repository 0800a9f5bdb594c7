/**
 * The one BER value at the beginning of /Contents; the rest is padding and must be zeros, for it isn't signed.
 * Indefinite lengths occur in older signatures, so the end is found by walking.
 * @returns undefined when there is no such value or the padding holds something
 */
export function trimContents(contents: Uint8Array): Uint8Array | undefined {
  const end = endOfValue(contents, 0, 0);
  if (end === undefined || end === 0) return undefined;
  for (let i = end; i < contents.length; i++) if (contents[i] !== 0) return undefined;
  return contents.subarray(0, end);
}

const MAX_DEPTH = 40;

function endOfValue(bytes: Uint8Array, start: number, depth: number): number | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const header = readHeader(bytes, start);
  if (header === undefined) return undefined;
  if (header.length !== undefined) {
    const end = header.content + header.length;
    return end <= bytes.length ? end : undefined;
  }
  let at: number | undefined = header.content;
  while (at !== undefined && at + 1 < bytes.length) {
    if (bytes[at] === 0 && bytes[at + 1] === 0) return at + 2;
    at = endOfValue(bytes, at, depth + 1);
  }
  return undefined;
}

/** `length` is undefined for the indefinite form (X.690 §8.1.3.6). */
function readHeader(
  bytes: Uint8Array,
  start: number,
): { content: number; length: number | undefined } | undefined {
  let at = start;
  const tag = bytes[at++];
  if (tag === undefined) return undefined;
  if ((tag & 0x1f) === 0x1f) {
    while (((bytes[at] ?? 0) & 0x80) !== 0) at++;
    at++;
  }
  const first = bytes[at++];
  if (first === undefined) return undefined;
  if (first < 0x80) return { content: at, length: first };
  if (first === 0x80) return (tag & 0x20) === 0 ? undefined : { content: at, length: undefined };
  const octets = first & 0x7f;
  if (octets > 4 || at + octets > bytes.length) return undefined;
  let length = 0;
  for (let i = 0; i < octets; i++) length = length * 256 + (bytes[at++] ?? 0);
  return { content: at, length };
}
