import { randomUUID } from 'node:crypto';
import type { InngestFunction } from 'inngest';
import { openDatabase, type Topic } from './database.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import { exponentialBackoff } from './durations.ts';
import type { Engine, Settings } from './engine.ts';
import { ExecutorError } from './errors.ts';
import { createEventFetch } from './events.ts';
import { type FunctionConfig, readFunctions } from './functions.ts';
import type { ExecutorLog } from './log.ts';
import type { FunctionHandler } from './protocol.ts';
import {
  getRun,
  isBusy,
  listRuns,
  type RunDetail,
  type RunFilter,
  type RunSummary,
  retryRun,
} from './queries.ts';
import { createQueue } from './queue.ts';

export { ExecutorError, type ExecutorErrorCode, type RunError } from './errors.ts';
export type { ExecutorLog } from './log.ts';
export type { RunDetail, RunFilter, RunState, RunStep, RunSummary } from './queries.ts';

export type EmbeddedExecutorOptions = Partial<Settings> & {
  /** A login that is a member of `chopmark_jobs`, on a database with `schema.sql` applied. */
  databaseUrl: string;
  log: ExecutorLog;
  /** How often to look for work nobody announced, in milliseconds; 250 unless given. */
  pollIntervalMs?: number;
  /** Calls this process makes at the same time; 16 unless given. */
  maxCalls?: number;
  /** Database connections; 10 unless given. A process that only sends needs few. */
  maxConnections?: number;
  /** How long `stop` waits for calls under way before it gives them back, in seconds; 30 unless given. */
  stopSeconds?: number;
  clock?: () => Date;
  newId?: () => string;
};

/** What the executor serves: the handler of the SDK's `serve` and the functions it serves. */
export type ServedApp = {
  /** The Inngest client's id. */
  id: string;
  handler: FunctionHandler;
  functions: readonly InngestFunction.Any[];
  /** The key given to the Inngest client too; new random bytes for each process will do. */
  signingKey: string;
};

/**
 * Runs Inngest functions without an Inngest server: it calls the SDK's handler in this process, over
 * PostgreSQL. Everything that matters is in rows, so a process may be killed at any moment and others
 * may run beside it. As with Inngest, a step whose process dies is run again: its effects must be
 * idempotent.
 */
export type EmbeddedExecutor = {
  /** For `new Inngest({ fetch })`: events land in the database. Works without `start`. */
  fetch: typeof fetch;
  /** Begins to route events and to make calls. Throws ExecutorError for functions it cannot run. */
  start(app: ServedApp): Promise<void>;
  /** Finishes the calls under way, gives back what takes too long, and closes the connections. */
  stop(): Promise<void>;
  listRuns(filter?: RunFilter): Promise<RunSummary[]>;
  getRun(id: string): Promise<RunDetail | undefined>;
  /** Starts a failed run again from its failed step. Throws ExecutorError. */
  retryRun(id: string): Promise<void>;
  /** Resolves when no run can go on now; waits and timers of the future don't count. */
  idle(): Promise<void>;
};

const DEFAULTS: Settings = {
  leaseSeconds: 30,
  backoff: exponentialBackoff,
  callTimeoutSeconds: 900,
  maxLosses: 25,
  idempotencyHours: 24,
  retentionDays: 90,
};

const IDLE_POLL_MS = 10;

export function createEmbeddedExecutor(options: EmbeddedExecutorOptions): EmbeddedExecutor {
  let dispatcher: Dispatcher | undefined;
  const functions = new Map<string, FunctionConfig>();
  const onWake = (topics: ReadonlySet<Topic>) => dispatcher?.wake(topics);
  const { databaseUrl: url, maxConnections = 10, log } = options;
  const database = openDatabase({ url, maxConnections, log, onWake });
  const engine: Engine = {
    database,
    queue: createQueue(database, log),
    log,
    functions,
    clock: options.clock ?? (() => new Date()),
    newId: options.newId ?? randomUUID,
    settings: readSettings(options),
  };

  let stopped: Promise<void> | undefined;
  const stop = async () => {
    await dispatcher?.stop();
    await engine.queue.close();
    await database.close();
  };

  return {
    fetch: createEventFetch(engine),
    async start(app) {
      if (dispatcher) throw new ExecutorError('ALREADY_STARTED', 'This executor serves an app already.');
      for (const [id, config] of readFunctions(app.id, app.functions)) functions.set(id, config);
      dispatcher = createDispatcher(engine, app, {
        pollIntervalMs: options.pollIntervalMs ?? 250,
        maxCalls: options.maxCalls ?? 16,
        stopSeconds: options.stopSeconds ?? 30,
      });
      await dispatcher.start();
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
    listRuns: (filter) => listRuns(engine, filter),
    getRun: (id) => getRun(engine, id),
    retryRun: (id) => retryRun(engine, id),
    async idle() {
      while (await isBusy(engine)) await new Promise((resolve) => setTimeout(resolve, IDLE_POLL_MS));
    },
  };
}

function readSettings(options: EmbeddedExecutorOptions): Settings {
  return {
    leaseSeconds: options.leaseSeconds ?? DEFAULTS.leaseSeconds,
    backoff: options.backoff ?? DEFAULTS.backoff,
    callTimeoutSeconds: options.callTimeoutSeconds ?? DEFAULTS.callTimeoutSeconds,
    maxLosses: options.maxLosses ?? DEFAULTS.maxLosses,
    idempotencyHours: options.idempotencyHours ?? DEFAULTS.idempotencyHours,
    retentionDays: options.retentionDays ?? DEFAULTS.retentionDays,
  };
}
