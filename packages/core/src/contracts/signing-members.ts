import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';

export const signingMembersOutput = z.array(
  z.object({ membershipId: z.string(), name: z.string(), isMe: z.boolean() }),
);

/** Who may put the enterprise's seal on a contract: for choosing the signing member of a draft. Oneself comes first. */
export async function signingMembers(ctx: Context): Promise<z.input<typeof signingMembersOutput>> {
  const actor = requireMember(ctx, 'contract.create');
  const members = await ctx.core.db.withTenant(actor.tenantId, (tx) => membersWhoMaySign(tx, actor.tenantId));
  return members
    .map(({ id, name }) => ({ membershipId: id, name, isMe: id === actor.membershipId }))
    .sort((a, b) => Number(b.isMe) - Number(a.isMe));
}

/** Members who are not disabled and hold a role that lets them sign and use seals. */
export async function membersWhoMaySign(tx: TenantTx, tenantId: string) {
  const roles = await tx.role.findMany({ where: { tenantId } });
  const able = roles.filter((role) =>
    ['contract.sign', 'seal.use'].every((permission) => role.permissions.includes(permission)),
  );
  const held = await tx.membershipRole.findMany({
    where: { tenantId, roleId: { in: able.map((role) => role.id) } },
    select: { membershipId: true },
  });
  return tx.membership.findMany({
    where: { tenantId, disabledAt: null, id: { in: held.map((row) => row.membershipId) } },
    orderBy: { createdAt: 'asc' },
    select: { id: true, accountId: true, name: true },
  });
}
