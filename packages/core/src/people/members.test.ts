import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Context, contextOf } from '../context.ts';
import { newId } from '../ids.ts';
import type { Permission } from '../tenants/permissions.ts';
import { addMember, type TestMember } from '../testing/add-member.ts';
import { sendAndOpen } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { disableMember } from './member-changes.ts';
import { memberChoices } from './member-choices.ts';
import { listMembers, myMembership } from './members.ts';

let t: TestCore;
let tenant: TestTenant;
let other: TestTenant;

beforeAll(async () => {
  t = await testCore();
  tenant = await t.openTenant({ email: 'wang@example.com' });
  other = await t.openTenant({ name: '另一家有限公司' });
});
afterAll(() => t.close());

async function disabled(member: Promise<TestMember>) {
  await disableMember(tenant.ctx, { membershipId: (await member).membershipId });
}

const may = (...permissions: Permission[]) =>
  contextOf(t.core, { ...tenant.actor, permissions: new Set(permissions) });

test('lists who is a member, with address, roles and state, and nobody of another tenant', async () => {
  await addMember(tenant, {
    name: 'Ada Martin',
    email: 'ada@example.com',
    roles: ['reviewer', 'seal_admin'],
  });
  await disabled(addMember(tenant, { name: '李雷', email: 'li@example.com' }));
  const { items, nextCursor } = await listMembers(tenant.ctx, {});
  expect(nextCursor).toBeNull();
  expect(items).toMatchObject([
    { name: '王芳', email: 'wang@example.com', roles: ['super_admin'], state: 'active', isMe: true },
    { name: 'Ada Martin', email: 'ada@example.com', roles: ['seal_admin', 'reviewer'], isMe: false },
    { name: '李雷', email: 'li@example.com', roles: ['user'], state: 'disabled' },
  ]);
  expect((await listMembers(other.ctx, {})).items).toHaveLength(1);
});

test.each([
  ['part of a name', { search: 'mart' }, ['Ada Martin']],
  ['a whole address', { search: ' Li@Example.com ' }, ['李雷']],
  ['part of an address, which is sealed', { search: 'li@' }, []],
  ['hostile text', { search: "%' or 1=1 --" }, []],
  ['those who are disabled', { state: 'disabled' as const }, ['李雷']],
  ['those who are active', { state: 'active' as const, search: 'a' }, ['Ada Martin']],
])('finds by %s', async (_what, input, names) => {
  const { items } = await listMembers(tenant.ctx, input);
  expect(items.map((item) => item.name)).toEqual(names);
});

test('goes on page by page', async () => {
  const big = await t.openTenant();
  const { tenantId, slug, name } = big;
  const accounts = await Promise.all(
    Array.from({ length: 52 }, async (_, n) => ({
      id: newId(),
      emailHash: t.core.keys.lookupHash('email', `m${n}@example.com`),
      emailSealed: await t.core.keys.sealPlatform('email', `m${n}@example.com`),
      name: `成员${n}`,
      locale: 'zh-CN',
      operator: false,
      createdAt: new Date(),
    })),
  );
  await t.admin.account.createMany({ data: accounts });
  await t.admin.membership.createMany({
    data: accounts.map((account) => ({
      id: newId(),
      tenantId,
      accountId: account.id,
      name: account.name,
      tenantSlug: slug,
      tenantName: name,
      createdAt: new Date(),
    })),
  });
  const first = await listMembers(big.ctx, {});
  const second = await listMembers(big.ctx, { cursor: first.nextCursor ?? '' });
  expect([first.items.length, second.items.length, second.nextCursor]).toEqual([50, 3, null]);
  expect(new Set([...first.items, ...second.items].map((item) => item.email)).size).toBe(53);
});

test('says how many contracts await a member', async () => {
  const before = (await listMembers(tenant.ctx, { search: '王芳' })).items[0]?.awaited;
  await sendAndOpen(tenant.ctx);
  const after = (await listMembers(tenant.ctx, { search: '王芳' })).items[0]?.awaited;
  expect([before, after]).toEqual([0, 1]);
});

test('names and addresses are for those who may see members', async () => {
  const forbidden = { code: 'FORBIDDEN', params: { permission: 'member.view' } };
  await expect(listMembers(may('contract.view', 'member.manage'), {})).rejects.toMatchObject(forbidden);
  await expect(listMembers(t.anonymous, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('who creates contracts or manages seals chooses among active members, without their addresses', async () => {
  await addMember(tenant, { name: 'Zoe', email: 'zoe@example.com', roles: ['reviewer'] });
  const all = await memberChoices(may('tenant.view', 'contract.create'), {});
  expect(all.map(({ name, hint }) => [name, hint])).toEqual([
    ['Ada Martin', null],
    ['Zoe', null],
    ['王芳', null],
  ]);
  const sealers = await memberChoices(may('tenant.view', 'seal.manage'), { may: 'seal.use' });
  expect(sealers.map(({ name }) => name)).toEqual(['Ada Martin', '王芳']);
  await expect(memberChoices(may('tenant.view', 'contract.view'), {})).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});

test('members of one name are told apart by their addresses, masked for who may not see them', async () => {
  await addMember(tenant, { name: 'Zoe', email: 'zoe.chen@example.com' });
  const zoes = async (ctx: Context) =>
    (await memberChoices(ctx, {})).flatMap(({ name, hint }) => (name === 'Zoe' ? [hint] : []));
  expect(await zoes(tenant.ctx)).toEqual(['zoe@example.com', 'zoe.chen@example.com']);
  expect(await zoes(may('tenant.view', 'contract.create'))).toEqual(['z***@example.com', 'z***@example.com']);
});

test('a member learns what they may do', async () => {
  expect(await myMembership(may('tenant.view', 'seal.use'))).toEqual({
    id: tenant.actor.membershipId,
    permissions: ['tenant.view', 'seal.use'],
  });
});
