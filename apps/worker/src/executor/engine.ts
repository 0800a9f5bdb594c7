import type { Database } from './database.ts';
import type { FunctionConfig } from './functions.ts';
import type { ExecutorLog } from './log.ts';
import type { Queue } from './queue.ts';

/** What every part of the executor works with. */
export type Engine = {
  database: Database;
  queue: Queue;
  log: ExecutorLog;
  /** The functions this process serves, by id; empty in a process that only sends. */
  functions: ReadonlyMap<string, FunctionConfig>;
  /** The executor's time: what timers, cron ticks and event stamps go by. Leases go by the database's. */
  clock(): Date;
  newId(): string;
  settings: Settings;
};

export type Settings = {
  /** How long a claim holds without a sign of life from its process. */
  leaseSeconds: number;
  /** Milliseconds until try `attempt + 1`, where no `retry-after` says otherwise. */
  backoff(attempt: number): number;
  /** After this long a call counts as failed; what it still returns is not used. */
  callTimeoutSeconds: number;
  /** Processes that may die holding one call before its run fails, so that no run kills them for ever. */
  maxLosses: number;
  /** How long an `idempotency` key keeps a second run from starting. */
  idempotencyHours: number;
  /** How long ended runs are kept. */
  retentionDays: number;
};
