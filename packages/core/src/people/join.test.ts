import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../context.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { createAccount, logInWithPassword } from './accounts.ts';
import { invitationOf } from './invitation-of.ts';
import { acceptInvitation, acceptInvitationInput } from './join.ts';
import { disableMember } from './member-changes.ts';
import { memberInvitationToken } from './member-invitation-token.ts';
import { inviteMember, inviteMemberInput, revokeInvitation } from './member-invitations.ts';
import { listMembers } from './members.ts';
import { actorInTenant, actorOfSession, myTenants, redeemTicket } from './sessions.ts';

let t: TestCore;
let tenant: TestTenant;

beforeAll(async () => {
  t = await testCore();
  tenant = await t.openTenant({ name: '杭州云栖科技有限公司' });
});
afterAll(() => t.close());

const PASSWORD = 'a long password';
const someone = () => `${randomUUID().slice(0, 8)}@example.com`;

async function invited(email = someone(), roles = ['reviewer'], owner = tenant) {
  const input = inviteMemberInput.parse({ email, name: '韩梅梅', roles });
  const { invitationId } = await inviteMember(owner.ctx, input);
  return { email, invitationId, token: memberInvitationToken(t.core, invitationId, 0) };
}

const form = (token: string, more: object = { name: '韩梅梅', password: PASSWORD }) =>
  acceptInvitationInput.parse({ token, ...more });
const joinAs = (token: string, more?: object) => acceptInvitation(t.anonymous, form(token, more));

/** The requests of an account of its own, in no tenant. */
async function person(email = someone()) {
  const accountId = await createAccount(t.core, { email, name: '李雷', password: PASSWORD, locale: 'zh-CN' });
  const actor = { kind: 'account', accountId, sessionId: randomUUID(), operator: false } as const;
  return { accountId, email, ctx: contextOf(t.core, actor) };
}

test('without an account, a name and a password open one, join and log in, with exactly the roles granted', async () => {
  const { token, email } = await invited();
  expect(await invitationOf(t.anonymous, { token })).toMatchObject({
    enterprise: '杭州云栖科技有限公司',
    name: '韩梅梅',
    email: `${email[0]}***@example.com`,
    roles: ['reviewer'],
    invitedBy: '王芳',
    state: 'open',
    hasAccount: false,
    reader: 'nobody',
    tenantSlug: null,
  });
  const { ticket, tenantSlug } = await joinAs(token, { name: '韩梅梅', password: PASSWORD, locale: 'en' });
  expect(tenantSlug).toBe(tenant.slug);
  const { sessionId } = await redeemTicket(t.anonymous, { ticket: ticket ?? '' });
  const account = await actorOfSession(t.core, sessionId);
  if (!account) throw new Error('the session is not there');
  const actor = await actorInTenant(t.core, account, tenantSlug);
  expect([...(actor?.permissions ?? [])].sort()).toEqual(
    ['contract.download', 'contract.view', 'member.view', 'tenant.view'].sort(),
  );
  const { items } = await listMembers(tenant.ctx, { search: email });
  expect(items).toMatchObject([{ name: '韩梅梅', email, roles: ['reviewer'] }]);
  expect(await invitationOf(contextOf(t.core, account), { token })).toMatchObject({
    state: 'accepted',
    reader: 'invited',
    tenantSlug,
  });
  expect(actor).not.toBeNull();
  await disableMember(tenant.ctx, { membershipId: actor?.membershipId ?? '' });
  expect(await invitationOf(contextOf(t.core, account), { token })).toMatchObject({
    state: 'accepted',
    tenantSlug: null,
  });
  expect(t.logged.findLast((line) => line.audit === 'invitation.accepted')).toMatchObject({
    tenantId: tenant.tenantId,
    membershipId: actor?.membershipId,
  });
});

test('who has an account logs in first, then joins with it, and keeps the tenants they had', async () => {
  const elsewhere = await t.openTenant({ name: '另一家有限公司' });
  const { token } = await invited(elsewhere.email);
  await expect(joinAs(token)).rejects.toMatchObject({ code: 'EMAIL_TAKEN' });
  expect(await invitationOf(t.anonymous, { token })).toMatchObject({ hasAccount: true, reader: 'nobody' });
  expect(await invitationOf(elsewhere.ctx, { token })).toMatchObject({ reader: 'invited' });
  expect(await acceptInvitation(elsewhere.ctx, form(token, {}))).toEqual({
    tenantSlug: tenant.slug,
    ticket: null,
  });
  const names = (await myTenants(elsewhere.ctx)).map(({ name }) => name);
  expect(names).toEqual(['另一家有限公司', '杭州云栖科技有限公司']);
});

test('nobody else’s account accepts it; the refusal names the address, masked', async () => {
  const { token, email } = await invited();
  const other = await person();
  expect(await invitationOf(other.ctx, { token })).toMatchObject({ reader: 'other', tenantSlug: null });
  await expect(acceptInvitation(other.ctx, form(token))).rejects.toMatchObject({
    code: 'INVITATION_OTHER_ADDRESS',
    params: { email: `${email[0]}***@example.com` },
  });
  expect(await myTenants(other.ctx)).toEqual([]);
  await expect(joinAs(token)).resolves.toBeDefined();
});

test('an invitation is accepted once', async () => {
  const { token } = await invited();
  await joinAs(token);
  const accepted = { code: 'INVITATION_ACCEPTED', status: 409 };
  await expect(joinAs(token)).rejects.toMatchObject(accepted);
  await expect(acceptInvitation((await person()).ctx, form(token))).rejects.toMatchObject(accepted);
});

test('accepted many times at once, by a new person or by one with an account, it makes one member', async () => {
  const fresh = await invited();
  const known = await person();
  const old = await invited(known.email);
  const fulfilled = async (tries: Promise<unknown>[]) =>
    (await Promise.allSettled(tries)).filter((each) => each.status === 'fulfilled').length;
  expect(
    await fulfilled(
      [1, 2, 3, 4].map((n) => joinAs(fresh.token, { name: 'Bo', password: `${PASSWORD} ${n}` })),
    ),
  ).toBe(1);
  expect(await fulfilled([1, 2, 3, 4].map(() => acceptInvitation(known.ctx, form(old.token, {}))))).toBe(1);
  for (const { email } of [fresh, old]) {
    expect((await listMembers(tenant.ctx, { search: email })).items).toHaveLength(1);
  }
});

test('the password of the one who was first is the account’s', async () => {
  const { token, email } = await invited();
  await Promise.allSettled([1, 2, 3].map((n) => joinAs(token, { name: 'Bo', password: `${PASSWORD} ${n}` })));
  const logIns = await Promise.allSettled(
    [1, 2, 3].map((n) => logInWithPassword(t.anonymous, { email, password: `${PASSWORD} ${n}` })),
  );
  expect(logIns.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
});

test('revoking and accepting at the same moment: one of the two happens', async () => {
  for (let n = 0; n < 4; n++) {
    const { token, email, invitationId } = await invited();
    const [join, revoke] = await Promise.allSettled([
      joinAs(token),
      revokeInvitation(tenant.ctx, { invitationId }),
    ]);
    expect([join.status, revoke.status].sort()).toEqual(['fulfilled', 'rejected']);
    const { items } = await listMembers(tenant.ctx, { search: email });
    expect(items).toHaveLength(join.status === 'fulfilled' ? 1 : 0);
  }
});

test.each([
  ['after seven days', 'INVITATION_EXPIRED', async () => t.clock.advance(7 * 86_400_000)],
  [
    'once revoked',
    'INVITATION_REVOKED',
    (invitationId: string) => revokeInvitation(tenant.ctx, { invitationId }),
  ],
  [
    'while the enterprise is suspended',
    'INVITATION_REVOKED',
    () => t.admin.tenant.update({ where: { id: tenant.tenantId }, data: { status: 'suspended' } }),
  ],
])('%s a link is over and makes no account', async (_when, code, end) => {
  const { token, email, invitationId } = await invited();
  await end(invitationId);
  await expect(joinAs(token)).rejects.toMatchObject({ code, status: 410 });
  await t.admin.tenant.update({ where: { id: tenant.tenantId }, data: { status: 'active' } });
  const emailHash = t.core.keys.lookupHash('email', email);
  expect(await t.admin.account.count({ where: { emailHash } })).toBe(0);
});

test.each([
  ['a short password', { name: 'Bo', password: 'short' }, 'PASSWORD_TOO_SHORT', 'password'],
  ['no password', { name: 'Bo' }, 'INVALID_INPUT', 'password'],
  ['no name', { password: PASSWORD }, 'INVALID_INPUT', 'name'],
])('%s is refused, and put right it goes through', async (_what, input, code, field) => {
  const { token } = await invited();
  await expect(joinAs(token, input)).rejects.toMatchObject({ code, field });
  await expect(joinAs(token)).resolves.toBeDefined();
});

test('a link nobody was given is not known', async () => {
  const { token, invitationId } = await invited();
  const unknown = ['', 'x', 'A'.repeat(43), `${token}A`, memberInvitationToken(t.core, invitationId, 1)];
  for (const each of unknown) {
    await expect(invitationOf(t.anonymous, { token: each })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(joinAs(each)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
});
