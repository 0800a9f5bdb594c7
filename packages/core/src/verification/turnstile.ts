import { CoreError } from '../errors.ts';

/** Lets few pieces of work through at a time, and few more wait. */
export type Turnstile = { pass<T>(work: () => Promise<T>): Promise<T> };

/**
 * Anyone may ask for a verification, and each keeps a processor busy: this leaves room for signing.
 * @param limits work at the same time, and how much more may wait in line
 * @throws CoreError VERIFICATION_BUSY, at once, when the line is full
 */
export function turnstile(limits: { atOnce: number; waiting: number }): Turnstile {
  const line: (() => void)[] = [];
  let busy = 0;
  return {
    async pass(work) {
      if (busy >= limits.atOnce) {
        if (line.length >= limits.waiting) {
          throw new CoreError('VERIFICATION_BUSY', 'many files are being verified; try again in a minute');
        }
        // Whoever leaves hands their place on, so the count stays.
        await new Promise<void>((resolve) => line.push(resolve));
      } else {
        busy++;
      }
      try {
        return await work();
      } finally {
        const next = line.shift();
        if (next) next();
        else busy--;
      }
    },
  };
}
