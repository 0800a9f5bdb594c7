import { Pool } from 'pg';
import type { Prisma } from '../generated/client.ts';
import { pipelined } from './pipelined.ts';

/** Rows of each statement of a batch, in their order. */
export type BatchRows = readonly (readonly unknown[])[];

export type BatchOptions = {
  /**
   * Doesn't wait until the transaction has reached the disk. It is in force at once and for all; only if the database's machine
   * fails within the next second it may be gone, and then so is everything that was committed after it, since PostgreSQL
   * writes in order. For what a repetition brings again, before something that does wait.
   */
  flushLater?: boolean;
};

export type BatchPool = {
  /** @param tenantId a UUID, which the caller has made sure of */
  run(tenantId: string, statements: readonly Prisma.Sql[], options: BatchOptions): Promise<BatchRows>;
  close(): Promise<void>;
};

/**
 * Connections on which whole transactions travel at once, in one round trip. Prisma waits for what begins one, for each statement
 * and for what ends it.
 */
export function createBatchPool(input: {
  url: string;
  poolSize: number;
  connectionTimeoutMillis: number;
}): BatchPool {
  const pool = new Pool({
    connectionString: input.url,
    max: input.poolSize,
    connectionTimeoutMillis: input.connectionTimeoutMillis,
  });
  // A connection that breaks while nobody uses it is replaced by the next that is wanted.
  pool.on('error', ignore);
  let ended: Promise<void> | undefined;
  return {
    async run(tenantId, statements, options) {
      const client = await pool.connect();
      let isBroken = true;
      // What breaks under way fails the statements; said once more as an event, it would end the process.
      client.on('error', ignore);
      try {
        const settings = { text: options.flushLater ? FLUSH_LATER : SETTINGS, values: [tenantId] };
        const [, ...rows] = await pipelined(client, [settings, ...statements]);
        isBroken = false;
        return rows;
      } catch (error) {
        // The server's own word leaves a connection sound: the transaction was rolled back.
        isBroken = !isServerError(error);
        throw error;
      } finally {
        client.release(isBroken);
        if (!isBroken) client.off('error', ignore);
      }
    },
    close() {
      ended ??= pool.end();
      return ended;
    },
  };
}

const ignore = () => undefined;

/** Local to the transaction, so a pooled connection carries nothing over. Tenant and person are always set. */
const SETTINGS = `select set_config('app.tenant_id', $1, true), set_config('app.user_id', '', true)`;
const FLUSH_LATER = `${SETTINGS}, set_config('synchronous_commit', 'off', true)`;

function isServerError(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR';
}
