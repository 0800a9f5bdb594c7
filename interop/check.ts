import { test } from 'vitest';

/** A check that is counted as skipped, with the reason, when something it needs is missing on this machine. */
export function check(name: string, missing: (string | undefined)[], body: () => Promise<void>): void {
  test(name, async (context) => {
    const reason = missing.find((each) => each !== undefined);
    if (reason !== undefined) context.skip(reason);
    await body();
  });
}

/** Work several checks rest on, done by the first of them; a failure is each one's failure. */
export function once<T>(work: () => Promise<T>): () => Promise<T> {
  let done: Promise<T> | undefined;
  return () => {
    done ??= work();
    return done;
  };
}
