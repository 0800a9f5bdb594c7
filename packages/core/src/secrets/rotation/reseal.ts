import type { Prisma } from '@chopmark/db';
import type { DataKeyOwner } from '../data-keys.ts';
import { sealValue, unsealValue } from '../sealed-value.ts';
import type { KeyWork } from './key-work.ts';
import {
  aadOf,
  columnsOf,
  type Renewed,
  replaceSealed,
  type SealedColumn,
  sealedUnder,
} from './sealed-columns.ts';

/** A data key in whose place another one stands. */
export type OldKey = DataKeyOwner & {
  id: string;
  version: number;
  state: 'readable' | 'closed';
  replacedAt: Date;
};

const BATCH = 100;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** Seals everything under an old key anew. `isDone`: it was gone through, and nothing is left under the old key. */
export async function reseal(
  core: KeyWork,
  old: OldKey,
  limit: number,
): Promise<{ resealed: number; isDone: boolean }> {
  const { tenantId, purpose } = old;
  const current = await core.keys.dataKeys.current({ tenantId, purpose });
  const key = await core.keys.dataKeys.version({ tenantId, purpose }, old.version);
  try {
    let resealed = 0;
    let isDone = true;
    for (const column of columnsOf(old)) {
      const outcome = await resealColumn(core, { old, column, key, current, limit: limit - resealed });
      resealed += outcome.resealed;
      isDone &&= outcome.isDone;
    }
    return { resealed, isDone };
  } finally {
    key.fill(0);
    current.key.fill(0);
  }
}

type Work = {
  old: OldKey;
  column: SealedColumn;
  key: Uint8Array;
  current: { version: number; key: Uint8Array };
  limit: number;
};

async function resealColumn(core: KeyWork, work: Work) {
  const { old, column } = work;
  const { tenantId, version } = old;
  let resealed = 0;
  let isDone = true;
  for (let after = FIRST; ; ) {
    const take = Math.min(BATCH, work.limit - resealed);
    if (take <= 0) return { resealed, isDone: false };
    const query = sealedUnder(column, { tenantId, version, after, take });
    const rows = await inScope(core, old, (tx) => tx.$queryRaw<{ id: string; sealed: Uint8Array }[]>(query));
    const last = rows.at(-1);
    if (!last) return { resealed, isDone };
    after = last.id;
    const renewed = rows.flatMap((row) => renew(core, work, row));
    const stored = await store(core, old, column, renewed);
    resealed += stored;
    // Changed meanwhile or not to be opened: another pass looks at it.
    if (stored < rows.length) isDone = false;
  }
}

function renew(
  core: KeyWork,
  { old, column, key, current }: Work,
  row: { id: string; sealed: Uint8Array },
): Renewed[] {
  const aad = aadOf(old, column, row.id);
  try {
    const plaintext = unsealValue(key, row.sealed, aad);
    const renewed = sealValue(current, plaintext, aad);
    plaintext.fill(0);
    return [{ ...row, renewed }];
  } catch (cause) {
    const { table } = column;
    core.log.error({ cause, table, row: row.id }, 'a sealed value does not open; its data key is kept');
    return [];
  }
}

/** Counted in the transaction that writes. @returns how many were still as they had been read */
function store(
  core: KeyWork,
  old: OldKey,
  column: SealedColumn,
  renewed: readonly Renewed[],
): Promise<number> {
  if (renewed.length === 0) return Promise.resolve(0);
  const { tenantId, purpose, version } = old;
  return inScope(core, old, async (tx) => {
    const count = await tx.$executeRaw(replaceSealed(column, renewed));
    await tx.keyRotation.updateMany({
      where: { tenantId, purpose, kind: 'data', fromKey: `version ${version}`, finishedAt: null },
      data: { renewed: { increment: count } },
    });
    return count;
  });
}

/** As the tenant whose values they are; the platform's own are the relay's. */
function inScope<T>(
  core: KeyWork,
  { tenantId, purpose }: OldKey,
  work: (tx: Prisma.TransactionClient) => Promise<T>,
): Promise<T> {
  return purpose === 'platform' ? core.db.relay.$transaction(work) : core.db.withTenant(tenantId, work);
}
