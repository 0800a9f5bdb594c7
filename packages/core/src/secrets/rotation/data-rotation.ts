import { isUniqueViolation } from '@chopmark/db';
import { CoreError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { type DataKeyOwner, newDataKey, STALE_MS } from '../data-keys.ts';
import type { KeyWork } from './key-work.ts';
import { type OldKey, reseal } from './reseal.ts';

/** From then on every process seals under the new version, and a value sealed before has long been written. */
const CLOSE_AFTER_MS = 5 * STALE_MS;

/** A tenant's key, or the platform's. Not the one for look-ups: what was hashed under it must be found. */
export type RotatableOwner = DataKeyOwner & { purpose: 'tenant' | 'platform' };

/**
 * Gives an owner a new data key: new secrets are sealed under it, earlier ones stay readable. `retireOldKeys` moves them over.
 * @throws CoreError NOT_FOUND, CONFLICT while an earlier rotation of this owner is under way
 */
export async function rotateDataKey(core: KeyWork, owner: RotatableOwner, by: string): Promise<void> {
  const versions = await core.db.relay.dataKey.findMany({
    where: owner,
    select: { version: true, state: true },
  });
  const active = versions.find(({ state }) => state === 'active');
  if (!active) throw new CoreError('NOT_FOUND', 'there is no data key to rotate');
  if (versions.some(({ state }) => state === 'readable' || state === 'closed')) throw underWay();
  const version = active.version + 1;
  const next = await newDataKey({ masterKeys: core.keys.masterKeys, now: core.now }, owner, version);
  const at = core.now();
  try {
    await core.db.relay.$transaction(async (tx) => {
      const { count } = await tx.dataKey.updateMany({
        where: { ...owner, version: active.version, state: 'active' },
        data: { state: 'readable', replacedAt: at },
      });
      if (count === 0) throw underWay();
      await tx.dataKey.create({ data: { ...next, createdAt: at } });
      await tx.keyRotation.create({
        data: {
          id: newId(at),
          ...rotationOf(owner, active.version, version),
          renewed: 0,
          startedBy: by,
          startedAt: at,
        },
      });
    });
  } catch (error) {
    throw isUniqueViolation(error) ? underWay() : error;
  }
  core.keys.dataKeys.forget(owner);
}

const rotationOf = ({ tenantId, purpose }: DataKeyOwner, from: number, to: number) => ({
  tenantId,
  kind: 'data',
  purpose,
  fromKey: `version ${from}`,
  toKey: `version ${to}`,
});

function underWay(): CoreError {
  return new CoreError('CONFLICT', 'an earlier rotation of this data key is not finished yet', {
    retryable: true,
  });
}

export type Retired = {
  resealed: number;
  /** Old versions that are gone for good now. */
  retired: number;
  /** Old versions that are still there: not reached yet, waiting to be closed, or with values that do not open. */
  left: number;
};

/**
 * Seals anew what is sealed under old data keys, and then destroys them, in steps that each find what is left to do:
 * reseal; once no process can be sealing under the old version any more, have the database refuse it; reseal what came in
 * between; retire. May be killed at any point, and run beside itself. Repeat it until `left` is 0.
 * @param limit how many values at most
 */
export async function retireOldKeys(core: KeyWork, limit = Number.POSITIVE_INFINITY): Promise<Retired> {
  const done: Retired = { resealed: 0, retired: 0, left: 0 };
  for (const old of await oldKeys(core)) {
    const outcome = await moveOver(core, old, limit - done.resealed);
    done.resealed += outcome.resealed;
    if (outcome.isRetired) done.retired += 1;
    else done.left += 1;
  }
  return done;
}

async function oldKeys(core: KeyWork): Promise<OldKey[]> {
  const rows = await core.db.relay.dataKey.findMany({
    where: { state: { in: ['readable', 'closed'] } },
    orderBy: { id: 'asc' },
    select: { id: true, tenantId: true, purpose: true, version: true, state: true, replacedAt: true },
  });
  return rows as OldKey[];
}

async function moveOver(core: KeyWork, old: OldKey, limit: number) {
  // Another process may have rotated: what this one takes for current could be the old version.
  core.keys.dataKeys.forget(ownerOf(old));
  const first = await reseal(core, old, limit);
  const { resealed } = first;
  if (!first.isDone) return { resealed, isRetired: false };
  if (old.state === 'readable' && !(await close(core, old))) return { resealed, isRetired: false };
  const second = await reseal(core, old, limit - resealed);
  if (!second.isDone) return { resealed: resealed + second.resealed, isRetired: false };
  await retire(core, old);
  return { resealed: resealed + second.resealed, isRetired: true };
}

const ownerOf = ({ tenantId, purpose }: OldKey): DataKeyOwner => ({ tenantId, purpose });

/** Waits for writers who hold the key's lock; whoever comes after them is refused by the database. */
async function close(
  core: KeyWork,
  { id, tenantId, purpose, version, replacedAt }: OldKey,
): Promise<boolean> {
  const age = core.now().getTime() - replacedAt.getTime();
  if (age < CLOSE_AFTER_MS) return false;
  await core.db.relay.$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(data_key_lock(${tenantId}::uuid, ${purpose}, ${version}::int))`;
    await tx.dataKey.updateMany({ where: { id, state: 'readable' }, data: { state: 'closed' } });
  });
  return true;
}

/** Nothing is sealed under it and nothing can be: its wrapped octets go, and what stays is the record. */
async function retire(core: KeyWork, { id, tenantId, purpose, version }: OldKey): Promise<void> {
  const at = core.now();
  await core.db.relay.$transaction(async (tx) => {
    const { count } = await tx.dataKey.updateMany({
      where: { id, state: 'closed' },
      data: { state: 'retired', wrapped: null, retiredAt: at },
    });
    if (count === 0) return;
    await tx.keyRotation.updateMany({
      where: { tenantId, purpose, kind: 'data', fromKey: `version ${version}`, finishedAt: null },
      data: { finishedAt: at },
    });
  });
}
