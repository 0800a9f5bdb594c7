import { expect, test } from 'vitest';
import {
  builtinRoles,
  type Permission,
  parsePermissions,
  permissions,
  permissionsOfRole,
  type RoleName,
} from './permissions.ts';

/** The matrix once more, by hand: a change has to be made in both places. */
const EVERYONE: Permission[] = [
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
const MATRIX: Record<RoleName, Permission[]> = {
  super_admin: [
    ...EVERYONE,
    'contract.view-all',
    'seal.manage',
    'seal.manage-all',
    'member.view',
    'member.manage',
    'tenant.manage',
    'certificate.view',
    'certificate.manage',
  ],
  system_admin: [
    ...EVERYONE,
    'contract.view-all',
    'seal.manage',
    'seal.manage-all',
    'member.view',
    'member.manage',
    'certificate.view',
  ],
  template_admin: EVERYONE,
  seal_admin: [...EVERYONE, 'seal.manage'],
  reviewer: ['contract.view', 'contract.download', 'member.view', 'tenant.view'],
  user: EVERYONE,
};

test.each(Object.entries(MATRIX))('%s may do exactly what the matrix says', (role, allowed) => {
  expect([...builtinRoles[role as RoleName]].sort()).toEqual([...allowed].sort());
});

test('super_admin may do everything there is', () => {
  expect([...builtinRoles.super_admin].sort()).toEqual([...permissions].sort());
});

test.each(['tenant.manage', 'certificate.manage'] as const)('nobody but super_admin has %s', (permission) => {
  const roles = Object.entries(builtinRoles).filter(([, allowed]) => allowed.includes(permission));
  expect(roles.map(([role]) => role)).toEqual(['super_admin']);
});

test('permissions of a later version, stored with a role, are left out', () => {
  expect(parsePermissions(['contract.view', 'moon.land', 'toString'])).toEqual(['contract.view']);
});

test('a built-in role has what the matrix says now, not what was stored when the tenant was opened', () => {
  const stored = { name: 'seal_admin', builtin: true, permissions: ['contract.view', 'tenant.manage'] };
  expect(permissionsOfRole(stored)).toEqual(builtinRoles.seal_admin);
  expect(permissionsOfRole({ ...stored, builtin: false })).toEqual(['contract.view', 'tenant.manage']);
  expect(permissionsOfRole({ ...stored, name: 'toString' })).toEqual(['contract.view', 'tenant.manage']);
});
