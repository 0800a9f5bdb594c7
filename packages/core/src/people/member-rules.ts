import type { TenantTx } from '@chopmark/db';
import { z } from 'zod';
import type { MemberActor } from '../context.ts';
import { CoreError } from '../errors.ts';
import { builtinRoles, type Permission, type RoleName, roleNames } from '../tenants/permissions.ts';
import { permissionsOf } from './member-roles.ts';

/** What a member may be given: at least one role, each once. */
export const roleChoice = z
  .array(z.enum(roleNames))
  .min(1)
  .max(roleNames.length)
  .transform((roles) => roleNames.filter((role) => roles.includes(role)));

/** One change of a tenant's members at a time: rules that look at all of them would otherwise be slipped past side by side. */
export async function lockMembers(tx: TenantTx, tenantId: string): Promise<void> {
  await tx.$executeRaw`select 1 from tenant where id = ${tenantId}::uuid for no key update`;
}

/**
 * Begins a change of members: takes the lock and looks once more what the actor may do, since a change that was just
 * under way may have been about them.
 * @throws CoreError FORBIDDEN when they may no longer manage members
 */
export async function beginMemberChange(
  tx: TenantTx,
  actor: MemberActor,
): Promise<{ permissions: ReadonlySet<Permission> }> {
  await lockMembers(tx, actor.tenantId);
  const me = await tx.membership.findFirst({ where: { id: actor.membershipId, disabledAt: null } });
  const now = me ? await permissionsOf(tx, me.id) : new Set<Permission>();
  const permissions = new Set([...actor.permissions].filter((permission) => now.has(permission)));
  if (permissions.has('member.manage')) return { permissions };
  throw new CoreError('FORBIDDEN', 'this needs the permission member.manage', {
    params: { permission: 'member.manage' },
  });
}

/**
 * Nobody grants or takes a role that permits more than they may do themselves; so super_admin, which alone holds
 * tenant.manage, is granted and taken by its like only.
 */
export const mayGrant = (by: ReadonlySet<Permission>, roles: readonly RoleName[]): boolean =>
  permissionsOfAll(roles).every((permission) => by.has(permission));

/** @throws CoreError ROLE_NOT_GRANTABLE unless `mayGrant` */
export function requireGrantable(by: ReadonlySet<Permission>, roles: readonly RoleName[]): void {
  if (mayGrant(by, roles)) return;
  throw new CoreError('ROLE_NOT_GRANTABLE', 'only who holds all permissions of a role may grant or take it', {
    field: 'roles',
  });
}

/** @throws CoreError LAST_SUPER_ADMIN when the tenant would be left without an active super_admin */
export async function requireAnotherSuperAdmin(tx: TenantTx, membershipId: string): Promise<void> {
  const roles = await tx.role.findMany({ where: { name: 'super_admin', builtin: true } });
  const holders = await tx.membershipRole.findMany({
    where: { roleId: { in: roles.map((role) => role.id) }, membershipId: { not: membershipId } },
  });
  const others = await tx.membership.count({
    where: { id: { in: holders.map((holder) => holder.membershipId) }, disabledAt: null },
  });
  if (others > 0) return;
  throw new CoreError('LAST_SUPER_ADMIN', 'make somebody else super_admin first: an enterprise needs one');
}

export const permissionsOfAll = (roles: readonly RoleName[]): Permission[] =>
  roles.flatMap((role) => builtinRoles[role]);
