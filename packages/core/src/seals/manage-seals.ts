import type { Prisma, TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, type MemberActor, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { lineOfText } from '../plain-text.ts';
import { type Drawing, drawingSchema } from './drawing.ts';
import { roundSealSpec } from './round-seal-spec.ts';
import type { SealSpec } from './seal-spec.ts';
import { mayManage, type SealRow } from './seals.ts';

/** What signers choose it by; no two of an enterprise are the same. */
export const sealName = lineOfText(1, 40);

export const previewSealInput = roundSealSpec;
export const previewSealOutput = z.object({
  drawing: drawingSchema,
  /** What was chosen where the parameters left it open, in millimetres. */
  fitted: z.object({ nameSizeMm: z.number(), typeSizeMm: z.number(), starSizeMm: z.number() }),
});

/** A seal as it would be drawn, with the measures that were chosen to fit. Nothing is stored. */
export async function previewSeal(
  ctx: Context,
  input: z.output<typeof previewSealInput>,
): Promise<z.output<typeof previewSealOutput>> {
  requireMember(ctx, 'seal.view');
  return ctx.core.cpu.run('composeRoundSeal', input);
}

export const createSealInput = z.object({ name: sealName, spec: roundSealSpec });

/**
 * Makes a designed seal, enabled and granted to its maker.
 * @throws CoreError SEAL_NAME_TAKEN, SEAL_TEXT_TOO_LONG, SEAL_CHARACTER_MISSING, SEAL_PARTS_COLLIDE
 */
export async function createSeal(
  ctx: Context,
  { name, spec }: z.output<typeof createSealInput>,
): Promise<{ sealId: string }> {
  const actor = requireMember(ctx, 'seal.manage');
  const drawing = await ctx.core.cpu.run('drawRoundSeal', spec);
  return addSeal(ctx, actor, { name, spec, drawing, widthMm: spec.diameterMm, heightMm: spec.diameterMm });
}

export const updateSealInput = createSealInput.extend({
  sealId: z.uuid(),
  /** The version that was edited: a change made by somebody else meanwhile is not overwritten. */
  version: z.number().int().positive(),
});

/** Changes a designed seal: a new version. @throws CoreError CONFLICT, SEAL_OF_ANOTHER, and as `createSeal` */
export async function updateSeal(
  ctx: Context,
  { name, sealId, version, spec }: z.output<typeof updateSealInput>,
): Promise<{ version: number }> {
  const actor = requireMember(ctx, 'seal.manage');
  const drawing = await ctx.core.cpu.run('drawRoundSeal', spec);
  const look = { name, spec, drawing, widthMm: spec.diameterMm, heightMm: spec.diameterMm };
  return changeSeal(ctx, actor, { sealId, version, changed: () => look });
}

export const setSealEnabledInput = z.object({ sealId: z.uuid(), enabled: z.boolean() });

/**
 * Lets a seal be used or not, from now on. A signature that was asked for before is finished.
 * @throws CoreError NOT_FOUND, SEAL_OF_ANOTHER
 */
export async function setSealEnabled(
  ctx: Context,
  { sealId, enabled }: z.output<typeof setSealEnabledInput>,
): Promise<void> {
  const actor = requireMember(ctx, 'seal.manage');
  await ctx.core.db.withTenant(actor.tenantId, async (tx) => {
    const seal = await lockManagedSeal(tx, actor, sealId);
    if (seal.enabled === enabled) return;
    await tx.seal.update({ where: { id: sealId }, data: { enabled, updatedAt: ctx.core.now() } });
  });
}

/** Everything about a seal that a new version may change. */
export type SealLook = {
  name: string;
  spec: SealSpec;
  drawing: Drawing;
  widthMm: number;
  heightMm: number;
};

/** @throws CoreError SEAL_NAME_TAKEN */
export async function addSeal(ctx: Context, actor: MemberActor, look: SealLook): Promise<{ sealId: string }> {
  const { tenantId, membershipId } = actor;
  const now = ctx.core.now();
  const sealId = newId(now);
  await ownName(
    ctx.core.db.withTenant(tenantId, async (tx) => {
      await tx.seal.create({
        data: {
          id: sealId,
          tenantId,
          ...columnsOf(look),
          version: 1,
          enabled: true,
          createdBy: membershipId,
          createdAt: now,
        },
      });
      await tx.sealGrant.create({
        data: { id: newId(now), tenantId, sealId, membershipId, createdAt: now },
      });
    }),
  );
  return { sealId };
}

/**
 * Stores a new version of a seal, made from the one that was edited.
 * @throws CoreError NOT_FOUND, SEAL_OF_ANOTHER, CONFLICT, SEAL_NAME_TAKEN
 */
export async function changeSeal(
  ctx: Context,
  actor: MemberActor,
  edit: { sealId: string; version: number; changed: (row: SealRow) => SealLook },
): Promise<{ version: number }> {
  const version = edit.version + 1;
  await ownName(
    ctx.core.db.withTenant(actor.tenantId, async (tx) => {
      const row = await lockManagedSeal(tx, actor, edit.sealId);
      const look = edit.changed(row);
      if (row.kind !== look.spec.kind)
        throw new CoreError('INVALID_INPUT', `this seal is of the kind ${row.kind}`, { field: 'kind' });
      if (row.version !== edit.version)
        throw new CoreError('CONFLICT', 'somebody changed this seal meanwhile; load it again');
      const data = { ...columnsOf(look), version, updatedAt: ctx.core.now() };
      await tx.seal.update({ where: { id: edit.sealId }, data });
    }),
  );
  return { version };
}

/**
 * The seal, held till the transaction ends: those who are about to use it come first or wait.
 * @throws CoreError NOT_FOUND, SEAL_OF_ANOTHER
 */
export async function lockManagedSeal(tx: TenantTx, actor: MemberActor, sealId: string): Promise<SealRow> {
  await tx.$queryRaw`select 1 from seal where id = ${sealId}::uuid for update`;
  const seal = await tx.seal.findFirst({ where: { id: sealId, tenantId: actor.tenantId } });
  if (!seal) throw new CoreError('NOT_FOUND', 'there is no such seal');
  if (!mayManage(actor, seal)) {
    throw new CoreError('SEAL_OF_ANOTHER', 'only its maker and administrators may change this seal');
  }
  return seal;
}

const columnsOf = ({ name, spec, drawing, widthMm, heightMm }: SealLook) => ({
  name,
  kind: spec.kind,
  spec: spec satisfies Prisma.InputJsonObject,
  drawing: drawing as Prisma.InputJsonObject,
  widthMm,
  heightMm,
});

/** The database keeps the names of a tenant's seals apart; of two that come at the same time, one is first. */
async function ownName<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'P2002')) throw error;
    throw new CoreError('SEAL_NAME_TAKEN', 'another seal has this name; choose another', {
      field: 'name',
      cause: error,
    });
  }
}
