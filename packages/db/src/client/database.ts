import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { PrismaPg } from '@prisma/adapter-pg';
import { DbError } from '../errors.ts';
import { type Prisma, PrismaClient } from '../generated/client.ts';
import { isTransactionConflict } from './query-errors.ts';
import { type BatchOptions, type BatchRows, createBatchPool } from './tenant-batch.ts';

/** The client inside one transaction; what it sees and writes is what row-level security lets through. */
export type TenantTx = Prisma.TransactionClient;

export type TransactionOptions = {
  /** Default: ReadCommitted, unless the database was set to another. */
  isolation?: Prisma.TransactionIsolationLevel;
  /** Also sets the person, for policies that let people see their own rows. */
  userId?: string;
};

export type Database = {
  /**
   * Runs `fn` in one transaction as a tenant (UUID): it sees and writes that tenant's rows only. After a
   * serialization failure or deadlock the transaction is repeated, up to 4 times in all, so `fn` does
   * nothing but talk to the database: no network, no CPU work, no second transaction.
   */
  withTenant<T>(tenantId: string, fn: (tx: TenantTx) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /**
   * Statements that need no answer of one another, in one transaction as a tenant and in one round trip: for what is done
   * often and must be quick. All are done or none; a conflict is repeated as by withTenant.
   * @returns the rows of each, octets as Uint8Array, times as Date
   */
  tenantBatch<R extends BatchRows>(
    tenantId: string,
    statements: readonly Prisma.Sql[],
    options?: BatchOptions,
  ): Promise<R>;
  /** As withTenant, as a person (account UUID) and no tenant: their memberships and parts, across tenants. */
  withPerson<T>(
    userId: string,
    fn: (tx: TenantTx) => Promise<T>,
    options?: Omit<TransactionOptions, 'userId'>,
  ): Promise<T>;
  /** The relay role: platform tables only (accounts, sessions, look-ups by hash, outbox). */
  relay: PrismaClient;
  /** Ends both pools; running transactions finish first. */
  close(): Promise<void>;
};

export type DatabaseInput = {
  appUrl: string;
  relayUrl: string;
  /** Connections of each of the two pools; default 10. Batches have a few more of their own. */
  poolSize?: number;
};

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MAX_WAIT_MS = 10_000;
const TIMEOUT_MS = 15_000;
const ATTEMPTS = 4;
const BATCH_CONNECTIONS = 4;
const FIRST_PAUSE_MS = 10;

type Who = { tenantId: string; userId: string };

/**
 * Connects lazily; nothing is contacted before the first query. Errors of queries are Prisma's own (see
 * isUniqueViolation, isNotFound); DbError: TENANT_ID_INVALID, PERSON_ID_INVALID, TRANSACTION_NESTED.
 */
export function createDatabase(input: DatabaseInput): Database {
  const poolSize = input.poolSize ?? 10;
  const app = connect(input.appUrl, poolSize);
  const relay = connect(input.relayUrl, poolSize);
  const batches = createBatchPool({
    url: input.appUrl,
    poolSize: Math.min(poolSize, BATCH_CONNECTIONS),
    connectionTimeoutMillis: MAX_WAIT_MS,
  });

  return {
    async withTenant(tenantId, fn, options = {}) {
      refuseUnlessUuid(tenantId, 'TENANT_ID_INVALID');
      if (options.userId !== undefined) refuseUnlessUuid(options.userId, 'PERSON_ID_INVALID');
      return transact(app, { tenantId, userId: options.userId ?? '' }, fn, options.isolation);
    },
    async tenantBatch<R extends BatchRows>(
      tenantId: string,
      statements: readonly Prisma.Sql[],
      options: BatchOptions = {},
    ) {
      refuseUnlessUuid(tenantId, 'TENANT_ID_INVALID');
      refuseNested();
      // As of $queryRaw, the shape of the rows is the caller's word.
      return repeated(() => batches.run(tenantId, statements, options)) as Promise<R>;
    },
    async withPerson(userId, fn, options = {}) {
      refuseUnlessUuid(userId, 'PERSON_ID_INVALID');
      return transact(app, { tenantId: '', userId }, fn, options.isolation);
    },
    relay,
    async close() {
      await Promise.all([app.$disconnect(), relay.$disconnect(), batches.close()]);
    },
  };
}

function connect(url: string, poolSize: number): PrismaClient {
  const adapter = new PrismaPg({
    connectionString: url,
    max: poolSize,
    connectionTimeoutMillis: MAX_WAIT_MS,
  });
  // Prisma's own limit of two seconds is too short for a busy machine: a person would be refused for nothing.
  const transactionOptions = { maxWait: MAX_WAIT_MS, timeout: TIMEOUT_MS };
  return new PrismaClient({ adapter, errorFormat: 'minimal', transactionOptions });
}

const inTransaction = new AsyncLocalStorage<{ open: boolean }>();

async function transact<T>(
  client: PrismaClient,
  who: Who,
  fn: (tx: TenantTx) => Promise<T>,
  isolationLevel?: Prisma.TransactionIsolationLevel,
): Promise<T> {
  refuseNested();
  const options = { maxWait: MAX_WAIT_MS, timeout: TIMEOUT_MS };
  return repeated(async () => {
    const scope = { open: true };
    try {
      return await client.$transaction(
        (tx) =>
          inTransaction.run(scope, async () => {
            // Local to the transaction, so a pooled connection carries nothing over. Both are always set.
            await tx.$executeRaw`select set_config('app.tenant_id', ${who.tenantId}, true), set_config('app.user_id', ${who.userId}, true)`;
            return fn(tx);
          }),
        // ReadCommitted is PostgreSQL's own; naming it would cost another round trip.
        isolationLevel ? { ...options, isolationLevel } : options,
      );
    } finally {
      scope.open = false;
    }
  });
}

async function repeated<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (attempt === ATTEMPTS || !isTransactionConflict(error)) throw error;
    }
    await sleep(FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random()));
  }
}

/**
 * A transaction within a transaction takes a second connection while it holds the first: under load all
 * connections wait for each other. It would not be atomic with the outer one either.
 */
function refuseNested(): void {
  if (!inTransaction.getStore()?.open) return;
  throw new DbError(
    'TRANSACTION_NESTED',
    'withTenant or withPerson was called inside a transaction. Pass its tx on, or start the second one after the first has ended.',
  );
}

function refuseUnlessUuid(id: string, code: 'TENANT_ID_INVALID' | 'PERSON_ID_INVALID'): void {
  if (UUID.test(id)) return;
  throw new DbError(code, `"${id.slice(0, 60)}" is not a UUID.`);
}
