/**
 * Makes an input smaller as long as `isSame` says that it does the same: takes pieces out, from halves down to octets, and
 * blanks what must keep its place.
 */
export async function reduce(
  input: Uint8Array,
  isSame: (smaller: Uint8Array) => Promise<boolean>,
  seconds: number,
): Promise<Uint8Array> {
  const until = performance.now() + seconds * 1000;
  if (!(await isSame(input))) return input;
  let best = await shrink(input, isSame, until, without);
  // Offsets hold where a piece is only blanked; what is blank already costs no try.
  best = await shrink(best, isSame, until, blanked);
  return best;
}

type Change = (input: Uint8Array, start: number, end: number) => Uint8Array;

async function shrink(
  input: Uint8Array,
  isSame: (smaller: Uint8Array) => Promise<boolean>,
  until: number,
  change: Change,
): Promise<Uint8Array> {
  let best = input;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < best.length; ) {
      if (performance.now() > until) return best;
      const smaller = change(best, start, start + size);
      const isLess = smaller !== best && (await isSame(smaller));
      const moves = !isLess || smaller.length === best.length;
      if (isLess) best = smaller;
      if (moves) start += size;
    }
  }
  return best;
}

const without: Change = (input, start, end) => Buffer.concat([input.subarray(0, start), input.subarray(end)]);

const SPACE = 0x20;

const blanked: Change = (input, start, end) => {
  const piece = input.subarray(start, end);
  if (piece.every((octet) => octet === SPACE)) return input;
  return Uint8Array.from(input).fill(SPACE, start, end);
};
