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

type Wanted = { tenantId: string; algorithm: KeyAlgorithm };
type IntentKey = { tenantId: string; intentId: string };

/** A key that is stored nowhere yet. */
export type NewKey = Wanted & {
  id: string;
  publicKey: Uint8Array;
  /** Its private half, sealed for the tenant and the row of that ID; there a little later than the public one. */
  sealed: Promise<Uint8Array>;
};

/** One-time keys of signers. Private halves leave the thread they are made and used in only sealed. */
export type SignerKeys = {
  /** A key from the pool, or made at once when that has none. */
  make(wanted: Wanted): Promise<NewKey>;
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
    make: (wanted) => make(parts, wanted),
    prepare: (intent) => prepare(parts, intent),
  };
}

async function make({ keys, threads, pool, now }: Parts, wanted: Wanted): Promise<NewKey> {
  const { tenantId, algorithm } = wanted;
  const id = newId(now());
  const taken = await pool.take(algorithm);
  const current = await keys.dataKeys.current({ tenantId, purpose: 'tenant' });
  const to: Sealing = { ...current, aad: sealedFor(tenantId, keyPurpose(id)) };
  const overwrite = () => {
    to.key.fill(0);
    taken?.sealing.key.fill(0);
  };
  if (taken) {
    const { publicKey, sealed, sealing: from } = taken;
    const passed = threads.use('pass', { sealed, from, to }).finally(overwrite);
    // Whoever gives up before awaiting it must not bring the process down.
    passed.catch(() => undefined);
    return { ...wanted, id, publicKey, sealed: passed };
  }
  const { publicKey, sealed } = await threads.make({ algorithm, sealing: to }).finally(overwrite);
  return { ...wanted, id, publicKey, sealed: Promise.resolve(sealed) };
}

/** Stores a new key; of several for one signing the first stays. */
export async function storingKey(
  { id, tenantId, algorithm, publicKey, sealed }: NewKey,
  { intentId, now }: { intentId: string | undefined; now: Date },
): Promise<Prisma.Sql> {
  return Prisma.sql`
    insert into signing_key
      (id, tenant_id, purpose, algorithm, public_key, private_key_sealed, state, intent_id, created_at)
    values (${id}::uuid, ${tenantId}::uuid, 'signer', ${algorithm}, ${publicKey}, ${await sealed}, 'ready',
      ${intentId ?? null}::uuid, ${now})
    on conflict (intent_id) do nothing`;
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
