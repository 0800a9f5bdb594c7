import { beforeAll, expect, test } from 'vitest';
import { listProcedures } from '../routers/list-procedures.ts';
import { fileRoutes } from './file-routes.ts';
import { openApiDocument } from './openapi.ts';

type Document = ReturnType<typeof openApiDocument>;
let document: Document;

beforeAll(() => {
  document = openApiDocument('https://sign.example.com');
});

type Operation = { security?: unknown; responses?: Record<string, unknown>; requestBody?: unknown };

function operation(method: string, path: string): Operation | undefined {
  return Object.entries(document.paths?.[path] ?? {}).find(([key]) => key === method.toLowerCase())?.[1];
}

test('it is OpenAPI 3.1 and every procedure and file route stands in it', () => {
  expect(document.openapi).toMatch(/^3\.1/);
  for (const { meta } of [...listProcedures(), ...fileRoutes]) {
    expect([meta.openapi.path, operation(meta.openapi.method, meta.openapi.path)]).not.toContain(undefined);
  }
});

test('every error is a problem, and nothing else', () => {
  for (const { meta } of [...listProcedures(), ...fileRoutes]) {
    const responses = operation(meta.openapi.method, meta.openapi.path)?.responses ?? {};
    expect(responses.default).toEqual({ $ref: '#/components/responses/Problem' });
    expect(Object.keys(responses).filter((status) => /^[45]/.test(status))).toEqual([]);
  }
});

test('what needs credentials says which; an outside signer comes by invitation', () => {
  expect(operation('POST', '/auth/codes')?.security).toBeUndefined();
  expect(operation('GET', '/contracts')?.security).toEqual([{ bearer: [] }, { session: [] }]);
  expect(operation('GET', '/contracts/{contractId}/signing')?.security).toContainEqual({ invitation: [] });
});

test('a contract is put up as a form or as JSON at one address', () => {
  const body = operation('POST', '/contracts')?.requestBody;
  expect(Object.keys((body as { content: object }).content).sort()).toEqual([
    'application/json',
    'multipart/form-data',
  ]);
});

test('every reference leads somewhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(
    (match) => match[1] ?? '',
  );
  expect(references.length).toBeGreaterThan(10);
  for (const reference of references) {
    const target = reference
      .split('/')
      .reduce<unknown>((node, key) => (node as Record<string, unknown>)?.[key], document);
    expect([reference, target]).not.toContain(undefined);
  }
});
