import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Context, contextOf } from '../context.ts';
import { newId } from '../ids.ts';
import { tenantSettings } from '../tenants/tenant-settings.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { operatorTenant, operatorTenants, operatorTenantsInput } from './operator-tenants.ts';

let t: TestCore;
let operator: Context;
let first: TestTenant;
let acme: TestTenant;

beforeAll(async () => {
  t = await testCore();
  operator = asAccount(true);
  first = await t.openTenant({ name: '北京_百分之100%甲公司', creditCode: '914403001922038216' });
  acme = await t.openTenant({ name: 'Acme Trading Ltd' });
});
afterAll(() => t.close());

const asAccount = (isOperator: boolean) =>
  contextOf(t.core, {
    kind: 'account',
    accountId: randomUUID(),
    sessionId: randomUUID(),
    operator: isOperator,
  });
const list = (input: Parameters<typeof operatorTenants>[1] = {}) => operatorTenants(operator, input);
const namesFor = async (search: string) => (await list({ search })).items.map(({ name }) => name);

test('an operator sees the tenants, newest first, and never the platform itself', async () => {
  const { items, total, nextCursor } = await list();
  expect(items.map(({ name }) => name)).toEqual(['Acme Trading Ltd', first.name]);
  expect({ total, nextCursor }).toEqual({ total: 2, nextCursor: null });
  expect(items[1]).toMatchObject({ slug: first.slug, creditCode: '914403001922038216', status: 'active' });
});

test('finds by part of the name, the code or the slug, whatever its case', async () => {
  expect(await namesFor('acme tr')).toEqual(['Acme Trading Ltd']);
  expect(await namesFor('甲公')).toEqual([first.name]);
  expect(await namesFor('192203')).toEqual([first.name]);
  expect(await namesFor(first.slug.slice(-6))).toEqual([first.name]);
  expect(await namesFor('nobody')).toEqual([]);
});

test("takes the database's wildcards as the letters they are", async () => {
  expect(await namesFor('%')).toEqual([first.name]);
  expect(await namesFor('_')).toEqual([first.name]);
  expect(await namesFor('\\')).toEqual([]);
  expect(await namesFor('100%甲')).toEqual([first.name]);
  expect(await namesFor('\0')).toHaveLength(2);
});

test('pages: every tenant once, in order, though more come meanwhile', async () => {
  const now = t.core.now();
  const rows = Array.from({ length: 65 }, (_, index) => ({
    id: newId(new Date(now.getTime() + index)),
    slug: `many-${index}`,
    kind: 'enterprise',
    name: `许多企业 ${index}`,
    status: 'active',
    locale: 'zh-CN',
    policy: {},
    createdAt: now,
  }));
  await t.admin.tenant.createMany({ data: rows });
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list({
      search: '许多',
      ...(cursor ? { cursor } : {}),
    });
    expect(page.total).toBe(65);
    seen.push(...page.items.map(({ slug }) => slug));
    cursor = page.nextCursor;
  } while (cursor);
  await t.admin.tenant.deleteMany({ where: { slug: { startsWith: 'many-' } } });
  expect(seen).toEqual(rows.map(({ slug }) => slug).reverse());
});

test('shows an identity check that awaits a decision with its material, and only then', async () => {
  expect((await operatorTenant(operator, { slug: first.slug })).pending).toBeNull();
  const id = newId(t.core.now());
  await t.admin.tenant.update({
    where: { id: first.tenantId },
    data: { identityStatus: 'pending', identityLevel: 'none', identitySandbox: true },
  });
  await t.admin.identityVerification.create({
    data: {
      id,
      tenantId: first.tenantId,
      subject: 'enterprise',
      name: first.name,
      creditCode: '914403001922038216',
      legalRepresentativeSealed: await t.core.keys.seal(
        first.tenantId,
        `identity/${id}/legal-representative`,
        '李四',
      ),
      provider: 'sandbox',
      sandbox: true,
      status: 'pending',
      level: 'none',
      reference: 'sandbox-1',
      reason: 'MANUAL_REVIEW',
      requestedBy: first.accountId,
      createdAt: t.core.now(),
    },
  });
  const detail = await operatorTenant(operator, { slug: first.slug });
  expect(detail).toMatchObject({
    identity: { status: 'pending', level: null, sandbox: true },
    pending: { name: first.name, legalRepresentative: '李四', reason: 'MANUAL_REVIEW', sandbox: true },
  });
  expect((await list({ identity: 'pending' })).items.map(({ slug }) => slug)).toEqual([first.slug]);
  expect(await tenantSettings(first.ctx)).toMatchObject({ identity: { status: 'pending', level: null } });
});

test('is closed to everyone but operators, members of the very tenant included', async () => {
  for (const act of [list, (input: object) => operatorTenant(operator, { slug: first.slug, ...input })]) {
    await expect(act({})).resolves.toBeDefined();
  }
  for (const [ctx, code] of [
    [t.anonymous, 'UNAUTHENTICATED'],
    [first.ctx, 'UNAUTHENTICATED'],
    [asAccount(false), 'OPERATOR_ONLY'],
  ] as const) {
    await expect(operatorTenants(ctx, {})).rejects.toMatchObject({ code });
    await expect(operatorTenant(ctx, { slug: first.slug })).rejects.toMatchObject({ code });
  }
});

test('knows no tenant by another name, nor the platform as one', async () => {
  // A Chinese name's slug is random and may have no letter to write otherwise.
  const shouted = acme.slug.toUpperCase();
  expect(shouted).not.toBe(acme.slug);
  for (const slug of ['nobody', 'platform', '', '\0', shouted]) {
    await expect(operatorTenant(operator, { slug })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
});

test('refuses a cursor or a state that is none', () => {
  expect(operatorTenantsInput.safeParse({ cursor: 'x' }).success).toBe(false);
  expect(operatorTenantsInput.safeParse({ identity: 'x' }).success).toBe(false);
  expect(operatorTenantsInput.safeParse({ search: 'x'.repeat(101) }).success).toBe(false);
});

test("the enterprise's settings are its members' to see", async () => {
  expect(await tenantSettings(first.ctx)).toMatchObject({
    id: first.tenantId,
    slug: first.slug,
    creditCode: '914403001922038216',
    policy: { level: 'B-T', willingness: 'email-code' },
  });
  for (const ctx of [t.anonymous, operator]) {
    await expect(tenantSettings(ctx)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
});
