import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { asCoreError } from '../errors.ts';
import type { TaskInput, TaskName, TaskOutcome, TaskResult } from './tasks.ts';

/** Work on bytes, done in worker threads so that no server's event loop waits for it. */
export type CpuPool = {
  run<N extends TaskName>(name: N, input: TaskInput<N>): Promise<TaskResult<N>>;
  close(): Promise<void>;
};

/** @param entry absolute path of tasks.ts, where a bundler has moved this file away from it */
export function createCpuPool(entry = fileURLToPath(new URL('./tasks.ts', import.meta.url))): CpuPool {
  const pool = new Piscina({
    filename: entry,
    minThreads: 0,
    maxThreads: Math.max(1, Math.min(4, availableParallelism())),
    idleTimeout: 30_000,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  return {
    async run<N extends TaskName>(name: N, input: TaskInput<N>) {
      const outcome: TaskOutcome<TaskResult<N>> = await pool.run(input, { name });
      if (outcome.ok) return outcome.value;
      // Thrown errors lose their class between threads, so the outcome carries code and message.
      const { code, message, retryable } = outcome;
      throw asCoreError(Object.assign(new Error(message), { code, retryable }), 'INTERNAL');
    },
    close: () => pool.close({ force: true }),
  };
}
