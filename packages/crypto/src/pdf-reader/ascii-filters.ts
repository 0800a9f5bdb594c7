import { isWhitespace } from './lexer.ts';
import { damaged, tooComplex } from './limits.ts';
import { hexDigit } from './parse-string.ts';

/** ISO 32000-2 §7.4.2. */
export function decodeAsciiHex(data: Uint8Array): Uint8Array {
  const out = new Uint8Array((data.length + 1) >> 1);
  let digits = 0;
  for (const code of data) {
    if (isWhitespace(code)) continue;
    if (code === 0x3e) break;
    const digit = hexDigit(code);
    if (digit < 0) throw damaged('not a hexadecimal digit in an ASCIIHex stream');
    const at = digits >> 1;
    out[at] = (digits & 1) === 0 ? digit << 4 : (out[at] ?? 0) | digit;
    digits++;
  }
  return out.subarray(0, (digits + 1) >> 1);
}

/** ISO 32000-2 §7.4.3. */
export function decodeAscii85(data: Uint8Array, limit: number): Uint8Array {
  const out = new Octets(data.length, limit);
  let value = 0;
  let digits = 0;
  for (const code of data) {
    if (isWhitespace(code)) continue;
    if (code === 0x7e) break;
    if (code === 0x7a && digits === 0) {
      out.fill(0, 4);
      continue;
    }
    if (code < 0x21 || code > 0x75) throw damaged('an impossible character in an ASCII85 stream');
    value = value * 85 + code - 0x21;
    if (++digits < 5) continue;
    writeGroup(out, value, 4);
    value = 0;
    digits = 0;
  }
  if (digits === 1) throw damaged('an ASCII85 stream ends within a group');
  if (digits > 1) {
    const octets = digits - 1;
    for (; digits < 5; digits++) value = value * 85 + 84;
    writeGroup(out, value, octets);
  }
  return out.written();
}

function writeGroup(out: Octets, value: number, octets: number): void {
  if (value > 0xffffffff) throw damaged('an impossible group in an ASCII85 stream');
  for (let i = 0; i < octets; i++) out.fill((value >>> (24 - 8 * i)) & 0xff, 1);
}

/** ISO 32000-2 §7.4.5. */
export function decodeRunLength(data: Uint8Array, limit: number): Uint8Array {
  const out = new Octets(data.length, limit);
  for (let at = 0; at < data.length; ) {
    const code = data[at++] ?? 128;
    if (code === 128) break;
    if (code < 128) out.copy(data.subarray(at, at + code + 1));
    else out.fill(data[at] ?? 0, 257 - code);
    at += code < 128 ? code + 1 : 1;
    if (at > data.length) throw damaged('a run-length stream ends within a run');
  }
  return out.written();
}

/** What is written one after the other, up to a limit. */
class Octets {
  #bytes: Uint8Array<ArrayBuffer>;
  #size = 0;
  readonly #limit: number;

  constructor(expected: number, limit: number) {
    this.#bytes = new Uint8Array(Math.min(expected, limit));
    this.#limit = limit;
  }

  fill(octet: number, count: number): void {
    const end = this.#grow(count);
    this.#bytes.fill(octet, end - count, end);
  }

  copy(octets: Uint8Array): void {
    const end = this.#grow(octets.length);
    this.#bytes.set(octets, end - octets.length);
  }

  written(): Uint8Array {
    return this.#bytes.subarray(0, this.#size);
  }

  #grow(count: number): number {
    this.#size += count;
    if (this.#size > this.#limit) throw tooComplex('its streams inflate beyond what is allowed');
    if (this.#size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#size, Math.min(this.#limit, this.#bytes.length * 2)));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    return this.#size;
  }
}
