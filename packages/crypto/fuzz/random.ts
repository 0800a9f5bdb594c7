import { createHash } from 'node:crypto';

/** Numbers that depend on the seed alone: equal seeds give equal runs (sfc32, as in PractRand). */
export class Random {
  readonly #state: Uint32Array;

  constructor(seed: string) {
    const digest = createHash('sha256').update(seed).digest();
    this.#state = Uint32Array.from({ length: 4 }, (_, i) => digest.readUInt32LE(4 * i));
  }

  /** 0 to 2³² − 1. */
  next(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.#state;
    const result = (a + b + counter) >>> 0;
    this.#state[0] = b ^ (b >>> 9);
    this.#state[1] = c + (c << 3);
    this.#state[2] = ((c << 21) | (c >>> 11)) + result;
    this.#state[3] = counter + 1;
    return result;
  }

  /** 0 to `end` − 1; 0 when there is nothing to choose from. */
  below(end: number): number {
    return end < 1 ? 0 : this.next() % Math.floor(end);
  }

  between(first: number, last: number): number {
    return first + this.below(last - first + 1);
  }

  /** True once in `n` times. */
  oneIn(n: number): boolean {
    return this.below(n) === 0;
  }

  /** @throws Error when the list is empty */
  pick<T>(list: readonly T[]): T {
    const item = list[this.below(list.length)];
    if (item === undefined) throw new Error('there is nothing to pick from');
    return item;
  }

  /** Small numbers often, large ones seldom. */
  length(most: number): number {
    return Math.min(most, 1 << this.below(Math.max(1, Math.ceil(Math.log2(most + 1)) + 1)));
  }

  bytes(count: number): Uint8Array {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }
}
