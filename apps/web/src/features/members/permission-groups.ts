import type { Permission } from '@chopmark/core';
import type { Messages } from '#i18n/messages.ts';
import type { Role } from './member.ts';

export type PermissionGroup = keyof Messages['permissions']['groups'];

/** The permissions there are, in the matrix's order, by what they are about. */
export function permissionGroups(
  roles: readonly Role[],
): { group: PermissionGroup; permissions: Permission[] }[] {
  const groups = new Map<PermissionGroup, Set<Permission>>();
  for (const permission of roles.flatMap((role) => role.permissions)) {
    const group = groupOf(permission);
    groups.set(group, (groups.get(group) ?? new Set()).add(permission));
  }
  return [...groups].map(([group, members]) => ({ group, permissions: [...members] }));
}

type GroupOf<Name extends string> = Name extends `${infer Group}.${string}` ? Group : never;

function groupOf(permission: Permission): GroupOf<Permission> {
  // The part before the dot, which the type says too but `split` forgets.
  return permission.slice(0, permission.indexOf('.')) as GroupOf<Permission>;
}
