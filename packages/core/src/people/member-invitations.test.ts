import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { recordUndelivered, sendMemberInvitation } from '../notifications/send-member-invitation.ts';
import { addMember, type TestMember } from '../testing/add-member.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { invitationOf } from './invitation-of.ts';
import { acceptInvitation, acceptInvitationInput } from './join.ts';
import { disableMember } from './member-changes.ts';
import { memberInvitationToken } from './member-invitation-token.ts';
import {
  inviteMember,
  inviteMemberInput,
  listInvitations,
  resendInvitation,
  revokeInvitation,
} from './member-invitations.ts';

let t: TestCore;
let tenant: TestTenant;
let stranger: TestTenant;
let admin: TestMember;
let user: TestMember;

beforeAll(async () => {
  t = await testCore();
  tenant = await t.openTenant({ name: '杭州云栖科技有限公司' });
  stranger = await t.openTenant({ name: '外人公司' });
  admin = await addMember(tenant, { roles: ['system_admin'] });
  user = await addMember(tenant);
});
afterAll(() => t.close());

const MINUTE = 60_000;
const DAY = 86_400_000;
const someone = () => `${randomUUID().slice(0, 8)}@example.com`;
const invite = (ctx: Context, input: object = {}) =>
  inviteMember(ctx, inviteMemberInput.parse({ email: someone(), name: '韩梅梅', ...input }));

/** Does what the outbox has the job engine do for this invitation; @returns how many e-mails that made */
async function deliver(invitationId: string): Promise<number> {
  const rows = await t.admin.outbox.findMany({ where: { name: 'member/invited' }, orderBy: { id: 'asc' } });
  const jobs = rows.flatMap(({ id, tenantId, payload }) => {
    const { serial, ...of } = Object(payload);
    return of.invitationId === invitationId ? [{ outboxId: id, tenantId, invitationId, serial }] : [];
  });
  for (const job of jobs) await sendMemberInvitation(t.core, job);
  return jobs.length;
}

test('an invitation sends its link to the address, in the language chosen, and is listed until it is answered', async () => {
  const email = someone();
  const { invitationId } = await invite(tenant.ctx, {
    email: email.toUpperCase(),
    name: 'Ada Martin',
    locale: 'en',
  });
  expect(await deliver(invitationId)).toBe(1);
  const mail = await t.newestMail(email);
  expect(mail.subject).toBe('王芳 invites you to join 杭州云栖科技有限公司 on Chopmark');
  const token = mail.link?.split('/join/')[1] ?? '';
  expect(await invitationOf(t.anonymous, { token })).toMatchObject({ state: 'open', name: 'Ada Martin' });
  expect((await listInvitations(tenant.ctx))[0]).toMatchObject({
    id: invitationId,
    email,
    name: 'Ada Martin',
    roles: ['user'],
    invitedBy: '王芳',
    state: 'open',
    failure: null,
  });
  expect(t.logged.findLast((line) => line.audit === 'member.invited')).toMatchObject({ invitationId });
});

test('neither the address nor a token that works is stored or logged in the clear', async () => {
  const email = someone();
  const { invitationId } = await invite(tenant.ctx, { email });
  await deliver(invitationId);
  const token = memberInvitationToken(t.core, invitationId, 0);
  const stored = JSON.stringify(
    [
      await t.admin.memberInvitation.findMany(),
      await t.admin.memberInvitationToken.findMany(),
      await t.admin.outbox.findMany(),
    ],
    (_key, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value),
  );
  const raw = Buffer.from(token, 'base64url').toString('latin1');
  for (const secret of [email, token, raw]) expect(stored.includes(secret)).toBe(false);
  for (const secret of [email, token]) expect(JSON.stringify(t.logged)).not.toContain(secret);
});

test('a crash after sending sends nothing twice', async () => {
  const email = someone();
  const { invitationId } = await invite(tenant.ctx, { email });
  await deliver(invitationId);
  await deliver(invitationId);
  const provider = await t.core.providers.of(tenant.tenantId, 'notification');
  const mails = (await provider.inbox?.list(1000))?.filter((message) => message.to === email);
  expect(mails).toHaveLength(1);
});

test('one open invitation for an address, even when it is sent many times at once; another tenant has its own', async () => {
  const email = someone();
  const tries = await Promise.allSettled([1, 2, 3, 4].map(() => invite(tenant.ctx, { email })));
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  await expect(invite(tenant.ctx, { email })).rejects.toMatchObject({
    code: 'INVITATION_OPEN',
    field: 'email',
  });
  await expect(invite(stranger.ctx, { email })).resolves.toBeDefined();
});

test('an address whose invitation was revoked or has expired can be invited anew', async () => {
  const email = someone();
  const first = await invite(tenant.ctx, { email });
  await revokeInvitation(tenant.ctx, first);
  await revokeInvitation(tenant.ctx, first);
  const second = await invite(tenant.ctx, { email });
  t.clock.advance(7 * DAY + 1_000);
  expect((await listInvitations(tenant.ctx)).find(({ id }) => id === second.invitationId)?.state).toBe(
    'expired',
  );
  const third = await invite(tenant.ctx, { email });
  const listed = (await listInvitations(tenant.ctx)).filter((each) => each.email === email);
  expect(listed.map(({ id }) => id)).toEqual([third.invitationId]);
});

test('a member is not invited again; a disabled one is to be enabled instead', async () => {
  const member = await addMember(tenant);
  await expect(invite(admin.ctx, { email: member.email })).rejects.toMatchObject({
    code: 'MEMBER_EXISTS',
    field: 'email',
  });
  await disableMember(tenant.ctx, member);
  await expect(invite(admin.ctx, { email: member.email })).rejects.toMatchObject({ code: 'MEMBER_DISABLED' });
});

test('sending again gives a new link and seven more days; the earlier link works while it lasts', async () => {
  const { invitationId } = await invite(tenant.ctx);
  t.clock.advance(6 * DAY);
  await resendInvitation(tenant.ctx, { invitationId });
  expect(await deliver(invitationId)).toBe(2);
  const stateOf = async (serial: number) =>
    (await invitationOf(t.anonymous, { token: memberInvitationToken(t.core, invitationId, serial) })).state;
  expect([await stateOf(0), await stateOf(1)]).toEqual(['open', 'open']);
  t.clock.advance(2 * DAY);
  expect([await stateOf(0), await stateOf(1)]).toEqual(['expired', 'open']);
  t.clock.advance(6 * DAY);
  expect(await stateOf(1)).toBe('expired');
  await resendInvitation(tenant.ctx, { invitationId });
  expect(await stateOf(2)).toBe('open');
  await revokeInvitation(tenant.ctx, { invitationId });
  expect([await stateOf(0), await stateOf(2)]).toEqual(['revoked', 'revoked']);
  await expect(resendInvitation(tenant.ctx, { invitationId })).rejects.toMatchObject({
    code: 'INVITATION_REVOKED',
  });
});

test('five repetitions an hour and not one more, even at once', async () => {
  const { invitationId } = await invite(tenant.ctx);
  const again = () => resendInvitation(tenant.ctx, { invitationId });
  const tries = await Promise.allSettled(Array.from({ length: 8 }, again));
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(5);
  t.clock.advance(40 * MINUTE);
  await expect(again()).rejects.toMatchObject({ code: 'RATE_LIMITED', params: { minutes: 20 } });
  t.clock.advance(20 * MINUTE + 1_000);
  await expect(again()).resolves.toBeUndefined();
});

test('an e-mail that could not be delivered is shown until it is sent again', async () => {
  const { invitationId } = await invite(tenant.ctx);
  const failure = async () =>
    (await listInvitations(tenant.ctx)).find(({ id }) => id === invitationId)?.failure;
  const job = { tenantId: tenant.tenantId, outboxId: randomUUID(), invitationId, serial: 0 };
  await recordUndelivered(t.core, job, 'PROVIDER_FAILED');
  expect(await failure()).toBe('PROVIDER_FAILED');
  await resendInvitation(tenant.ctx, { invitationId });
  expect(await failure()).toBeNull();
});

test('a revoked invitation that is still in the queue is not sent', async () => {
  const email = someone();
  const { invitationId } = await invite(tenant.ctx, { email });
  await revokeInvitation(tenant.ctx, { invitationId });
  await deliver(invitationId);
  await expect(t.newestMail(email)).rejects.toThrow();
});

test('an accepted invitation can be neither sent again nor revoked', async () => {
  const { invitationId } = await invite(tenant.ctx);
  const token = memberInvitationToken(t.core, invitationId, 0);
  await acceptInvitation(
    t.anonymous,
    acceptInvitationInput.parse({ token, name: 'Bo', password: 'a long password' }),
  );
  const over = { code: 'INVITATION_ACCEPTED' };
  await expect(resendInvitation(tenant.ctx, { invitationId })).rejects.toMatchObject(over);
  await expect(revokeInvitation(tenant.ctx, { invitationId })).rejects.toMatchObject(over);
});

test('only super_admin invites a super_admin, or touches such an invitation', async () => {
  const above = { code: 'ROLE_NOT_GRANTABLE' };
  await expect(invite(admin.ctx, { roles: ['user', 'super_admin'] })).rejects.toMatchObject(above);
  const { invitationId } = await invite(tenant.ctx, { roles: ['super_admin'] });
  await expect(resendInvitation(admin.ctx, { invitationId })).rejects.toMatchObject(above);
  await expect(revokeInvitation(admin.ctx, { invitationId })).rejects.toMatchObject(above);
  await expect(invite(admin.ctx, { roles: ['system_admin'] })).resolves.toBeDefined();
});

test('inviting needs member.manage, seeing invitations member.view', async () => {
  const forbidden = { code: 'FORBIDDEN' };
  const { invitationId } = await invite(tenant.ctx);
  await expect(invite(user.ctx)).rejects.toMatchObject(forbidden);
  await expect(resendInvitation(user.ctx, { invitationId })).rejects.toMatchObject(forbidden);
  await expect(revokeInvitation(user.ctx, { invitationId })).rejects.toMatchObject(forbidden);
  await expect(listInvitations(user.ctx)).rejects.toMatchObject(forbidden);
  await expect(listInvitations(t.anonymous)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test("another tenant's invitation is not found, the same as nobody's", async () => {
  const own = await invite(tenant.ctx);
  for (const invitationId of [own.invitationId, randomUUID()]) {
    const missing = { code: 'NOT_FOUND' };
    await expect(resendInvitation(stranger.ctx, { invitationId })).rejects.toMatchObject(missing);
    await expect(revokeInvitation(stranger.ctx, { invitationId })).rejects.toMatchObject(missing);
  }
  expect((await listInvitations(stranger.ctx)).map(({ id }) => id)).not.toContain(own.invitationId);
});

test.each([
  ['a name of two lines', { name: 'Ada\nMartin' }],
  ['a name that turns the direction of what follows', { name: 'Ada\u202e' }],
  ['an address that is none', { email: 'ada@' }],
  ['no role', { roles: [] }],
  ['a role there is not', { roles: ['emperor'] }],
])('%s is refused', (_what, fault) => {
  const good = { email: 'ada@example.com', name: 'Ada', roles: ['user'] };
  expect(inviteMemberInput.safeParse(good).success).toBe(true);
  expect(inviteMemberInput.safeParse({ ...good, ...fault }).success).toBe(false);
});
