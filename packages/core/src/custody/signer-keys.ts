import { randomFillSync } from 'node:crypto';
import type { KeyAlgorithm } from '@chopmark/crypto';
import { type Database, Prisma, type TenantTx } from '@chopmark/db';
import { ownBytes } from '../digest.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { sealedFor, versionOf } from '../secrets/sealed-value.ts';
import { keyPurpose, type TenantKeys } from '../secrets/tenant-keys.ts';
import type { KeyPool } from './key-pool.ts';
import type { Sealing } from './key-thread.ts';
import type { KeyThreads } from './key-threads.ts';

/** @property intentId the signing it is for; a key has none that is made apart from any */
type NewKey = { tenantId: string; algorithm: KeyAlgorithm; intentId?: string };
type IntentKey = { tenantId: string; intentId: string };
export type StoredKey = { id: string; publicKey: Uint8Array };

/** One-time keys of signers. Private halves leave the thread they are made and used in only sealed. */
export type SignerKeys = {
  /**
   * Stores a new key, sealed for its tenant: from the pool, or made at once when that has none. An intent's first stays: look for it
   * before, since a key that comes second is made in vain and thrown away.
   */
  create(key: NewKey): Promise<StoredKey>;
  /**
   * What has to be done before the transaction in which the key signs, so that nothing waits inside it. The private key
   * is not touched. Its `sign` works once, on the row as the transaction sees it.
   */
  prepare(intent: IntentKey): Promise<PreparedKey>;
};

export type PreparedKey = {
  keyId: string;
  algorithm: KeyAlgorithm;
  /** @throws CoreError ACTIVATION_SPENT when the key was destroyed, CONFLICT (retryable) when it was sealed anew */
  sign(tx: TenantTx, data: Uint8Array): Promise<Uint8Array<ArrayBuffer>>;
  /** Overwrites what `prepare` has brought. */
  release(): void;
};

type Parts = { db: Database; keys: TenantKeys; threads: KeyThreads; pool: KeyPool; now(): Date };

export function createSignerKeys(parts: Parts): SignerKeys {
  return {
    create: (key) => create(parts, key),
    prepare: (intent) => prepare(parts, intent),
  };
}

async function create(parts: Parts, wanted: NewKey): Promise<StoredKey> {
  const { db, now } = parts;
  const { tenantId, algorithm, intentId = null } = wanted;
  const id = newId(now());
  const { publicKey, sealed } = await newKey(parts, { tenantId, keyId: id, algorithm });
  const [, [stored]] = await db.tenantBatch<[unknown[], StoredKey[]]>(
    tenantId,
    [
      Prisma.sql`
      insert into signing_key
        (id, tenant_id, purpose, algorithm, public_key, private_key_sealed, state, intent_id, created_at)
      values (${id}::uuid, ${tenantId}::uuid, 'signer', ${algorithm}, ${publicKey}, ${sealed}, 'ready',
        ${intentId}::uuid, ${now()})
      on conflict (intent_id) do nothing`,
      Prisma.sql`
      select id, public_key as "publicKey" from signing_key
      where id = ${id}::uuid or intent_id = ${intentId}::uuid`,
      // What the key is used for is committed after it, and waits; lost together, they are made anew.
    ],
    { flushLater: true },
  );
  if (!stored) throw new CoreError('INTERNAL', 'the signing key was not stored');
  return stored;
}

async function newKey(
  { keys, threads, pool }: Parts,
  { tenantId, keyId, algorithm }: { tenantId: string; keyId: string; algorithm: KeyAlgorithm },
): Promise<{ publicKey: Uint8Array; sealed: Uint8Array }> {
  const aad = sealedFor(tenantId, keyPurpose(keyId));
  const current = () => keys.dataKeys.current({ tenantId, purpose: 'tenant' });
  const taken = await pool.take(algorithm);
  const to: Sealing = { ...(await current()), aad };
  try {
    if (!taken) return await threads.make({ algorithm, sealing: to });
    const { publicKey, sealed, sealing: from } = taken;
    return { publicKey, sealed: await threads.use('pass', { sealed, from, to }) };
  } finally {
    to.key.fill(0);
    taken?.sealing.key.fill(0);
  }
}

async function prepare(parts: Parts, { tenantId, intentId }: IntentKey): Promise<PreparedKey> {
  const { db, keys, threads } = parts;
  const row = await db.withTenant(tenantId, (tx) => tx.signingKey.findUniqueOrThrow({ where: { intentId } }));
  const version = row.privateKeySealed ? versionOf(row.privateKeySealed) : 0;
  const owner = { tenantId, purpose: 'tenant' } as const;
  const key = version > 0 ? await keys.dataKeys.version(owner, version) : new Uint8Array(32);
  const sealing = { key, version, aad: sealedFor(tenantId, keyPurpose(row.id)) };
  const algorithm = row.algorithm as KeyAlgorithm;
  await threads.use('wake', undefined);
  return {
    keyId: row.id,
    algorithm,
    async sign(tx, data) {
      await tx.$executeRaw`select 1 from signing_key where id = ${row.id}::uuid for update`;
      const { privateKeySealed: sealed } = await tx.signingKey.findUniqueOrThrow({ where: { id: row.id } });
      if (!sealed) throw new CoreError('ACTIVATION_SPENT', 'the one-time key was destroyed already');
      if (versionOf(sealed) !== version) {
        throw new CoreError('CONFLICT', 'the key was sealed anew at this moment; try again', {
          retryable: true,
        });
      }
      return ownBytes(await threads.use('sign', { sealed, sealing, algorithm, data }));
    },
    release: () => void key.fill(0),
  };
}

/**
 * A one-time key is of no use any more: its private part is overwritten and taken away in the caller's transaction.
 * PostgreSQL keeps the earlier version of a row until it is vacuumed, and in its log and backups: there the key stays
 * sealed, and goes for good with its data key (docs/custody.md).
 */
export async function destroyKey(tx: TenantTx, intentId: string, now: Date): Promise<void> {
  const key = await tx.signingKey.findFirst({ where: { intentId, state: 'ready' } });
  if (!key?.privateKeySealed) return;
  // The first octets name format and data key, which the database checks.
  const privateKeySealed = randomFillSync(key.privateKeySealed.slice(), 3);
  await tx.signingKey.updateMany({ where: { id: key.id, state: 'ready' }, data: { privateKeySealed } });
  await tx.signingKey.updateMany({
    where: { id: key.id, state: 'ready' },
    data: { state: 'destroyed', privateKeySealed: null, destroyedAt: now },
  });
}
