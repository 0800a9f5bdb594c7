import { Client, DatabaseError, Pool, type PoolClient, type QueryResultRow } from 'pg';
import type { ExecutorLog } from './log.ts';

/** What a committed transaction may have made ready; the loops of this process look at once. */
export type Topic = 'calls' | 'events' | 'timers';

export type Transaction = {
  /** Runs one statement and gives its rows. */
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The same connection in the shape pg-boss takes as `{ db }`. */
  boss: { executeSql(text: string, values?: unknown[]): Promise<{ rows: QueryResultRow[] }> };
  /** Called by whatever makes work; told to the process after the commit. */
  wake(topic: Topic): void;
};

export type Database = {
  /** One transaction, tried again when it loses a deadlock. `work` must therefore have no other effect. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T>;
  query<Row extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The pool in the shape pg-boss takes: it sends several statements in one text. */
  boss: Transaction['boss'];
  /** A connection of its own, for LISTEN. */
  connect(): Promise<Client>;
  close(): Promise<void>;
};

/** deadlock_detected, serialization_failure */
const RETRYABLE = new Set(['40P01', '40001']);
const TRIES = 5;
/** Everything is created and owned by the group role, whichever of its members a process logs in as. */
const AS_JOBS_ROLE = '-c role=chopmark_jobs';

export function openDatabase(options: {
  url: string;
  maxConnections: number;
  log: ExecutorLog;
  onWake: (topics: ReadonlySet<Topic>) => void;
}): Database {
  const connection = {
    connectionString: options.url,
    options: AS_JOBS_ROLE,
    application_name: 'chopmark executor',
  };
  const pool = new Pool({ ...connection, max: options.maxConnections, keepAlive: true });
  // An idle connection the server closed; the next query opens another.
  pool.on('error', (error) => options.log.warn({ err: error }, 'executor lost an idle database connection'));

  return {
    async transaction(work) {
      const topics = new Set<Topic>();
      const result = await withRetry(() => {
        topics.clear();
        return runTransaction(pool, topics, work);
      });
      if (topics.size > 0) options.onWake(topics);
      return result;
    },
    async query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) {
      return (await pool.query<Row>(text, [...values])).rows;
    },
    boss: { executeSql: (text, values) => pool.query(text, values) },
    async connect() {
      const client = new Client({ ...connection, keepAlive: true });
      await client.connect();
      return client;
    },
    close: () => pool.end(),
  };
}

async function runTransaction<T>(
  pool: Pool,
  topics: Set<Topic>,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  // A connection that dies between two statements says so by an event; unheard it would end the process.
  const onError = (error: Error) => {
    broken = error;
  };
  client.on('error', onError);
  try {
    await client.query('begin');
    const result = await work(bind(client, topics));
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(onError);
    throw error;
  } finally {
    client.off('error', onError);
    client.release(broken);
  }
}

function bind(client: PoolClient, topics: Set<Topic>): Transaction {
  return {
    async query<Row extends QueryResultRow>(text: string, values: readonly unknown[] = []) {
      return (await client.query<Row>(text, [...values])).rows;
    },
    boss: { executeSql: (text, values) => client.query(text, values) },
    wake: (topic) => topics.add(topic),
  };
}

async function withRetry<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      const retryable = error instanceof DatabaseError && RETRYABLE.has(error.code ?? '');
      if (!retryable || tries === TRIES) throw error;
    }
  }
}

/**
 * Locks keys until the transaction ends. Every transaction takes these before any row lock, all at
 * once and in one order, so that two of them cannot wait for each other.
 */
export async function lockKeys(tx: Transaction, keys: readonly string[]): Promise<void> {
  const sorted = [...new Set(keys)].sort();
  for (const key of sorted) await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [key]);
}

/** As lockKeys, but shared with others who lock shared. */
export async function lockKeyShared(tx: Transaction, key: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [key]);
}

export function slotLock(key: string): string {
  return `executor.slot:${key}`;
}

export function eventLock(name: string): string {
  return `executor.event:${name}`;
}
