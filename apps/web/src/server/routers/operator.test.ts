import { randomUUID } from 'node:crypto';
import type { TestTenant } from '@chopmark/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestSite, testSite } from '../testing/test-site.ts';

let site: TestSite;
let tenant: TestTenant;
let member: string;
let operator: string;

beforeAll(async () => {
  site = await testSite();
  tenant = await site.openTenant({ name: '甲公司' });
  const other = await site.openTenant({ name: '乙公司' });
  await site.admin.account.update({ where: { id: other.accountId }, data: { operator: true } });
  [member, operator] = [await site.tokenOf(tenant), await site.tokenOf(other)];
});
afterAll(() => site.close());

const operatorRoutes = ['/operator/tenants', '/operator/catalogue', '/operator/providers'];

async function codeOf(answer: Promise<Response>): Promise<[number, string]> {
  const response = await answer;
  return [response.status, response.ok ? 'OK' : (await response.json()).code];
}

test("the platform's pages are for operators: members are refused, strangers asked to log in", async () => {
  const test = (init: Parameters<TestSite['rest']>[1]) =>
    codeOf(site.rest('/operator/providers/storage/tests', { method: 'POST', json: {}, ...init }));
  for (const route of [...operatorRoutes, `/operator/tenants/${tenant.slug}`]) {
    expect(await codeOf(site.rest(route)), route).toEqual([401, 'UNAUTHENTICATED']);
    expect(await codeOf(site.rest(route, { token: member })), route).toEqual([403, 'OPERATOR_ONLY']);
    expect(await codeOf(site.rest(route, { token: operator })), route).toEqual([200, 'OK']);
  }
  expect(await test({})).toEqual([401, 'UNAUTHENTICATED']);
  expect(await test({ token: member })).toEqual([403, 'OPERATOR_ONLY']);
  expect(await test({ token: operator })).toEqual([200, 'OK']);
});

test('an operator who is one no more is refused at the very next request', async () => {
  const { token } = { token: operator };
  const account = await site.admin.account.findFirstOrThrow({ where: { operator: true } });
  await site.admin.account.update({ where: { id: account.id }, data: { operator: false } });
  const refused = await codeOf(site.rest('/operator/tenants', { token }));
  await site.admin.account.update({ where: { id: account.id }, data: { operator: true } });
  expect(refused).toEqual([403, 'OPERATOR_ONLY']);
});

test("a member sees their enterprise's providers and tests them; other tenants are as good as none", async () => {
  const headers = (slug: string) => ({ token: member, headers: { 'x-tenant': slug } });
  const kinds = await (await site.rest('/providers', headers(tenant.slug))).json();
  expect(kinds.map((each: { kind: string }) => each.kind)).toHaveLength(7);
  const answer = await site.rest('/providers/ca/tests', {
    method: 'POST',
    json: {},
    ...headers(tenant.slug),
  });
  expect(await answer.json()).toMatchObject({ ok: true, outcome: 'well' });
  const [foreign] = await site.admin.tenant.findMany({ where: { name: '乙公司' } });
  expect(await codeOf(site.rest('/providers', headers(foreign?.slug ?? '')))).toEqual([404, 'NOT_FOUND']);
  expect(await codeOf(site.rest('/tenant', headers(foreign?.slug ?? '')))).toEqual([404, 'NOT_FOUND']);
});

test('a kind that does not exist is refused', async () => {
  const answer = site.rest('/providers/weather/tests', { method: 'POST', json: {}, token: member });
  expect(await codeOf(answer)).toEqual([400, 'INVALID_INPUT']);
});

test('no answer holds a private key', async () => {
  const routes = [
    ['/providers', member],
    ['/operator/providers', operator],
    ['/operator/catalogue', operator],
  ] as const;
  const rows = await site.admin.providerConfiguration.findMany();
  const secrets = await Promise.all(
    rows.map(async (row) =>
      row.secretsSealed
        ? JSON.parse(await site.core.keys.unsealText(row.tenantId, `provider/${row.id}`, row.secretsSealed))
        : {},
    ),
  );
  // A list of secrets may be empty: the keys of issuing CAs that others took over from.
  const values = secrets
    .flatMap((each) => Object.values(each))
    .map(String)
    .filter((value) => value !== '');
  expect(values.length).toBeGreaterThanOrEqual(3);
  for (const [route, token] of routes) {
    const text = await (await site.rest(route, { token })).text();
    for (const value of values) expect(text).not.toContain(value);
  }
});

test('an identity check with manual review is decided by an operator, once; the applicant is told', async () => {
  await site.admin.tenant.update({
    where: { id: tenant.tenantId },
    data: { identityStatus: 'pending', identityLevel: 'none', identitySandbox: true },
  });
  await site.admin.identityVerification.create({
    data: {
      id: randomUUID(),
      tenantId: tenant.tenantId,
      subject: 'enterprise',
      name: tenant.name,
      creditCode: '914403001922038216',
      provider: 'sandbox',
      sandbox: true,
      status: 'pending',
      level: 'none',
      reference: 'sandbox-1',
      reason: 'MANUAL_REVIEW',
      requestedBy: tenant.accountId,
      createdAt: new Date(),
    },
  });
  const decide = (token: string, json: object) =>
    codeOf(
      site.rest(`/operator/tenants/${tenant.tenantId}/identity-decisions`, { method: 'POST', token, json }),
    );
  expect(await decide(member, { decision: 'approve' })).toEqual([403, 'OPERATOR_ONLY']);
  expect(await decide(operator, { decision: 'reject' })).toEqual([400, 'INVALID_INPUT']);
  expect(await decide(operator, { decision: 'approve' })).toEqual([200, 'OK']);
  expect(await decide(operator, { decision: 'reject', reason: 'too late' })).toEqual([409, 'CONFLICT']);
  const answer = await site.rest(`/operator/tenants/${tenant.slug}`, { token: operator });
  expect(await answer.json()).toMatchObject({
    identity: { status: 'verified', level: 'low' },
    pending: null,
  });
  expect((await site.newestMail(tenant.email)).text).toContain(tenant.name);
});
