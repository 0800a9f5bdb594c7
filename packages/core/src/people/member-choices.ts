import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import { builtinRoles } from '../tenants/permissions.ts';
import { maskEmail } from './email-address.ts';
import { rolesOf } from './member-roles.ts';
import { emailsOf } from './members.ts';

export const memberChoicesInput = z.object({
  /** Only members who may do this, e.g. sign for the enterprise or use a seal. */
  may: z.enum(['contract.sign', 'seal.use']).optional(),
});

export const memberChoicesOutput = z.array(
  z.object({
    id: z.string().meta({ description: 'The membership' }),
    name: z.string(),
    isMe: z.boolean(),
    /** Tells apart members of one name: their address, masked for who may not see members. Null for a name nobody shares. */
    hint: z.string().nullable(),
  }),
);

/**
 * Active members by name, for whoever picks one: as the signer of their own enterprise, or to grant a seal to.
 * @throws CoreError FORBIDDEN for who may neither create contracts nor manage seals
 */
export async function memberChoices(
  ctx: Context,
  input: z.output<typeof memberChoicesInput>,
): Promise<z.input<typeof memberChoicesOutput>> {
  const actor = requireMember(ctx, 'tenant.view');
  if (!actor.permissions.has('contract.create') && !actor.permissions.has('seal.manage')) {
    throw new CoreError('FORBIDDEN', 'this needs the permission contract.create or seal.manage', {
      params: { permission: 'contract.create' },
    });
  }
  const { core } = ctx;
  const { may } = input;
  const { members, roles } = await core.db.withTenant(actor.tenantId, async (tx) => {
    const rows = await tx.membership.findMany({
      where: { tenantId: actor.tenantId, disabledAt: null },
      orderBy: [{ name: 'asc' }, { id: 'asc' }],
    });
    const held = await rolesOf(
      tx,
      rows.map((row) => row.id),
    );
    return { members: rows, roles: held };
  });
  const able = members.filter(
    ({ id }) => !may || (roles.get(id) ?? []).some((role) => builtinRoles[role].includes(may)),
  );
  const twice = able.filter((each) => able.some((other) => other.id !== each.id && other.name === each.name));
  const emails = await emailsOf(
    core,
    twice.map((each) => each.accountId),
  );
  const shown = actor.permissions.has('member.view') ? (email: string) => email : maskEmail;
  return able.map(({ id, name, accountId }) => {
    const email = emails.get(accountId);
    return { id, name, isMe: id === actor.membershipId, hint: email ? shown(email) : null };
  });
}
