import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import type { RoleName } from '../tenants/permissions.ts';
import { addMember, type TestMember } from '../testing/add-member.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { disableMember, enableMember, setMemberRoles, setMemberRolesInput } from './member-changes.ts';
import { listMembers } from './members.ts';
import { actorInTenant } from './sessions.ts';

let t: TestCore;
let founder: TestTenant;
let admin: TestMember;
let user: TestMember;
let stranger: TestTenant;

beforeAll(async () => {
  t = await testCore();
  stranger = await t.openTenant({ name: '外人公司' });
});
beforeEach(async () => {
  founder = await t.openTenant();
  admin = await addMember(founder, { name: 'Ada', roles: ['system_admin'] });
  user = await addMember(founder, { name: 'Ben' });
});
afterAll(() => t.close());

const setRoles = (by: { ctx: Context }, membershipId: string, roles: RoleName[]) =>
  setMemberRoles(by.ctx, setMemberRolesInput.parse({ membershipId, roles }));
const disable = (by: { ctx: Context }, membershipId: string) => disableMember(by.ctx, { membershipId });
const enable = (by: { ctx: Context }, membershipId: string) => enableMember(by.ctx, { membershipId });
const founderId = () => founder.actor.membershipId;
const refused = (code: string) => ({ code });

async function superAdmins(): Promise<string[]> {
  const { items } = await listMembers(founder.ctx, { state: 'active' });
  return items.flatMap(({ id, roles }) => (roles.includes('super_admin') ? [id] : []));
}

/** The member's next request, as the site makes it. */
const nextRequest = ({ actor }: TestMember) =>
  actorInTenant(t.core, { ...actor, kind: 'account', operator: false }, founder.slug);

test('roles are exactly those set, from the very next request', async () => {
  await setRoles(founder, user.membershipId, ['reviewer', 'seal_admin', 'reviewer']);
  const actor = await nextRequest(user);
  expect(actor?.permissions.has('seal.manage')).toBe(true);
  expect(actor?.permissions.has('member.manage')).toBe(false);
  await setRoles(founder, user.membershipId, ['reviewer']);
  expect((await nextRequest(user))?.permissions.has('contract.create')).toBe(false);
  expect(t.logged.filter((line) => line.audit === 'member.roles-set').at(-1)).toMatchObject({
    tenantId: founder.tenantId,
    by: { accountId: founder.accountId, membershipId: founderId() },
    membershipId: user.membershipId,
    before: ['seal_admin', 'reviewer'],
    roles: ['reviewer'],
  });
});

test('a member has at least one role, and only roles there are', () => {
  const of = (roles: string[]) =>
    setMemberRolesInput.safeParse({ membershipId: user.membershipId, roles }).success;
  expect([of([]), of(['emperor']), of(['user'])]).toEqual([false, false, true]);
});

test('a role that a later release brings is there for tenants opened before', async () => {
  await t.admin.role.deleteMany({ where: { tenantId: founder.tenantId, name: 'template_admin' } });
  await setRoles(founder, user.membershipId, ['template_admin']);
  expect((await nextRequest(user))?.permissions.has('contract.create')).toBe(true);
});

test('a disabled member is out with the next request, and back with their roles once enabled', async () => {
  await setRoles(founder, user.membershipId, ['seal_admin']);
  await disable(admin, user.membershipId);
  await disable(admin, user.membershipId);
  expect(await nextRequest(user)).toBeNull();
  await enable(admin, user.membershipId);
  expect((await nextRequest(user))?.permissions.has('seal.manage')).toBe(true);
  const acts = t.logged.flatMap((line) => (line.membershipId === user.membershipId ? [line.audit] : []));
  expect(acts.slice(-2)).toEqual(['member.disabled', 'member.enabled']);
});

test('nobody disables themselves, raises their own roles, or is kept from lowering them', async () => {
  await expect(disable(admin, admin.membershipId)).rejects.toMatchObject(refused('MEMBER_SELF'));
  await expect(setRoles(admin, admin.membershipId, ['super_admin'])).rejects.toMatchObject(
    refused('MEMBER_SELF'),
  );
  await expect(setRoles(admin, admin.membershipId, ['user'])).resolves.toBeUndefined();
  expect((await nextRequest(admin))?.permissions.has('member.manage')).toBe(false);
});

test('super_admin is granted and taken by super_admin only; so is disabling and enabling one', async () => {
  const second = await addMember(founder, { roles: ['super_admin'] });
  const acts = [
    () => setRoles(admin, user.membershipId, ['user', 'super_admin']),
    () => setRoles(admin, second.membershipId, ['user']),
    () => disable(admin, second.membershipId),
  ];
  for (const act of acts) await expect(act()).rejects.toMatchObject(refused('ROLE_NOT_GRANTABLE'));
  await disable(founder, second.membershipId);
  await expect(enable(admin, second.membershipId)).rejects.toMatchObject(refused('ROLE_NOT_GRANTABLE'));
  await enable(founder, second.membershipId);
  await expect(setRoles(admin, user.membershipId, ['system_admin'])).resolves.toBeUndefined();
});

test('the last active super_admin can be neither stripped nor disabled', async () => {
  await expect(setRoles(founder, founderId(), ['system_admin'])).rejects.toMatchObject(
    refused('LAST_SUPER_ADMIN'),
  );
  const second = await addMember(founder, { roles: ['super_admin'] });
  await disable(founder, second.membershipId);
  await expect(setRoles(founder, founderId(), ['user'])).rejects.toMatchObject(refused('LAST_SUPER_ADMIN'));
  await enable(founder, second.membershipId);
  await expect(setRoles(founder, founderId(), ['user'])).resolves.toBeUndefined();
  await expect(disable(founder, second.membershipId)).rejects.toMatchObject(refused('FORBIDDEN'));
});

test('two super_admins who strip or disable each other at the same moment leave one', async () => {
  const second = await addMember(founder, { roles: ['super_admin'] });
  const tries = await Promise.allSettled([
    setRoles(founder, second.membershipId, ['user']),
    setRoles(second, founderId(), ['user']),
    disable(founder, second.membershipId),
    disable(second, founderId()),
  ]);
  expect(tries.filter((each) => each.status === 'rejected').length).toBeGreaterThanOrEqual(2);
  const left = await t.admin.$queryRaw<{ n: number }[]>`
    select count(*)::int as n from membership m join membership_role r on r.membership_id = m.id
    join role on role.id = r.role_id and role.name = 'super_admin'
    where m.tenant_id = ${founder.tenantId}::uuid and m.disabled_at is null`;
  expect(left).toEqual([{ n: 1 }]);
});

test('who was just demoted or disabled does not finish a change that was under way', async () => {
  await setRoles(founder, admin.membershipId, ['user']);
  await expect(disable(admin, user.membershipId)).rejects.toMatchObject(refused('FORBIDDEN'));
  await setRoles(founder, admin.membershipId, ['system_admin']);
  await disable(founder, admin.membershipId);
  await expect(setRoles(admin, user.membershipId, ['reviewer'])).rejects.toMatchObject(refused('FORBIDDEN'));
});

test('each change needs member.manage', async () => {
  for (const act of [disable, enable, (by: TestMember, id: string) => setRoles(by, id, ['user'])]) {
    await expect(act(user, admin.membershipId)).rejects.toMatchObject(refused('FORBIDDEN'));
    await expect(act({ ...user, ctx: t.anonymous }, admin.membershipId)).rejects.toMatchObject(
      refused('UNAUTHENTICATED'),
    );
  }
});

test("another tenant's member is not found, the same as nobody's, and stays untouched", async () => {
  for (const id of [user.membershipId, randomUUID()]) {
    for (const act of [disable, enable, (by: TestTenant, of: string) => setRoles(by, of, ['reviewer'])]) {
      await expect(act(stranger, id)).rejects.toMatchObject(refused('NOT_FOUND'));
    }
  }
  expect((await nextRequest(user))?.permissions.has('contract.create')).toBe(true);
  expect(await superAdmins()).toEqual([founderId()]);
});
