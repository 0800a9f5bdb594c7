import { invitationToken } from '@chopmark/core';
import { type DrivenContract, draftContract, sendAndOpen, type TestTenant } from '@chopmark/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PUBLIC_URL, type TestSite, testSite } from './testing/test-site.ts';

let site: TestSite;
let own: TestTenant;
let foreign: TestTenant;
let token: string;
let contract: DrivenContract;

beforeAll(async () => {
  site = await testSite();
  own = await site.openTenant();
  foreign = await site.openTenant({ name: '另一家企业有限公司' });
  token = await site.tokenOf(own);
  contract = await sendAndOpen(own.ctx, { self: false });
});

afterAll(() => site.close());

async function codeOf(response: Promise<Response>): Promise<[number, string]> {
  const answer = await response;
  return [answer.status, answer.ok ? 'OK' : (await answer.json()).code];
}

const invitation = () => invitationToken(site.core, contract.participants[0]?.id ?? '');

test('without credentials, or with made-up ones, nothing of a tenant is served', async () => {
  expect(await codeOf(site.rest('/contracts'))).toEqual([401, 'UNAUTHENTICATED']);
  expect(await codeOf(site.rest('/contracts', { token: 'made.up' }))).toEqual([401, 'UNAUTHENTICATED']);
});

test('a member of one tenant need not name it; another tenant is as good as none', async () => {
  expect((await site.rest('/contracts', { token })).status).toBe(200);
  const named = (slug: string) => codeOf(site.rest('/contracts', { token, headers: { 'x-tenant': slug } }));
  expect(await named(own.slug)).toEqual([200, 'OK']);
  expect(await named(foreign.slug)).toEqual([404, 'NOT_FOUND']);
  expect(await named('no-such-tenant')).toEqual([404, 'NOT_FOUND']);
});

test("a foreign tenant's contract is not found, by any of its routes", async () => {
  const theirs = await draftContract(foreign.ctx);
  const routes = [
    `/contracts/${theirs.contractId}`,
    `/contracts/${theirs.contractId}/download`,
    `/contracts/${theirs.contractId}/signing`,
    `/contracts/${theirs.contractId}/documents/${theirs.documentId}/pdf`,
    `/contracts/${theirs.contractId}/documents/${theirs.documentId}/verification`,
  ];
  for (const route of routes)
    expect([route, await codeOf(site.rest(route, { token }))]).toEqual([route, [404, 'NOT_FOUND']]);
});

test('an invitation opens its own contract and nothing else', async () => {
  const headers = { 'x-invitation': invitation() };
  expect(await (await site.rest('/invitation', { headers })).json()).toEqual({
    contractId: contract.contractId,
  });
  const view = await (await site.rest(`/contracts/${contract.contractId}/signing`, { headers })).json();
  expect(view).toMatchObject({ me: { name: 'Ming', state: 'awaited' } });

  const other = await sendAndOpen(own.ctx, { self: false });
  expect(await codeOf(site.rest(`/contracts/${other.contractId}/signing`, { headers }))).toEqual([
    404,
    'NOT_FOUND',
  ]);
  expect(await codeOf(site.rest('/contracts', { headers }))).toEqual([401, 'UNAUTHENTICATED']);
  expect(await codeOf(site.rest('/invitation', { headers: { 'x-invitation': 'x'.repeat(43) } }))).toEqual([
    404,
    'NOT_FOUND',
  ]);
});

test('an invitation that has expired says so', async () => {
  await site.admin.invitationToken.updateMany({
    where: { contractId: contract.contractId },
    data: { expiresAt: new Date(Date.now() - 1000) },
  });
  const refused = await codeOf(site.rest('/invitation', { headers: { 'x-invitation': invitation() } }));
  await site.admin.invitationToken.updateMany({
    where: { contractId: contract.contractId },
    data: { expiresAt: new Date(Date.now() + 86_400_000) },
  });
  expect(refused).toEqual([410, 'LINK_EXPIRED']);
});

test('a role without the permission may look but not act, from the very next request', async () => {
  const reviewer = await site.admin.role.findFirstOrThrow({
    where: { tenantId: own.tenantId, name: 'reviewer' },
  });
  const held = { membershipId: own.actor.membershipId };
  const before = await site.admin.membershipRole.findFirstOrThrow({ where: held });
  await site.admin.membershipRole.updateMany({ where: held, data: { roleId: reviewer.id } });
  const looks = await codeOf(site.rest('/contracts', { token }));
  const acts = await codeOf(
    site.rest(`/contracts/${contract.contractId}/sending`, { method: 'POST', token }),
  );
  await site.admin.membershipRole.updateMany({ where: held, data: { roleId: before.roleId } });
  expect(looks).toEqual([200, 'OK']);
  expect(acts).toEqual([403, 'FORBIDDEN']);
});

test("a foreign page cannot act with the person's cookie; our own pages and bearers can", async () => {
  const act = (init: Parameters<TestSite['rest']>[1]) =>
    codeOf(site.rest(`/contracts/${contract.contractId}/sending`, { method: 'POST', ...init }));
  expect(await act({ cookie: token, headers: { origin: 'https://evil.example' } })).toEqual([
    403,
    'ORIGIN_FOREIGN',
  ]);
  expect(await act({ cookie: token })).toEqual([403, 'ORIGIN_FOREIGN']);
  expect(await act({ cookie: token, headers: { origin: PUBLIC_URL } })).toEqual([409, 'CONTRACT_STATE']);
  expect(await act({ token })).toEqual([409, 'CONTRACT_STATE']);
});

test('a revoked session ends at once, whatever the cookie still says', async () => {
  const second = await site.tokenOf(own);
  expect((await site.rest('/me', { token: second })).status).toBe(200);
  await site.rest('/auth/sessions/current', { method: 'DELETE', token: second });
  expect(await codeOf(site.rest('/me', { cookie: second }))).toEqual([401, 'UNAUTHENTICATED']);
});

test('the sandbox mailbox is closed to everyone but operators', async () => {
  expect(await codeOf(site.rest('/mailbox'))).toEqual([403, 'FORBIDDEN']);
  expect(await codeOf(site.rest('/mailbox', { token }))).toEqual([403, 'FORBIDDEN']);
  await site.admin.account.update({ where: { id: own.accountId }, data: { operator: true } });
  expect((await site.rest('/mailbox', { token })).status).toBe(200);
  await site.admin.account.update({ where: { id: own.accountId }, data: { operator: false } });
});
