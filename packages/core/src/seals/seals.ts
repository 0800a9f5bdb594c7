import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, type MemberActor, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { SealDrawing } from './round-seal.ts';

export const drawingSchema = z.object({
  type: z.literal('paths'),
  width: z.number(),
  height: z.number(),
  paths: z.array(
    z.object({
      d: z.string(),
      fill: z.string().optional(),
      stroke: z.string().optional(),
      strokeWidth: z.number().optional(),
    }),
  ),
});

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

/** The tenant's seals. */
export async function listSeals(ctx: Context): Promise<z.input<typeof sealSchema>[]> {
  const actor = requireMember(ctx, 'seal.view');
  return ctx.core.db.withTenant(actor.tenantId, async (tx) => {
    const rows = await tx.seal.findMany({
      where: { tenantId: actor.tenantId },
      orderBy: { createdAt: 'asc' },
    });
    return rows.map(sealOf);
  });
}

/** The seals the member may use at this moment: enabled, and granted to them. */
export async function usableSeals(tx: TenantTx, actor: MemberActor, now: Date) {
  const grants = await tx.sealGrant.findMany({
    where: {
      membershipId: actor.membershipId,
      revokedAt: null,
      OR: [{ validUntil: null }, { validUntil: { gt: now } }],
    },
  });
  const rows = await tx.seal.findMany({
    where: { tenantId: actor.tenantId, enabled: true, id: { in: grants.map((grant) => grant.sealId) } },
    orderBy: { createdAt: 'asc' },
  });
  return rows.map(sealOf);
}

/** @throws CoreError SEAL_NOT_USABLE unless the seal is enabled and granted to the member now */
export async function requireUsableSeal(tx: TenantTx, actor: MemberActor, sealId: string, now: Date) {
  const seal = (await usableSeals(tx, actor, now)).find((each) => each.id === sealId);
  if (seal && actor.permissions.has('seal.use')) return seal;
  throw new CoreError(
    'SEAL_NOT_USABLE',
    'this seal is disabled or not granted to you; choose another or ask its keeper',
  );
}

type SealRow = NonNullable<Awaited<ReturnType<TenantTx['seal']['findFirst']>>>;

function sealOf(row: SealRow): z.input<typeof sealSchema> & { drawing: SealDrawing } {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    version: row.version,
    widthMm: row.widthMm.toNumber(),
    heightMm: row.heightMm.toNumber(),
    drawing: drawingSchema.parse(row.drawing) as SealDrawing,
    enabled: row.enabled,
  };
}
