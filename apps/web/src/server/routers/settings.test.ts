import { addMember, type TestTenant } from '@chopmark/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestSite, testSite } from '../testing/test-site.ts';

let site: TestSite;
let own: TestTenant;
let owner: string;
let member: string;

beforeAll(async () => {
  site = await testSite();
  own = await site.openTenant();
  const user = await addMember(own, { name: '李雷' });
  owner = await site.tokenOf(own);
  member = await site.tokenOf({ ...own, ...user, ctx: user.ctx });
});
afterAll(() => site.close());

async function call(method: string, path: string, token?: string, json?: unknown) {
  const answer = await site.rest(path, {
    method,
    ...(token ? { token } : {}),
    ...(json === undefined ? {} : { json }),
  });
  const body = await answer.json();
  return { status: answer.status, code: answer.ok ? 'OK' : body.code, body };
}

const policy = async () => (await call('GET', '/tenant', owner)).body.policy;

test('level and algorithm are chosen by who manages the enterprise, and shown to all', async () => {
  expect(await policy()).toMatchObject({ level: 'B-T', algorithm: 'ec-p256' });
  expect((await call('PATCH', '/tenant/signature-policy', owner, { level: 'B-LTA' })).status).toBe(200);
  expect((await call('PUT', '/tenant/algorithm', owner, { algorithm: 'rsa-2048' })).status).toBe(200);
  expect((await call('GET', '/tenant', member)).body.policy).toMatchObject({
    level: 'B-LTA',
    algorithm: 'rsa-2048',
  });
});

test('a plain member changes neither, though they may see what can be chosen', async () => {
  const before = await policy();
  for (const token of [member, undefined]) {
    const code = token ? 'FORBIDDEN' : 'UNAUTHENTICATED';
    expect((await call('PATCH', '/tenant/signature-policy', token, { level: 'B-B' })).code).toBe(code);
    expect((await call('PUT', '/tenant/algorithm', token, { algorithm: 'sm2' })).code).toBe(code);
  }
  expect(await policy()).toEqual(before);
  expect((await call('GET', '/tenant/algorithms', member)).body).toHaveLength(5);
  expect((await call('GET', '/tenant/algorithms')).code).toBe('UNAUTHENTICATED');
});

test('what is no level or no algorithm is refused by its field', async () => {
  for (const [method, path, field] of [
    ['PATCH', '/tenant/signature-policy', 'level'],
    ['PUT', '/tenant/algorithm', 'algorithm'],
  ] as const) {
    const { status, code, body } = await call(method, path, owner, { [field]: 'B-X' });
    expect([status, code]).toEqual([400, 'INVALID_INPUT']);
    expect(body.errors).toEqual([expect.objectContaining({ pointer: `#/${field}` })]);
  }
});

test('what the authorities can’t serve says why, and choosing it names the field', async () => {
  const where = { tenantId: own.tenantId, kind: 'ca' };
  await site.admin.providerConfiguration.updateMany({ where, data: { enabled: false } });
  const { body } = await call('GET', '/tenant/algorithms', owner);
  expect(body).toContainEqual(
    expect.objectContaining({ algorithm: 'ec-p384', obstacle: 'ca', ca: null, toBeMade: false }),
  );
  const refused = await call('PUT', '/tenant/algorithm', owner, { algorithm: 'ec-p384' });
  expect([refused.status, refused.code]).toEqual([409, 'ALGORITHM_UNAVAILABLE']);
  expect(JSON.stringify(refused.body)).toContain('algorithm');
});
