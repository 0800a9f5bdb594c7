import { describe, test } from 'vitest';

/** One thing that a provider must do. `run` throws if it doesn't. Each check stands on its own, in any order. */
export type Check = { name: string; run: () => Promise<void>; timeoutMs?: number };

/** Runs checks as tests of the file that calls it. */
export function describeChecks(title: string, checks: readonly Check[]): void {
  describe(title, () => {
    for (const { name, run, timeoutMs } of checks) test(name, run, timeoutMs ?? 30_000);
  });
}

/**
 * The names of the checks that a provider fails. A suite that nothing fails proves nothing: its own tests hand broken
 * providers to this.
 */
export async function failedChecks(checks: readonly Check[]): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run } of checks) {
    await run().catch(() => failed.push(name));
  }
  return failed;
}

/** A list of checks that share one start, which is made before the first of them that runs. */
export function checksAfter(start: () => Promise<void>) {
  const checks: Check[] = [];
  let started: Promise<void> | undefined;
  const check = (name: string, run: () => Promise<void> | void): void => {
    checks.push({
      name,
      run: async () => {
        started ??= start();
        await started;
        await run();
      },
    });
  };
  return { checks, check };
}
