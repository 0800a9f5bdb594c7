import { damaged, tooComplex } from './limits.ts';

const CLEAR = 256;
const END = 257;

/** ISO 32000-2 §7.4.4: codes of 9 to 12 bits, high bit first. `early` is /EarlyChange 1, the usual case. */
export function decodeLzw(data: Uint8Array, early: boolean, limit: number): Uint8Array {
  const prefix = new Int16Array(4096);
  const suffix = new Uint8Array(4096);
  const length = new Uint16Array(4096).fill(1, 0, 256);
  for (let i = 0; i < 256; i++) suffix[i] = i;
  let out = new Uint8Array(Math.max(1024, data.length * 4));
  let size = 0;
  let next = 258;
  let width = 9;
  let previous = -1;
  let bits = 0;
  let held = 0;

  for (const octet of data) {
    bits = (bits << 8) | octet;
    held += 8;
    if (held < width) continue;
    held -= width;
    const code = (bits >>> held) & ((1 << width) - 1);
    bits &= (1 << held) - 1;
    if (code === END) return out.subarray(0, size);
    if (code === CLEAR) {
      next = 258;
      width = 9;
      previous = -1;
      continue;
    }
    if (code > next || code === CLEAR || (code === next && previous < 0))
      throw damaged('an LZW stream is broken');
    const emitted = code === next ? previous : code;
    const count = (length[emitted] ?? 0) + (code === next ? 1 : 0);
    if (size + count > limit) throw tooComplex('its streams inflate beyond what is allowed');
    if (size + count > out.length) out = grown(out, size + count);
    const first = writeEntry(out, size, emitted, prefix, suffix, length);
    if (code === next) out[size + count - 1] = first;
    size += count;
    if (previous >= 0 && next < 4096) {
      prefix[next] = previous;
      suffix[next] = first;
      length[next] = (length[previous] ?? 0) + 1;
      next++;
    }
    previous = code;
    const threshold = early ? next + 1 : next;
    width = threshold >= 2048 ? 12 : threshold >= 1024 ? 11 : threshold >= 512 ? 10 : 9;
  }
  return out.subarray(0, size);
}

/** Writes a table entry back to front and returns its first octet. */
function writeEntry(
  out: Uint8Array,
  at: number,
  code: number,
  prefix: Int16Array,
  suffix: Uint8Array,
  length: Uint16Array,
): number {
  let entry = code;
  for (let i = at + (length[code] ?? 0) - 1; i > at; i--) {
    out[i] = suffix[entry] ?? 0;
    entry = prefix[entry] ?? 0;
  }
  const first = suffix[entry] ?? 0;
  out[at] = first;
  return first;
}

function grown(out: Uint8Array<ArrayBuffer>, needed: number): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(Math.max(needed, out.length * 2));
  larger.set(out);
  return larger;
}
