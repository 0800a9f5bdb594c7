import { expect, test } from 'vitest';
import { type FileRoute, findFileRoute, matchPath } from './file-route.ts';

test('takes the named parts of a path', () => {
  expect(
    matchPath('/contracts/{contractId}/documents/{documentId}/pdf', '/contracts/a%20b/documents/7/pdf'),
  ).toEqual({
    contractId: 'a b',
    documentId: '7',
  });
});

test('a path that is longer, shorter, empty in a part or different does not match', () => {
  for (const path of ['/contracts', '/contracts/', '/contracts/7/x', '/seals/7']) {
    expect(matchPath('/contracts/{contractId}', path)).toBeUndefined();
  }
});

test('a route bound to a content type leaves other bodies to the procedure of the same path', () => {
  const route: FileRoute = {
    contentType: 'multipart/form-data',
    meta: {
      permission: 'contract.create',
      openapi: { method: 'POST', path: '/contracts', tags: ['contracts'], summary: 'x', protect: true },
    },
    bodyLimit: 1,
    operation: { responses: {} },
    handle: async () => new Response(),
  };
  const find = (method: string, contentType: string | null) =>
    findFileRoute([route], { method, path: '/contracts', contentType })?.route;
  expect(find('POST', 'multipart/form-data; boundary=x')).toBe(route);
  expect(find('POST', 'application/json')).toBeUndefined();
  expect(find('GET', null)).toBeUndefined();
});
