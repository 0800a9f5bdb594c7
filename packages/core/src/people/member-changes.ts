import { z } from 'zod';
import { type Context, type MemberActor, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { RoleName } from '../tenants/permissions.ts';
import { logMemberAct } from './member-log.ts';
import { assignRoles, rolesOf } from './member-roles.ts';
import {
  beginMemberChange,
  permissionsOfAll,
  requireAnotherSuperAdmin,
  requireGrantable,
  roleChoice,
} from './member-rules.ts';
import { findMember } from './members.ts';

export const setMemberRolesInput = z.object({ membershipId: z.uuid(), roles: roleChoice });

/**
 * Gives a member exactly these roles, from their next request on.
 * @throws CoreError NOT_FOUND, ROLE_NOT_GRANTABLE, LAST_SUPER_ADMIN, MEMBER_SELF for who would raise themselves
 */
export async function setMemberRoles(
  ctx: Context,
  input: z.output<typeof setMemberRolesInput>,
): Promise<void> {
  const actor = requireMember(ctx, 'member.manage');
  const { membershipId, roles } = input;
  const before = await ctx.core.db.withTenant(actor.tenantId, async (tx) => {
    const { permissions } = await beginMemberChange(tx, actor);
    const member = await findMember(tx, actor.tenantId, membershipId);
    const held = (await rolesOf(tx, [membershipId])).get(membershipId) ?? [];
    if (membershipId === actor.membershipId) requireNoRaise(held, roles);
    requireGrantable(permissions, difference(held, roles));
    const loses = held.includes('super_admin') && !roles.includes('super_admin');
    if (loses && !member.disabledAt) await requireAnotherSuperAdmin(tx, membershipId);
    await assignRoles(tx, { tenantId: actor.tenantId, membershipId }, roles);
    return held;
  });
  logMemberAct(ctx, actor, { act: 'member.roles-set', membershipId, before, roles });
}

export const memberInput = z.object({ membershipId: z.uuid() });

/**
 * Ends a member's access with their very next request. What awaits their signature stays as it is, for others to see.
 * Disabling a disabled member changes nothing.
 * @throws CoreError NOT_FOUND, MEMBER_SELF, ROLE_NOT_GRANTABLE, LAST_SUPER_ADMIN
 */
export async function disableMember(ctx: Context, input: z.output<typeof memberInput>): Promise<void> {
  const actor = requireMember(ctx, 'member.manage');
  const { membershipId } = input;
  if (membershipId === actor.membershipId) throw self();
  const changed = await switchMember(ctx, actor, membershipId, ctx.core.now());
  if (changed) logMemberAct(ctx, actor, { act: 'member.disabled', membershipId });
}

/** Lets a disabled member in again, with the roles they had. @throws CoreError NOT_FOUND, ROLE_NOT_GRANTABLE */
export async function enableMember(ctx: Context, input: z.output<typeof memberInput>): Promise<void> {
  const actor = requireMember(ctx, 'member.manage');
  const { membershipId } = input;
  const changed = await switchMember(ctx, actor, membershipId, null);
  if (changed) logMemberAct(ctx, actor, { act: 'member.enabled', membershipId });
}

async function switchMember(
  ctx: Context,
  actor: MemberActor,
  membershipId: string,
  disabledAt: Date | null,
): Promise<boolean> {
  return ctx.core.db.withTenant(actor.tenantId, async (tx) => {
    const { permissions } = await beginMemberChange(tx, actor);
    const member = await findMember(tx, actor.tenantId, membershipId);
    if ((member.disabledAt === null) === (disabledAt === null)) return false;
    const roles = (await rolesOf(tx, [membershipId])).get(membershipId) ?? [];
    requireGrantable(permissions, roles);
    if (disabledAt && roles.includes('super_admin')) await requireAnotherSuperAdmin(tx, membershipId);
    await tx.membership.update({ where: { id: membershipId }, data: { disabledAt } });
    return true;
  });
}

function requireNoRaise(held: readonly RoleName[], wanted: readonly RoleName[]): void {
  const now = new Set(permissionsOfAll(held));
  if (permissionsOfAll(wanted).some((permission) => !now.has(permission))) throw self();
}

const difference = (a: readonly RoleName[], b: readonly RoleName[]): RoleName[] => [
  ...a.filter((role) => !b.includes(role)),
  ...b.filter((role) => !a.includes(role)),
];

const self = () =>
  new CoreError(
    'MEMBER_SELF',
    'nobody disables themselves or raises their own roles; ask another administrator',
  );
