import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { asCoreError } from '../errors.ts';
import type * as thread from './key-thread.ts';
import type { KeyOutcome } from './key-thread.ts';

type Task = keyof typeof thread;
type Input<T extends Task> = Parameters<(typeof thread)[T]>[0];
type Value<T extends Task> = Awaited<ReturnType<(typeof thread)[T]>> extends KeyOutcome<infer V> ? V : never;

/** The threads in which private keys are in the clear. They start when they are wanted and end when they have nothing to do. */
export type KeyThreads = {
  /** Quick work: signing and sealing. It waits for no key to be made. */
  use<T extends 'sign' | 'pass' | 'wake'>(task: T, input: Input<T>): Promise<Value<T>>;
  /** Making a key, which takes up to seconds. */
  make(input: Input<'make'>): Promise<Value<'make'>>;
  close(): Promise<void>;
};

const IDLE_MS = 30_000;

/** @param entry absolute path of key-thread.ts, where a bundler has moved this file away from it */
export function createKeyThreads(
  entry = fileURLToPath(new URL('./key-thread.ts', import.meta.url)),
): KeyThreads {
  const threads = (maxThreads: number) =>
    new Piscina({ filename: entry, minThreads: 0, maxThreads, idleTimeout: IDLE_MS, recordTiming: false });
  const using = threads(1);
  const making = threads(Math.max(1, Math.min(4, availableParallelism() - 1)));
  const run = async <V>(pool: Piscina, name: string, input: unknown): Promise<V> => {
    const outcome: KeyOutcome<V> = await pool.run(input, { name });
    if (outcome.ok) return outcome.value;
    throw asCoreError(Object.assign(new Error(outcome.message), { code: outcome.code }), 'INTERNAL');
  };
  return {
    use: (task, input) => run(using, task, input),
    make: (input) => run(making, 'make', input),
    async close() {
      await Promise.all([using.close({ force: true }), making.close({ force: true })]);
    },
  };
}
