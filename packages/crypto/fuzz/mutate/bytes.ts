import type { Random } from '../random.ts';
import { type Mutator, oneOf } from './mutator.ts';

const MAX_SIZE = 4 * 1024 * 1024;
const EDGE_OCTETS = [0x00, 0x01, 0x0a, 0x20, 0x2f, 0x30, 0x7f, 0x80, 0x81, 0xff];

/** Changes that know nothing of the format. */
export const mutateBytes: Mutator = oneOf(
  [3, flipBit],
  [3, setOctets],
  [1, insertOctets],
  [2, cut],
  [1, double],
  [1, truncate],
  [1, moveBlock],
  [2, splice],
  [1, joinHalves],
);

function flipBit(random: Random, input: Uint8Array): Uint8Array {
  const at = random.below(input.length);
  return input.length === 0 ? input : input.with(at, (input[at] ?? 0) ^ (1 << random.below(8)));
}

function setOctets(random: Random, input: Uint8Array): Uint8Array {
  const changed = input.slice();
  const start = random.below(input.length);
  const end = Math.min(input.length, start + random.length(16));
  for (let at = start; at < end; at += 1)
    changed[at] = random.oneIn(2) ? random.pick(EDGE_OCTETS) : random.below(256);
  return changed;
}

function insertOctets(random: Random, input: Uint8Array): Uint8Array {
  const filling = random.bytes(random.length(64));
  const piece = random.oneIn(3) ? filling.fill(random.pick(EDGE_OCTETS)) : filling;
  return replaceRange(input, random.below(input.length + 1), 0, piece);
}

function cut(random: Random, input: Uint8Array): Uint8Array {
  return replaceRange(input, random.below(input.length), random.length(input.length), new Uint8Array());
}

function double(random: Random, input: Uint8Array): Uint8Array {
  const start = random.below(input.length);
  const piece = input.subarray(start, start + random.length(input.length));
  const copies = Buffer.concat(Array.from({ length: random.pick([1, 1, 1, 2, 20]) }, () => piece));
  return replaceRange(input, start, 0, copies);
}

function truncate(random: Random, input: Uint8Array): Uint8Array {
  return random.oneIn(3)
    ? input.subarray(random.below(input.length))
    : input.subarray(0, random.below(input.length));
}

function moveBlock(random: Random, input: Uint8Array): Uint8Array {
  const start = random.below(input.length);
  const length = random.length(input.length);
  const piece = input.slice(start, start + length);
  const rest = replaceRange(input, start, length, new Uint8Array());
  return replaceRange(rest, random.below(rest.length + 1), 0, piece);
}

/** A piece of another input in the place of one of this. */
function splice(random: Random, input: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
  const other = random.pick([input, ...others]);
  const from = random.below(other.length);
  const piece = other.subarray(from, from + random.length(other.length));
  return replaceRange(
    input,
    random.below(input.length + 1),
    random.oneIn(2) ? piece.length : random.length(input.length),
    piece,
  );
}

function joinHalves(random: Random, input: Uint8Array, others: readonly Uint8Array[]): Uint8Array {
  const other = random.pick([input, ...others]);
  const head = input.subarray(0, random.below(input.length));
  return Buffer.concat([head, other.subarray(random.below(other.length))]);
}

/** The bytes with `length` of them replaced; what would become larger than 4 MB stays as it is. */
export function replaceRange(
  input: Uint8Array,
  start: number,
  length: number,
  piece: Uint8Array,
): Uint8Array {
  if (input.length + piece.length > MAX_SIZE) return input;
  return Buffer.concat([input.subarray(0, start), piece, input.subarray(start + length)]);
}
