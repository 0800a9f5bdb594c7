import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { asCoreError, CoreError } from '../errors.ts';
import type { TaskInput, TaskName, TaskOutcome, TaskResult } from './tasks.ts';

/** A hostile document may keep a thread busy for ever; waiting in line counts too, so this is generous. */
const TASK_MS = 120_000;

/** Work on bytes, done in worker threads so that no server's event loop waits for it. */
export type CpuPool = {
  /** @param limitMs gives up earlier than the pool's own limit */
  run<N extends TaskName>(name: N, input: TaskInput<N>, limitMs?: number): Promise<TaskResult<N>>;
  /** How many pieces of work are done at the same time. */
  threads: number;
  close(): Promise<void>;
};

/** @param entry absolute path of tasks.ts, where a bundler has moved this file away from it */
export function createCpuPool(
  entry = fileURLToPath(new URL('./tasks.ts', import.meta.url)),
  threads = Math.max(1, Math.min(4, availableParallelism())),
): CpuPool {
  const pool = new Piscina({
    filename: entry,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 30_000,
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  });
  return {
    threads,
    async run<N extends TaskName>(name: N, input: TaskInput<N>, limitMs = TASK_MS) {
      const signal = AbortSignal.timeout(Math.min(limitMs, TASK_MS));
      const outcome: TaskOutcome<TaskResult<N>> = await pool.run(input, { name, signal }).catch((error) => {
        throw isExhaustion(error) ? tooMuchWork(error) : error;
      });
      if (outcome.ok) return outcome.value;
      // Thrown errors lose their class between threads, so the outcome carries code and message.
      const { code, message, retryable, details } = outcome;
      throw asCoreError(Object.assign(new Error(message), { code, retryable }), 'INTERNAL', details);
    },
    close: () => pool.close({ force: true }),
  };
}

/** The pool ends a thread that is aborted, and one that goes beyond its memory. */
const isExhaustion = (error: unknown) =>
  error instanceof Error &&
  (error.name === 'AbortError' || ('code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'));

const tooMuchWork = (cause: unknown) =>
  new CoreError(
    'PDF_UNSUPPORTED',
    'the document takes more time or memory than is allowed; print it to a plain PDF',
    {
      retryable: true,
      cause,
    },
  );
