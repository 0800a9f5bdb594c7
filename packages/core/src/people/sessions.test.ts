import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../context.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { actorInTenant, actorOfSession, issueTicket, logOut, me, redeemTicket } from './sessions.ts';

let t: TestCore;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  t = await testCore();
  tenant = await t.openTenant({ email: 'wang@example.com' });
  other = await t.openTenant();
});
afterAll(() => t.close());

const HOUR = 3_600_000;

async function logIn() {
  const ticket = await issueTicket(t.core, tenant.accountId);
  const request = contextOf(
    t.core,
    { kind: 'anonymous' },
    { ip: '192.0.2.1', userAgent: `x${'y'.repeat(500)}` },
  );
  return redeemTicket(request, { ticket });
}

async function account() {
  const { sessionId } = await logIn();
  const actor = await actorOfSession(t.core, sessionId);
  if (!actor) throw new Error('the session is not there');
  return actor;
}

test('a ticket is redeemed once, by whoever is first', async () => {
  const ticket = await issueTicket(t.core, tenant.accountId);
  const tries = await Promise.allSettled([1, 2, 3, 4].map(() => redeemTicket(t.anonymous, { ticket })));
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  await expect(redeemTicket(t.anonymous, { ticket })).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
});

test('a ticket is worth nothing after two minutes, and an invented one never', async () => {
  const ticket = await issueTicket(t.core, tenant.accountId);
  t.clock.advance(121_000);
  await expect(redeemTicket(t.anonymous, { ticket })).rejects.toMatchObject({ code: 'LOGIN_FAILED' });
  await expect(redeemTicket(t.anonymous, { ticket: 'x'.repeat(43) })).rejects.toMatchObject({
    code: 'LOGIN_FAILED',
  });
});

test('the database holds no ticket that could be redeemed, only its hash', async () => {
  const ticket = await issueTicket(t.core, tenant.accountId);
  const rows = await t.admin.loginTicket.findMany();
  expect(rows.some((row) => Buffer.from(row.hash).toString('base64url') === ticket)).toBe(false);
});

test('a session knows where it came from', async () => {
  const { sessionId } = await logIn();
  const row = await t.admin.session.findUniqueOrThrow({ where: { id: sessionId } });
  expect(row).toMatchObject({ ip: '192.0.2.1', accountId: tenant.accountId });
  expect(row.userAgent).toHaveLength(300);
});

test('a session ends when it is logged out', async () => {
  const actor = await account();
  await logOut(contextOf(t.core, actor));
  expect(await actorOfSession(t.core, actor.sessionId)).toBeNull();
});

test('a session ends when the account is disabled', async () => {
  const { sessionId } = await logIn();
  const where = { id: tenant.accountId };
  await t.admin.account.update({ where, data: { disabledAt: new Date() } });
  expect(await actorOfSession(t.core, sessionId)).toBeNull();
  await t.admin.account.update({ where, data: { disabledAt: null } });
  expect(await actorOfSession(t.core, sessionId)).toMatchObject({ accountId: tenant.accountId });
});

test('a session ends after twelve hours without a request; requests prolong it', async () => {
  const { sessionId } = await logIn();
  t.clock.advance(11 * HOUR);
  expect(await actorOfSession(t.core, sessionId)).not.toBeNull();
  t.clock.advance(11 * HOUR);
  expect(await actorOfSession(t.core, sessionId)).not.toBeNull();
  t.clock.advance(12 * HOUR + 1_000);
  expect(await actorOfSession(t.core, sessionId)).toBeNull();
});

test.each(['', 'x', "' or 1=1", '00000000-0000-7000-8000-000000000000'])('%j is no session', async (id) => {
  expect(await actorOfSession(t.core, id)).toBeNull();
});

test('who is no member of a tenant does not get in', async () => {
  expect(await actorInTenant(t.core, await account(), other.slug)).toBeNull();
  expect(await actorInTenant(t.core, await account(), 'no-such-tenant')).toBeNull();
});

test('a member who was disabled, and every member of a suspended tenant, stays outside', async () => {
  const actor = await account();
  expect(await actorInTenant(t.core, actor, tenant.slug)).toMatchObject({ tenantId: tenant.tenantId });
  const membership = { where: { id: tenant.actor.membershipId } };
  await t.admin.membership.update({ ...membership, data: { disabledAt: new Date() } });
  expect(await actorInTenant(t.core, actor, tenant.slug)).toBeNull();
  await t.admin.membership.update({ ...membership, data: { disabledAt: null } });
  for (const status of ['suspended', 'closed']) {
    await t.admin.tenant.update({ where: { id: tenant.tenantId }, data: { status } });
    expect(await actorInTenant(t.core, actor, tenant.slug)).toBeNull();
  }
  await t.admin.tenant.update({ where: { id: tenant.tenantId }, data: { status: 'active' } });
});

test("a member's permissions are those of all their roles at this moment", async () => {
  const { tenantId } = tenant;
  const { membershipId } = tenant.actor;
  const roleId = async (name: string) =>
    (await t.admin.role.findUniqueOrThrow({ where: { tenantId_name: { tenantId, name } } })).id;
  await t.admin.membershipRole.deleteMany({ where: { membershipId } });
  const bare = await actorInTenant(t.core, await account(), tenant.slug);
  expect(bare?.permissions.size).toBe(0);
  for (const name of ['reviewer', 'seal_admin']) {
    await t.admin.membershipRole.create({ data: { tenantId, membershipId, roleId: await roleId(name) } });
  }
  const both = await actorInTenant(t.core, await account(), tenant.slug);
  expect(both?.permissions.has('member.view')).toBe(true);
  expect(both?.permissions.has('seal.manage')).toBe(true);
  expect(both?.permissions.has('tenant.manage')).toBe(false);
});

test('a person reads their own address back', async () => {
  expect(await me(contextOf(t.core, await account()))).toMatchObject({
    email: 'wang@example.com',
    name: '王芳',
  });
  await expect(me(t.anonymous)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});
