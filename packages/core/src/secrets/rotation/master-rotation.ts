import { ownBytes, sameBytes } from '../../digest.ts';
import { CoreError } from '../../errors.ts';
import { newId } from '../../ids.ts';
import { PLATFORM_TENANT_ID } from '../../platform/platform-tenant.ts';
import type { DataKeyPurpose } from '../data-keys.ts';
import type { KeyWork } from './key-work.ts';

const BATCH = 50;

export type Rewrapped = {
  /** Data keys that are under the current master key now and weren't before. */
  rewrapped: number;
  /** Data keys that are still under another one: not reached yet, or their master key doesn't answer. */
  left: number;
};

/**
 * Wraps data keys that are under an earlier master key anew under the current one. A key is written only after it was
 * unwrapped again, in place of exactly the octets it was made from, so that a process may be killed at any point and
 * others may work beside it; nobody who uses a key meanwhile notices. Repeat it until `left` is 0.
 * @param limit how many keys at most
 */
export async function rewrapDataKeys(
  core: KeyWork,
  by: string,
  limit = Number.POSITIVE_INFINITY,
): Promise<Rewrapped> {
  let rewrapped = 0;
  let after = '00000000-0000-0000-0000-000000000000';
  while (rewrapped < limit) {
    const rows = await outdated(core, after, Math.min(BATCH, limit - rewrapped));
    const last = rows.at(-1);
    if (!last) break;
    after = last.id;
    await noteStart(core, new Set(rows.map(({ masterKeyId }) => masterKeyId)), by);
    rewrapped += await store(core, await rewrapEach(core, rows));
  }
  return { rewrapped, left: await finish(core) };
}

const isOutdated = (core: KeyWork) => ({
  masterKeyId: { not: core.keys.masterKeys.currentKeyId },
  state: { not: 'retired' },
});

type Row = Awaited<ReturnType<typeof outdated>>[number];
type Wrapping = Row & { next: { masterKeyId: string; wrapped: Uint8Array } };

const outdated = (core: KeyWork, after: string, take: number) =>
  core.db.relay.dataKey.findMany({
    where: { ...isOutdated(core), id: { gt: after } },
    orderBy: { id: 'asc' },
    take,
  });

async function rewrapEach(core: KeyWork, rows: readonly Row[]): Promise<Wrapping[]> {
  const done: Wrapping[] = [];
  for (const row of rows) {
    try {
      done.push({ ...row, next: await rewrap(core, row) });
    } catch (cause) {
      // The others go on; this one stays readable under its old master key and is counted as left.
      const { id, masterKeyId } = row;
      core.log.error({ cause, dataKey: id, masterKeyId }, 'a data key could not be wrapped anew');
    }
  }
  return done;
}

async function rewrap({ keys: { masterKeys } }: KeyWork, { tenantId, purpose, masterKeyId, wrapped }: Row) {
  if (!wrapped) throw new CoreError('INTERNAL', 'a retired data key has nothing to wrap');
  const context = { tenantId, purpose: purpose as DataKeyPurpose };
  const key = await masterKeys.unwrap({ masterKeyId, wrapped }, context);
  try {
    const next = await masterKeys.wrap(key, context);
    const again = await masterKeys.unwrap(next, context);
    const isSame = sameBytes(key, again);
    again.fill(0);
    if (isSame) return next;
    throw new CoreError('INTERNAL', 'the master key does not give back what it wrapped');
  } finally {
    key.fill(0);
  }
}

/** One rotation from each earlier master key, whoever works on it. */
async function noteStart(core: KeyWork, from: ReadonlySet<string>, startedBy: string): Promise<void> {
  const startedAt = core.now();
  const rows = [...from].map((fromKey) => ({
    id: newId(startedAt),
    ...rotationOf(core, fromKey),
    renewed: 0,
    startedBy,
    startedAt,
  }));
  await core.db.relay.keyRotation.createMany({ data: rows, skipDuplicates: true });
}

const rotationOf = (core: KeyWork, fromKey: string) => ({
  tenantId: PLATFORM_TENANT_ID,
  kind: 'master',
  purpose: 'wrap',
  fromKey,
  toKey: core.keys.masterKeys.currentKeyId,
});

/** Counted in the transaction that writes, so that the record is right whenever somebody is killed. */
function store(core: KeyWork, wrappings: readonly Wrapping[]): Promise<number> {
  return core.db.relay.$transaction(async (tx) => {
    let stored = 0;
    for (const { id, masterKeyId, wrapped, next } of wrappings) {
      const { count } = await tx.dataKey.updateMany({
        where: { id, masterKeyId, wrapped },
        data: { masterKeyId: next.masterKeyId, wrapped: ownBytes(next.wrapped) },
      });
      if (count === 0) continue;
      stored += 1;
      await tx.keyRotation.updateMany({
        where: { ...rotationOf(core, masterKeyId), finishedAt: null },
        data: { renewed: { increment: 1 } },
      });
    }
    return stored;
  });
}

/** Closes the record of each rotation that has nothing left to do. @returns how many keys are left of all */
async function finish(core: KeyWork): Promise<number> {
  const { relay } = core.db;
  const open = await relay.keyRotation.findMany({
    where: { kind: 'master', toKey: core.keys.masterKeys.currentKeyId, finishedAt: null },
  });
  for (const { id, fromKey } of open) {
    const left = await relay.dataKey.count({ where: { masterKeyId: fromKey, state: { not: 'retired' } } });
    if (left > 0) continue;
    await relay.keyRotation.updateMany({
      where: { id, finishedAt: null },
      data: { finishedAt: core.now() },
    });
  }
  return relay.dataKey.count({ where: isOutdated(core) });
}
