import { memberInvitationToken } from '@chopmark/core';
import { addMember, type TestMember, type TestTenant } from '@chopmark/core/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestSite, testSite } from '../testing/test-site.ts';

let site: TestSite;
let own: TestTenant;
let foreign: TestTenant;
let user: TestMember;
let owner: string;
let member: string;

beforeAll(async () => {
  site = await testSite();
  own = await site.openTenant();
  foreign = await site.openTenant({ name: '另一家企业有限公司' });
  user = await addMember(own, { name: '李雷' });
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

const invitation = { email: 'han@example.com', name: '韩梅梅', roles: ['reviewer'], locale: 'zh-CN' };

test('a colleague is invited, joins with a new account and is logged in by the ticket', async () => {
  const { status, body } = await call('POST', '/member-invitations', owner, invitation);
  expect(status).toBe(200);
  const token = memberInvitationToken(site.core, body.invitationId, 0);
  expect((await call('GET', `/join/${token}`)).body).toMatchObject({
    state: 'open',
    email: 'h***@example.com',
  });
  const joined = await call('POST', `/join/${token}`, undefined, {
    name: '韩梅梅',
    password: 'a long password',
  });
  expect(joined.body).toMatchObject({ tenantSlug: own.slug, ticket: expect.any(String) });
  const session = await call('POST', '/auth/sessions', undefined, { ticket: joined.body.ticket });
  const reviewer = session.body.token;
  expect((await call('GET', '/members/current', reviewer)).body.permissions.sort()).toEqual(
    ['contract.download', 'contract.view', 'member.view', 'tenant.view'].sort(),
  );
  expect((await call('GET', '/member-invitations', reviewer)).body).toEqual([]);
  expect((await call('POST', '/member-invitations', reviewer, invitation)).code).toBe('FORBIDDEN');
  expect((await call('POST', `/join/${token}`, undefined, {})).code).toBe('INVITATION_ACCEPTED');
});

test('every act on members is closed to a plain member, and without credentials', async () => {
  const id = own.actor.membershipId;
  const acts: [string, string, unknown?][] = [
    ['GET', '/members'],
    ['GET', '/roles'],
    ['GET', '/member-invitations'],
    ['POST', '/member-invitations', invitation],
    ['POST', `/member-invitations/${id}/resending`, {}],
    ['DELETE', `/member-invitations/${id}`],
    ['PUT', `/members/${id}/roles`, { roles: ['user'] }],
    ['POST', `/members/${id}/disabling`, {}],
    ['POST', `/members/${id}/enabling`, {}],
  ];
  for (const [method, path, json] of acts) {
    expect([path, (await call(method, path, member, json)).code]).toEqual([path, 'FORBIDDEN']);
    expect([path, (await call(method, path, undefined, json)).code]).toEqual([path, 'UNAUTHENTICATED']);
  }
  expect((await call('GET', '/members/choices', member)).body).toMatchObject([{ name: '李雷' }, {}, {}]);
});

test("another tenant's member is as good as none", async () => {
  const id = foreign.actor.membershipId;
  expect((await call('POST', `/members/${id}/disabling`, owner, {})).code).toBe('NOT_FOUND');
  expect((await call('PUT', `/members/${id}/roles`, owner, { roles: ['user'] })).code).toBe('NOT_FOUND');
});

test('roles and disabling count from the very next request of the same session', async () => {
  const { membershipId } = user;
  const roles = (names: string[]) => call('PUT', `/members/${membershipId}/roles`, owner, { roles: names });
  await roles(['reviewer']);
  expect((await call('GET', '/members', member)).status).toBe(200);
  await roles(['user']);
  expect((await call('GET', '/members', member)).code).toBe('FORBIDDEN');
  await call('POST', `/members/${membershipId}/disabling`, owner, {});
  const named = { token: member, headers: { 'x-tenant': own.slug } };
  expect((await site.rest('/members/current', named)).status).toBe(404);
  expect((await call('GET', '/me', member)).status).toBe(200);
  await call('POST', `/members/${membershipId}/enabling`, owner, {});
  expect((await site.rest('/members/current', named)).status).toBe(200);
});

test('rules come back as problems with a code and words', async () => {
  const path = `/members/${own.actor.membershipId}`;
  const disabling = await call('POST', `${path}/disabling`, owner, {});
  expect(disabling).toMatchObject({ status: 403, code: 'MEMBER_SELF' });
  expect(disabling.body.detail).toMatch(/another administrator/);
  expect(await call('PUT', `${path}/roles`, owner, { roles: ['user'] })).toMatchObject({
    status: 409,
    code: 'LAST_SUPER_ADMIN',
  });
  expect(await call('PUT', `${path}/roles`, owner, { roles: [] })).toMatchObject({ status: 400 });
});
