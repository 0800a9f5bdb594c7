import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, type MemberActor, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { drawingSchema } from './drawing.ts';

export const sealSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  version: z.number(),
  widthMm: z.number(),
  heightMm: z.number(),
  drawing: drawingSchema,
  enabled: z.boolean(),
});

/** A seal as the list of all shows it. */
export const listedSeal = sealSchema.extend({
  createdAt: z.string(),
  updatedAt: z.string().nullable(),
  /** Who may use it at this moment, if it is enabled. */
  users: z.array(z.string()),
  uses: z.number(),
  lastUsedAt: z.string().nullable(),
  /** May the asking member change it? */
  manageable: z.boolean(),
});

export type ListedSeal = z.output<typeof listedSeal>;
export type SealRow = NonNullable<Awaited<ReturnType<TenantTx['seal']['findFirst']>>>;

/** The tenant's seals, oldest first. */
export async function listSeals(ctx: Context): Promise<ListedSeal[]> {
  const actor = requireMember(ctx, 'seal.view');
  return ctx.core.db.withTenant(actor.tenantId, async (tx) => {
    const rows = await tx.seal.findMany({
      where: { tenantId: actor.tenantId },
      orderBy: { createdAt: 'asc' },
    });
    return describeSeals(tx, actor, rows, ctx.core.now());
  });
}

/** Rows with who may use them and how often they were used. */
export async function describeSeals(
  tx: TenantTx,
  actor: MemberActor,
  rows: readonly SealRow[],
  now: Date,
): Promise<ListedSeal[]> {
  const sealId = { in: rows.map((row) => row.id) };
  const grants = await tx.sealGrant.findMany({ where: { sealId, ...inForce(now) } });
  const users = await tx.membership.findMany({
    where: { id: { in: grants.map((grant) => grant.membershipId) }, disabledAt: null },
    orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
    select: { id: true, name: true },
  });
  const uses = await tx.signingIntent.groupBy({
    by: ['sealId'],
    where: { sealId, state: 'done' },
    _count: true,
    _max: { signingTime: true },
  });
  return rows.map((row) => {
    const used = uses.find((each) => each.sealId === row.id);
    const holders = new Set(
      grants.filter((grant) => grant.sealId === row.id).map((grant) => grant.membershipId),
    );
    return {
      ...sealOf(row),
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt?.toISOString() ?? null,
      users: users.filter((user) => holders.has(user.id)).map((user) => user.name),
      uses: used?._count ?? 0,
      lastUsedAt: used?._max.signingTime?.toISOString() ?? null,
      manageable: mayManage(actor, row),
    };
  });
}

/** The keepers of all seals manage each; a seal's maker manages their own. */
export function mayManage(actor: MemberActor, seal: { createdBy: string }): boolean {
  if (actor.permissions.has('seal.manage-all')) return true;
  return actor.permissions.has('seal.manage') && seal.createdBy === actor.membershipId;
}

/** Grants that count now. */
const inForce = (now: Date) => ({
  revokedAt: null,
  OR: [{ validUntil: null }, { validUntil: { gt: now } }],
});

/** The seals the member may use at this moment: enabled, and granted to them. */
export async function usableSeals(tx: TenantTx, actor: MemberActor, now: Date) {
  const grants = await tx.sealGrant.findMany({
    where: { membershipId: actor.membershipId, ...inForce(now) },
  });
  const rows = await tx.seal.findMany({
    where: { tenantId: actor.tenantId, enabled: true, id: { in: grants.map((grant) => grant.sealId) } },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map(sealOf);
}

/**
 * The seal, if the member may use it now. It stays so until the transaction ends: who disables the seal or revokes the
 * grant at the same time waits for it, or comes first.
 * @throws CoreError SEAL_NOT_USABLE unless the seal is enabled and granted to the member now
 */
export async function requireUsableSeal(tx: TenantTx, actor: MemberActor, sealId: string, now: Date) {
  await tx.$queryRaw`select 1 from seal where id = ${sealId}::uuid for share`;
  await tx.$queryRaw`
    select 1 from seal_grant
    where seal_id = ${sealId}::uuid and membership_id = ${actor.membershipId}::uuid for share`;
  const seal = (await usableSeals(tx, actor, now)).find((each) => each.id === sealId);
  if (seal && actor.permissions.has('seal.use')) return seal;
  throw new CoreError(
    'SEAL_NOT_USABLE',
    'this seal is disabled or not granted to you; choose another or ask its keeper',
  );
}

export function sealOf(row: SealRow): z.output<typeof sealSchema> {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    version: row.version,
    widthMm: row.widthMm.toNumber(),
    heightMm: row.heightMm.toNumber(),
    drawing: drawingSchema.parse(row.drawing),
    enabled: row.enabled,
  };
}
