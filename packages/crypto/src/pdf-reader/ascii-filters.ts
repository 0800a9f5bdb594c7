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
export function decodeAscii85(data: Uint8Array): Uint8Array {
  const out: number[] = [];
  let group: number[] = [];
  for (const code of data) {
    if (isWhitespace(code)) continue;
    if (code === 0x7e) break;
    if (code === 0x7a && group.length === 0) {
      out.push(0, 0, 0, 0);
      continue;
    }
    if (code < 0x21 || code > 0x75) throw damaged('an impossible character in an ASCII85 stream');
    group.push(code - 0x21);
    if (group.length === 5) {
      out.push(...ascii85Octets(group, 4));
      group = [];
    }
  }
  if (group.length === 1) throw damaged('an ASCII85 stream ends within a group');
  if (group.length > 1) {
    const octets = group.length - 1;
    out.push(...ascii85Octets([...group, 84, 84, 84].slice(0, 5), octets));
  }
  return Uint8Array.from(out);
}

function ascii85Octets(group: number[], octets: number): number[] {
  const value = group.reduce((sum, digit) => sum * 85 + digit, 0);
  if (value > 0xffffffff) throw damaged('an impossible group in an ASCII85 stream');
  return [value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff].slice(0, octets);
}

/** ISO 32000-2 §7.4.5. */
export function decodeRunLength(data: Uint8Array, limit: number): Uint8Array {
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let at = 0; at < data.length; ) {
    const code = data[at++] ?? 128;
    if (code === 128) break;
    const part =
      code < 128 ? data.subarray(at, at + code + 1) : new Uint8Array(257 - code).fill(data[at] ?? 0);
    at += code < 128 ? code + 1 : 1;
    if (at > data.length) throw damaged('a run-length stream ends within a run');
    total += part.length;
    if (total > limit) throw tooComplex('its streams inflate beyond what is allowed');
    parts.push(part);
  }
  return Buffer.concat(parts);
}
