import { permissions } from '@chopmark/core';
import { expect, test } from 'vitest';
import { isTenantPermission, openAccess } from '../procedure-meta.ts';
import { fileRoutes } from '../rest/file-routes.ts';
import { appRouter } from './app-router.ts';
import { procedureMetas } from './procedure-metas.ts';

const known: ReadonlySet<string> = new Set([...openAccess, ...permissions]);
const everything = [...procedureMetas(), ...fileRoutes.map(({ meta }) => ({ path: meta.openapi.path, meta }))];

test('the router has procedures, and all of them have metadata', () => {
  expect(Object.keys(appRouter._def.procedures).length).toBeGreaterThan(15);
  expect(procedureMetas()).toHaveLength(Object.keys(appRouter._def.procedures).length);
});

test.each(everything)('$path names a permission of the matrix and its place in the API', ({ meta }) => {
  expect(known).toContain(meta.permission);
  expect(meta.openapi.path).toMatch(/^\/[a-z]/);
  expect(meta.openapi.summary).not.toBe('');
  expect(meta.openapi.tags.length).toBeGreaterThan(0);
});

test.each(everything)('$path says it is protected exactly when it is', ({ meta }) => {
  expect(meta.openapi.protect).toBe(meta.permission !== 'anonymous');
});

test('reading is GET and open to view permissions; changing is not GET', () => {
  for (const [path, procedure] of Object.entries(appRouter._def.procedures)) {
    const method = procedure._def.meta?.openapi.method;
    expect([path, method === 'GET']).toEqual([path, procedure._def.type === 'query']);
  }
});

test('what only looks needs no permission to change', () => {
  for (const { meta } of everything) {
    if (meta.openapi.method !== 'GET' || !isTenantPermission(meta.permission)) continue;
    expect(meta.permission).toMatch(/\.(view|view-all|download)$/);
  }
});

test('no two procedures claim one method and path', () => {
  const claims = procedureMetas().map(({ meta }) => `${meta.openapi.method} ${meta.openapi.path}`);
  expect(new Set(claims).size).toBe(claims.length);
});
