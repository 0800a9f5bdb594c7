import { randomUUID } from 'node:crypto';
import { builtInPlugins, definePlugin, type Health } from '@chopmark/plugins';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { type Context, contextOf } from '../context.ts';
import {
  operatorCatalogue,
  operatorProviders,
  testPlatformProvider,
} from '../platform/operator-providers.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { builtinRoles } from '../tenants/permissions.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { listProviders } from './list-providers.ts';
import { checkProvider } from './provider-health.ts';
import { testProvider } from './test-provider.ts';

/** A third party's plug-in that behaves as the test says, and talks too much about its secrets. */
let behaviour: (secrets: string[]) => Promise<Health> = async () => fine;
const fine: Health = { ok: true, message: { 'zh-CN': '正常', en: 'well' } };
const notary = definePlugin({
  kind: 'evidence',
  id: 'notary',
  contract: 1,
  label: { 'zh-CN': '公证', en: 'Notary' },
  config: z.object({ office: z.string(), password: z.string(), token: z.string() }),
  secrets: ['password', 'token'],
  supports: ['chain-hash'],
  create: ({ password, token, office }) => {
    if (office === 'hangs at the start') return new Promise(() => {});
    if (office === 'breaks at the start') throw new Error(`cannot log in with ${password} and ${token}`);
    return {
      deposit: async ({ at }) => ({ receipt: 'r', at }),
      healthCheck: () => behaviour([password, token]),
    };
  },
});
const silent = definePlugin({
  kind: 'evidence',
  id: 'silent',
  contract: 1,
  label: { 'zh-CN': '无自检', en: 'Silent' },
  config: z.object({}),
  secrets: [],
  supports: [],
  create: () => ({ deposit: async ({ at }) => ({ receipt: 'r', at }) }),
});

let t: TestCore;
let a: TestTenant;
let b: TestTenant;
let operator: Context;

beforeAll(async () => {
  t = await testCore({ plugins: [...builtInPlugins, notary, silent] });
  a = await t.openTenant({ name: '甲公司' });
  b = await t.openTenant({ name: '乙公司' });
  operator = asAccount(true);
});
afterAll(() => t.close());
beforeEach(async () => {
  behaviour = async () => fine;
  await configure({ office: 'Beijing' });
});

const asAccount = (isOperator: boolean) =>
  contextOf(t.core, {
    kind: 'account',
    accountId: randomUUID(),
    sessionId: randomUUID(),
    operator: isOperator,
  });
const configure = (config: Record<string, string>, tenant = a) =>
  t.core.providers.configure({
    tenantId: tenant.tenantId,
    kind: 'evidence',
    pluginId: 'notary',
    config: { password: 'pass-9c1f', token: 'tok-77ab', ...config },
  });
const asUser = (tenant: TestTenant) =>
  contextOf(t.core, { ...tenant.actor, permissions: new Set(builtinRoles.user) });
const evidenceOf = async (ctx: Context) =>
  (await listProviders(ctx)).find(({ kind }) => kind === 'evidence')?.providers ?? [];

test('a new tenant has a provider of every kind: its own CA, not licensed, and defaults of the platform', async () => {
  const kinds = await listProviders(b.ctx);
  expect(kinds.map(({ kind }) => kind)).toHaveLength(7);
  const active = kinds.map(({ kind, providers }) => [kind, providers.find((each) => each.inUse)] as const);
  for (const [kind, provider] of active) {
    expect(provider, kind).toMatchObject({ own: kind === 'ca', enabled: true, position: 0 });
    expect(provider?.sandbox, kind).toBe(['identity', 'notification', 'evidence'].includes(kind));
    expect(provider?.licensed, kind).toBe(kind === 'ca' ? false : null);
  }
});

test("a tenant's own provider stands in the default's place, with its open fields, for that tenant only", async () => {
  expect(await evidenceOf(a.ctx)).toEqual([
    expect.objectContaining({
      pluginId: 'notary',
      own: true,
      inUse: true,
      sandbox: false,
      label: { 'zh-CN': '公证', en: 'Notary' },
      fields: [
        { name: 'office', secret: false, value: 'Beijing' },
        { name: 'password', secret: true, value: null },
        { name: 'token', secret: true, value: null },
      ],
    }),
  ]);
  expect(await evidenceOf(b.ctx)).toEqual([expect.objectContaining({ pluginId: 'log', own: false })]);
});

test('how the platform configured its defaults is for operators to see, not for tenants', async () => {
  const storage = (kinds: Awaited<ReturnType<typeof listProviders>>) =>
    kinds.find(({ kind }) => kind === 'storage')?.providers[0]?.fields;
  expect(storage(await listProviders(b.ctx))).toEqual([]);
  expect(storage(await operatorProviders(operator))).toEqual([
    { name: 'root', secret: false, value: t.storageDirectory },
  ]);
});

test('a disabled provider is listed as such, and the default works in its place', async () => {
  const row = { tenantId_kind_position: { tenantId: a.tenantId, kind: 'evidence', position: 0 } };
  await t.admin.providerConfiguration.update({ where: row, data: { enabled: false } });
  const listed = await evidenceOf(a.ctx);
  await t.admin.providerConfiguration.update({ where: row, data: { enabled: true } });
  expect(listed.map(({ pluginId, enabled, inUse }) => [pluginId, enabled, inUse])).toEqual([
    ['notary', false, false],
    ['log', true, true],
  ]);
});

test('a plug-in that is no longer installed is shown by its ID, and tested as failed', async () => {
  const row = { tenantId_kind_position: { tenantId: a.tenantId, kind: 'evidence', position: 0 } };
  await t.admin.providerConfiguration.update({ where: row, data: { pluginId: 'uninstalled' } });
  expect(await evidenceOf(a.ctx)).toEqual([
    expect.objectContaining({ pluginId: 'uninstalled', label: null, fields: [] }),
  ]);
  expect(await testProvider(a.ctx, { kind: 'evidence' })).toMatchObject({ ok: false, outcome: 'failed' });
});

test('the built-in providers are well, in both languages', async () => {
  for (const kind of ['identity', 'ca', 'timestamp', 'storage', 'notification', 'evidence'] as const) {
    const result = await testProvider(b.ctx, { kind });
    expect(result, kind).toMatchObject({ ok: true, outcome: 'well' });
    expect(result.message?.['zh-CN'], kind).toMatch(/\p{Script=Han}/u);
    expect(result.message?.en, kind).toMatch(/^[^\p{Script=Han}]*[a-z]/u);
    expect(new Date(result.at).getTime()).toBeGreaterThan(Date.now() - 60_000);
    expect(result.tookMs).toBeGreaterThanOrEqual(0);
  }
});

test('what a provider says of itself is passed on: unwell, or nothing to say', async () => {
  behaviour = async () => ({ ok: false, message: { 'zh-CN': '余额不足', en: 'out of credit' } });
  expect(await testProvider(a.ctx, { kind: 'evidence' })).toMatchObject({
    ok: false,
    outcome: 'unwell',
    message: { 'zh-CN': '余额不足', en: 'out of credit' },
  });
  await t.core.providers.configure({
    tenantId: a.tenantId,
    kind: 'evidence',
    pluginId: 'silent',
    config: {},
  });
  expect(await testProvider(a.ctx, { kind: 'evidence' })).toMatchObject({
    ok: true,
    outcome: 'started',
    message: null,
  });
});

test.each([
  ['words that are none', { ok: true, message: 'well' }],
  ['no words', { ok: true }],
  ['nothing', undefined],
  ['a claim that is none', { ok: 'yes', message: fine.message }],
])("a third party's answer of another shape (%s) breaks nothing", async (_what, answer) => {
  behaviour = async () => answer as Health;
  const result = await testProvider(a.ctx, { kind: 'evidence' });
  expect(result.message === null || result.ok === false).toBe(true);
});

test('a provider that hangs, in its check or at its start, is given up at the time limit', async () => {
  const check = () => checkProvider(t.core, { tenantId: a.tenantId, kind: 'evidence', limitMs: 150 });
  behaviour = () => new Promise(() => {});
  for (const office of ['Beijing', 'hangs at the start']) {
    await configure({ office });
    const started = performance.now();
    expect(await check()).toMatchObject({ ok: false, outcome: 'timeout', message: null });
    expect(performance.now() - started).toBeLessThan(30_000);
  }
});

test('many who test at the same time share one check, and the next asks anew', async () => {
  let asked = 0;
  behaviour = async () => {
    asked += 1;
    await new Promise((resolve) => setTimeout(resolve, 100));
    return fine;
  };
  const results = await Promise.all(
    Array.from({ length: 10 }, () => testProvider(a.ctx, { kind: 'evidence' })),
  );
  expect(new Set(results).size).toBe(1);
  expect(asked).toBe(1);
  await testProvider(a.ctx, { kind: 'evidence' });
  expect(asked).toBe(2);
});

test('no secret leaves: not in lists, not in what a provider says or throws, not in the log', async () => {
  const secret = fc
    .string({ minLength: 8, maxLength: 40, unit: 'grapheme' })
    .filter((text) => text.trim() !== '');
  const spellings = (text: string) => [
    text,
    encodeURIComponent(text),
    Buffer.from(text).toString('base64'),
    Buffer.from(text).toString('hex'),
  ];
  const say = (secrets: string[]) => secrets.flatMap(spellings).join(' | ');
  const moods: (typeof behaviour)[] = [
    async (secrets) => ({ ok: false, message: { 'zh-CN': `用 ${say(secrets)} 登录失败`, en: say(secrets) } }),
    async (secrets) => {
      throw Object.assign(new Error(say(secrets), { cause: secrets }), { secrets });
    },
  ];
  const moodOf = fc.constantFrom(...moods);
  const offices = fc.constantFrom('Beijing', 'breaks at the start');
  await fc.assert(
    fc.asyncProperty(secret, secret, moodOf, offices, async (password, token, mood, office) => {
      behaviour = mood;
      const logged = t.logged.length;
      await configure({ office, password, token });
      const outputs = JSON.stringify([
        await listProviders(a.ctx),
        await testProvider(a.ctx, { kind: 'evidence' }),
        await operatorProviders(operator),
        await operatorCatalogue(operator),
        t.logged.slice(logged),
      ]);
      for (const text of [password, token].flatMap(spellings)) {
        expect(outputs).not.toContain(text);
        expect(outputs).not.toContain(JSON.stringify(text).slice(1, -1));
      }
    }),
    { numRuns: 15 },
  );
});

test('the private keys of the built-in CA and TSA stand in no output', async () => {
  const kinds = [await listProviders(b.ctx), await operatorProviders(operator)].flat();
  const fields = kinds.flatMap(({ providers }) => providers.flatMap((each) => each.fields));
  const secrets = fields.filter(({ name }) => ['issuingKey', 'key'].includes(name));
  expect(secrets.map(({ name, secret, value }) => [name, secret, value])).toEqual([
    ['issuingKey', true, null],
    ['key', true, null],
  ]);
});

test('every member may look; testing needs tenant.manage; strangers may neither', async () => {
  expect(await listProviders(asUser(a))).toHaveLength(7);
  await expect(testProvider(asUser(a), { kind: 'ca' })).rejects.toMatchObject({
    code: 'FORBIDDEN',
    params: { permission: 'tenant.manage' },
  });
  for (const ctx of [t.anonymous, asAccount(false), operator]) {
    await expect(listProviders(ctx)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(testProvider(ctx, { kind: 'ca' })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
});

test("the platform's defaults and the catalogue are for operators alone", async () => {
  const acts = [
    operatorProviders,
    operatorCatalogue,
    (ctx: Context) => testPlatformProvider(ctx, { kind: 'storage' }),
  ];
  for (const act of acts) {
    await expect(act(operator)).resolves.toBeDefined();
    await expect(act(asAccount(false))).rejects.toMatchObject({ code: 'OPERATOR_ONLY', status: 403 });
    // The founder of a tenant, whatever their permissions there.
    await expect(act(a.ctx)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(act(t.anonymous)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  }
});

test('the catalogue tells what each plug-in wants to be told, and which of it is secret', async () => {
  const catalogue = await operatorCatalogue(operator);
  expect(catalogue).toHaveLength(builtInPlugins.length + 2);
  const ca = catalogue.find(({ kind }) => kind === 'ca');
  expect(ca?.fields.find(({ name }) => name === 'issuingKey')).toMatchObject({
    secret: true,
    required: true,
  });
  expect(ca?.fields.find(({ name }) => name === 'algorithm')?.type).toContain('ec-p256');
  for (const { description } of catalogue.flatMap(({ fields }) => fields)) {
    if (description) expect(description['zh-CN']).toMatch(/\p{Script=Han}/u);
  }
  expect(catalogue.find(({ id }) => id === 'notary')?.fields).toContainEqual({
    name: 'password',
    type: 'string',
    required: true,
    secret: true,
    description: null,
  });
});

test('a platform default that is missing is said to be', async () => {
  const row = { tenantId_kind_position: { tenantId: PLATFORM_TENANT_ID, kind: 'conversion', position: 0 } };
  await t.admin.providerConfiguration.update({ where: row, data: { enabled: false } });
  const result = await testPlatformProvider(operator, { kind: 'conversion' });
  const listed = (await listProviders(b.ctx)).find(({ kind }) => kind === 'conversion');
  await t.admin.providerConfiguration.update({ where: row, data: { enabled: true } });
  expect(result).toMatchObject({ ok: false, outcome: 'missing' });
  expect(listed?.providers).toEqual([]);
});
