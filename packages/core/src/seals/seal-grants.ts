import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { lockManagedSeal } from './manage-seals.ts';

export const grantSealInput = z.object({
  sealId: z.uuid(),
  membershipIds: z.array(z.uuid()).min(1).max(100),
  /** ISO 8601; without it, until it is revoked. */
  validUntil: z.iso.datetime({ offset: true }).nullable().optional(),
});

/**
 * Lets members use a seal. Who may use it already gets the new end.
 * @throws CoreError NOT_FOUND, SEAL_OF_ANOTHER, INVALID_INPUT for an end in the past or a member who isn't active
 */
export async function grantSeal(ctx: Context, input: z.output<typeof grantSealInput>): Promise<void> {
  const actor = requireMember(ctx, 'seal.manage');
  const { tenantId } = actor;
  const { sealId } = input;
  const now = ctx.core.now();
  const validUntil = input.validUntil ? new Date(input.validUntil) : null;
  if (validUntil && validUntil <= now) {
    throw new CoreError('INVALID_INPUT', 'the end lies in the past', { field: 'validUntil' });
  }
  const membershipIds = [...new Set(input.membershipIds)];
  await ctx.core.db.withTenant(tenantId, async (tx) => {
    await lockManagedSeal(tx, actor, sealId);
    const active = await tx.membership.count({
      where: { tenantId, id: { in: membershipIds }, disabledAt: null },
    });
    if (active !== membershipIds.length) {
      throw new CoreError('INVALID_INPUT', 'a chosen person is no active member', { field: 'membershipIds' });
    }
    const standing = { sealId, membershipId: { in: membershipIds }, revokedAt: null };
    const held = await tx.sealGrant.findMany({ where: standing, select: { membershipId: true } });
    await tx.sealGrant.updateMany({ where: standing, data: { validUntil } });
    const holders = new Set(held.map((grant) => grant.membershipId));
    await tx.sealGrant.createMany({
      data: membershipIds
        .filter((membershipId) => !holders.has(membershipId))
        .map((membershipId) => ({
          id: newId(now),
          tenantId,
          sealId,
          membershipId,
          validUntil,
          createdAt: now,
        })),
    });
  });
}

export const revokeSealGrantInput = z.object({ sealId: z.uuid(), grantId: z.uuid() });

/** Takes a seal away from a member, from now on. @throws CoreError NOT_FOUND, SEAL_OF_ANOTHER */
export async function revokeSealGrant(
  ctx: Context,
  { sealId, grantId }: z.output<typeof revokeSealGrantInput>,
): Promise<void> {
  const actor = requireMember(ctx, 'seal.manage');
  await ctx.core.db.withTenant(actor.tenantId, async (tx) => {
    await lockManagedSeal(tx, actor, sealId);
    const found = await tx.sealGrant.count({ where: { id: grantId, sealId } });
    if (found === 0) throw new CoreError('NOT_FOUND', 'there is no such grant');
    await tx.sealGrant.updateMany({
      where: { id: grantId, sealId, revokedAt: null },
      data: { revokedAt: ctx.core.now() },
    });
  });
}
