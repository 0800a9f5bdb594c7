import type { KeyAlgorithm } from '@chopmark/crypto';
import type { Database } from '@chopmark/db';
import { ownBytes } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { sealedFor, versionOf } from '../secrets/sealed-value.ts';
import type { TenantKeys } from '../secrets/tenant-keys.ts';
import type { ReservedKey } from './key-reserve.ts';
import type { Sealing } from './key-thread.ts';
import type { KeyThreads } from './key-threads.ts';

/** What the pool's table is kept with. */
export type StockParts = { db: Database; keys: TenantKeys; threads: KeyThreads; now(): Date };

/** A key waits no longer than this for its signer. */
const MAX_AGE_MS = 30 * 86_400_000;

const PLATFORM = { tenantId: PLATFORM_TENANT_ID, purpose: 'platform' } as const;
const poolAad = (id: string) => sealedFor('platform', `pool/${id}`);

export const sizeOf = ({ db }: StockParts, algorithm: string) =>
  db.relay.pooledKey.count({ where: { algorithm } });

/**
 * Makes a key and puts it into the table.
 * @returns false when other processes have filled the pool meanwhile; then the key is thrown away
 */
export async function storeOne(
  { db, keys, threads, now }: StockParts,
  { algorithm, high }: { algorithm: KeyAlgorithm; high: number },
): Promise<boolean> {
  const id = newId(now());
  const sealing = { ...(await keys.dataKeys.current(PLATFORM)), aad: poolAad(id) };
  const { publicKey, sealed } = await threads.make({ algorithm, sealing }).finally(() => sealing.key.fill(0));
  const row = {
    id,
    algorithm,
    publicKey: ownBytes(publicKey),
    privateKeySealed: ownBytes(sealed),
    createdAt: now(),
  };
  return db.relay.$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`pooled_key/${algorithm}`}, 0))`;
    if ((await tx.pooledKey.count({ where: { algorithm } })) >= high) return false;
    await tx.pooledKey.create({ data: row });
    return true;
  });
}

/** Throws away what waited too long. @returns how many */
export async function discardStored(parts: StockParts, algorithm: KeyAlgorithm): Promise<number> {
  const { count } = await parts.db.relay.pooledKey.deleteMany({
    where: { algorithm, createdAt: { lte: oldestAllowed(parts) } },
  });
  return count;
}

const oldestAllowed = ({ now }: Pick<StockParts, 'now'>) => new Date(now().getTime() - MAX_AGE_MS);

export const isOutdated = (parts: Pick<StockParts, 'now'>, { createdAt }: ReservedKey) =>
  createdAt <= oldestAllowed(parts);

type Row = ReservedKey & { stock: number };
/** `left`: how many the table still has. */
type Taken = { keys: ReservedKey[]; left: number };

/**
 * Taken by deleting them, so that each is handed out once; takers who come at the same time skip each other's. The deletion has
 * reached the disk before a key leaves: this process outlives a crash of the database's machine, and would still hold keys whose
 * rows came back, for others to take as well.
 */
export async function takeOldest(parts: StockParts, algorithm: KeyAlgorithm, count: number): Promise<Taken> {
  const rows = await parts.db.relay.$queryRaw<Row[]>`
    delete from pooled_key where id = any (array(
      select id from pooled_key where algorithm = ${algorithm} and created_at > ${oldestAllowed(parts)}
      order by created_at for update skip locked limit ${count}
    )) returning id, public_key as "publicKey", private_key_sealed as sealed, created_at as "createdAt",
      (select count(*)::int from pooled_key where algorithm = ${algorithm}) as stock`;
  const keys = rows
    .map(({ id, publicKey, sealed, createdAt }) => ({ id, publicKey, sealed, createdAt }))
    .toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime());
  // The statement still counts those that it takes.
  return { keys, left: (rows[0]?.stock ?? 0) - rows.length };
}

/**
 * What opens it. A rotation of the platform's data key seals anew what lies in the table, and not what has left it: once the old
 * version is gone, so is a key sealed under it.
 */
export async function sealingOf(
  { keys }: StockParts,
  { id, sealed }: ReservedKey,
): Promise<Sealing | undefined> {
  const version = versionOf(sealed);
  try {
    return { key: await keys.dataKeys.version(PLATFORM, version), version, aad: poolAad(id) };
  } catch (error) {
    if (error instanceof CoreError && error.code === 'NOT_FOUND') return undefined;
    throw error;
  }
}
