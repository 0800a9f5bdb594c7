import { permissions } from '@chopmark/core';
import { expect, test } from 'vitest';
import { isTenantPermission, openAccess } from '../procedure-meta.ts';
import { fileRoutes } from '../rest/file-routes.ts';
import { listProcedures } from './list-procedures.ts';

const known: ReadonlySet<string> = new Set([...openAccess, ...permissions]);
const procedures = listProcedures();
const everything = [...procedures, ...fileRoutes.map(({ meta }) => ({ path: meta.openapi.path, meta }))];

test('the router has the procedures of every group', () => {
  const groups = new Set(procedures.map(({ path }) => path.split('.')[0]));
  expect([...groups].sort()).toEqual([
    'auth',
    'certificates',
    'contracts',
    'invitations',
    'mailbox',
    'me',
    'members',
    'onboarding',
    'operator',
    'seals',
    'settings',
    'signing',
  ]);
});

test.each(everything)('$path names a permission of the matrix and its place in the API', ({ meta }) => {
  expect(known).toContain(meta.permission);
  expect(meta.openapi.path).toMatch(/^\/[a-z]/);
  expect(meta.openapi.summary).not.toBe('');
});

test.each(everything)('$path says it is protected exactly when it is', ({ meta }) => {
  expect(meta.openapi.protect).toBe(meta.permission !== 'anonymous');
});

test.each(procedures)('$path is GET exactly when it only reads', ({ type, meta }) => {
  expect(meta.openapi.method === 'GET').toBe(type === 'query');
});

test('what only looks needs no permission to change', () => {
  for (const { meta } of everything) {
    if (meta.openapi.method !== 'GET' || !isTenantPermission(meta.permission)) continue;
    expect(meta.permission).toMatch(/\.(view|view-all|download)$/);
  }
});

test('no two procedures claim one method and path', () => {
  const claims = procedures.map(({ meta }) => `${meta.openapi.method} ${meta.openapi.path}`);
  expect(new Set(claims).size).toBe(claims.length);
});
