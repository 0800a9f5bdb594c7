/**
 * The permission matrix: what each role of mission.md A3 may do. Every procedure names one of these permissions;
 * tenants may later compose roles of their own from them.
 */
export const permissions = [
  'contract.create',
  'contract.send',
  'contract.view',
  'contract.view-all',
  'contract.sign',
  'contract.withdraw',
  'contract.retry',
  'contract.download',
  'seal.view',
  'seal.use',
  'seal.manage',
  'seal.manage-all',
  'member.view',
  'member.manage',
  'tenant.view',
  'tenant.manage',
  'certificate.view',
  'certificate.manage',
] as const;

export type Permission = (typeof permissions)[number];

export const roleNames = [
  'super_admin',
  'system_admin',
  'template_admin',
  'seal_admin',
  'reviewer',
  'user',
] as const;

export type RoleName = (typeof roleNames)[number];

const everyone: Permission[] = [
  'contract.create',
  'contract.send',
  'contract.view',
  'contract.sign',
  'contract.withdraw',
  'contract.retry',
  'contract.download',
  'seal.view',
  'seal.use',
  'tenant.view',
];

/** Roles every tenant starts with. `user` is what a new member gets. */
export const builtinRoles: Record<RoleName, readonly Permission[]> = {
  super_admin: permissions,
  system_admin: permissions.filter((name) => name !== 'tenant.manage' && name !== 'certificate.manage'),
  template_admin: everyone,
  seal_admin: [...everyone, 'seal.manage'],
  reviewer: ['contract.view', 'contract.download', 'member.view', 'tenant.view'],
  user: everyone,
};

const known: ReadonlySet<string> = new Set(permissions);

/** Permissions stored with a role; unknown names (of a later version) are left out. */
export function parsePermissions(names: readonly string[]): Permission[] {
  return names.filter((name): name is Permission => known.has(name));
}

/**
 * What a stored role permits. A built-in role has what this release's matrix says, whatever was stored when the tenant
 * was opened, so that a later release adds permissions without touching tenants; a composed one has what is stored.
 */
export function permissionsOfRole(role: {
  name: string;
  builtin: boolean;
  permissions: readonly string[];
}): readonly Permission[] {
  if (role.builtin && isRoleName(role.name)) return builtinRoles[role.name];
  return parsePermissions(role.permissions);
}

export function isRoleName(name: string): name is RoleName {
  return Object.hasOwn(builtinRoles, name);
}
