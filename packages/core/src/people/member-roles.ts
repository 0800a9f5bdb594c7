import type { TenantTx } from '@chopmark/db';
import { newId } from '../ids.ts';
import {
  builtinRoles,
  isRoleName,
  type Permission,
  permissionsOfRole,
  type RoleName,
  roleNames,
} from '../tenants/permissions.ts';

/** The built-in roles of each membership, in the order of the matrix. */
export async function rolesOf(
  tx: TenantTx,
  membershipIds: readonly string[],
): Promise<Map<string, RoleName[]>> {
  const held = await tx.membershipRole.findMany({ where: { membershipId: { in: [...membershipIds] } } });
  const roles = await tx.role.findMany({ where: { builtin: true }, select: { id: true, name: true } });
  const nameOf = new Map(roles.map((role) => [role.id, role.name]));
  return new Map(
    membershipIds.map((membershipId) => {
      const names = held
        .filter((each) => each.membershipId === membershipId)
        .map((each) => nameOf.get(each.roleId) ?? '');
      return [membershipId, inOrder(names.filter(isRoleName))];
    }),
  );
}

/** What a membership's roles permit at this moment. */
export async function permissionsOf(tx: TenantTx, membershipId: string): Promise<Set<Permission>> {
  const held = await tx.membershipRole.findMany({ where: { membershipId } });
  const roles = await tx.role.findMany({ where: { id: { in: held.map((row) => row.roleId) } } });
  return new Set(roles.flatMap((role) => permissionsOfRole(role)));
}

/** Gives a membership exactly these built-in roles; roles a tenant composed for itself stay as they are. */
export async function assignRoles(
  tx: TenantTx,
  member: { tenantId: string; membershipId: string },
  names: readonly RoleName[],
): Promise<void> {
  const { tenantId, membershipId } = member;
  // A role that a later release brought is not yet among those the tenant was opened with.
  await tx.role.createMany({
    data: names.map((name) => ({
      id: newId(),
      tenantId,
      name,
      builtin: true,
      permissions: [...builtinRoles[name]],
    })),
    skipDuplicates: true,
  });
  const roles = await tx.role.findMany({ where: { tenantId, builtin: true } });
  await tx.membershipRole.deleteMany({
    where: { membershipId, roleId: { in: roles.map((role) => role.id) } },
  });
  const wanted: ReadonlySet<string> = new Set(names);
  await tx.membershipRole.createMany({
    data: roles
      .filter((role) => wanted.has(role.name))
      .map((role) => ({ tenantId, membershipId, roleId: role.id })),
  });
}

const inOrder = (names: readonly RoleName[]): RoleName[] => roleNames.filter((role) => names.includes(role));
