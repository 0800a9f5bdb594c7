import { createHash } from 'node:crypto';
import { Pool, type PoolClient, type QueryResult, types } from 'pg';
import type { Prisma } from '../generated/client.ts';

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

const BYTEA = 17;
const MAX_NAMES = 1000;

/**
 * Connections on which whole transactions travel at once: what begins one, its statements and what ends it are sent without
 * waiting for answers (the protocol's pipelining), so that it costs one round trip. Prisma waits for each.
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
    pipeline: true,
    types: { getTypeParser },
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
        const rows = await send(client, tenantId, statements, options);
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

async function send(
  client: PoolClient,
  tenantId: string,
  statements: readonly Prisma.Sql[],
  { flushLater }: BatchOptions,
): Promise<BatchRows> {
  // Local to the transaction, so a pooled connection carries nothing over. Both are always set. SET takes no parameters:
  // the ID was held to be a UUID, and nothing else is ever written into a statement.
  const settings = `begin; set local app.tenant_id = '${tenantId}'; set local app.user_id = ''`;
  const begin = flushLater ? `${settings}; set local synchronous_commit = off` : settings;
  const sent = [
    client.query(begin),
    ...statements.map(({ text, values }) => client.query({ name: nameOf(text), text, values })),
    client.query('commit'),
  ];
  // After a statement that fails the server refuses the rest and ends the transaction; nothing may stay unawaited.
  const outcomes: PromiseSettledResult<QueryResult>[] = await Promise.allSettled(sent);
  const results = outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
  return results.slice(1, -1).map(({ rows }): readonly unknown[] => rows);
}

const names = new Map<string, string>();

/** Prepared once on each connection. Texts are few: values stand apart from them. */
function nameOf(text: string): string {
  const name = names.get(text) ?? `batch_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
  if (names.size < MAX_NAMES) names.set(text, name);
  return name;
}

/** Octets as Prisma gives them; the rest as the driver does. */
function getTypeParser(oid: number): (text: string) => unknown {
  if (oid !== BYTEA) return types.getTypeParser(oid, 'text');
  return (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'));
}

function isServerError(error: unknown): boolean {
  return error instanceof Error && 'severity' in error && error.severity === 'ERROR';
}
