import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { builtinRoles, permissions, roleNames } from '../tenants/permissions.ts';
import { mayGrant } from './member-rules.ts';

export const listRolesOutput = z.array(
  z.object({
    name: z.enum(roleNames),
    permissions: z.array(z.enum(permissions)),
    grantable: z.boolean().meta({ description: 'May the one who asks grant and take it?' }),
  }),
);

/** The roles members can have, and what each permits. */
export async function listRoles(ctx: Context): Promise<z.input<typeof listRolesOutput>> {
  const actor = requireMember(ctx, 'member.view');
  return roleNames.map((name) => ({
    name,
    permissions: [...builtinRoles[name]],
    grantable: actor.permissions.has('member.manage') && mayGrant(actor.permissions, [name]),
  }));
}
