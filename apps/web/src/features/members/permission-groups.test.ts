import { builtinRoles, permissions, roleNames } from '@chopmark/core';
import { expect, test } from 'vitest';
import { messagesOf } from '#i18n/messages.ts';
import { permissionGroups } from './permission-groups.ts';

const roles = roleNames.map((name) => ({ name, permissions: [...builtinRoles[name]], grantable: true }));
const groups = permissionGroups(roles);

test('every permission of the matrix stands in one group', () => {
  const shown = groups.flatMap((group) => group.permissions);
  expect([...shown].sort()).toEqual([...permissions].sort());
});

test.each(['zh-CN', 'en'] as const)('groups, permissions and roles have words in %s', (locale) => {
  const words = messagesOf(locale);
  const texts = new Map(
    Object.entries(words.permissions).map(([key, value]) => [key, Object.entries(value)]),
  );
  for (const { group, permissions: names } of groups) {
    expect(Object.keys(words.permissions.groups)).toContain(group);
    for (const name of names) {
      const [prefix = '', rest] = name.split('.');
      expect(texts.get(prefix)?.map(([key]) => key)).toContain(rest);
    }
  }
  expect(Object.keys(words.roles.names).sort()).toEqual([...roleNames].sort());
  expect(Object.keys(words.roles.about).sort()).toEqual([...roleNames].sort());
});
