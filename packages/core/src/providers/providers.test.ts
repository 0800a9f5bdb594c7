import { builtInPlugins, definePlugin } from '@chopmark/plugins';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';

/** A third party's plug-in, through the public contract: its receipts say which configuration made it. */
const starts: string[] = [];
const notary = definePlugin({
  kind: 'evidence',
  id: 'notary',
  contract: 1,
  label: { 'zh-CN': '公证', en: 'Notary' },
  config: z.object({ office: z.string(), password: z.string() }),
  secrets: ['password'],
  supports: [],
  create: ({ office, password }, host) => {
    starts.push(`${host.tenantId} ${office}`);
    return {
      deposit: async () => ({ receipt: `${office}/${password}`, at: host.clock() }),
      healthCheck: async () => ({ ok: true, message: { 'zh-CN': '正常', en: 'open' } }),
    };
  },
});

let t: TestCore;
let a: TestTenant;
let b: TestTenant;
const deposit = { contractId: 'c', seq: 0, chainHash: '0'.repeat(64), at: new Date() };

beforeAll(async () => {
  t = await testCore({ plugins: [...builtInPlugins, notary] });
  a = await t.openTenant({ name: '甲公司' });
  b = await t.openTenant({ name: '乙公司' });
});
afterAll(() => t.close());

const configure = (tenantId: string, office: string, password = 'open sesame') =>
  t.core.providers.configure({
    tenantId,
    kind: 'evidence',
    pluginId: 'notary',
    config: { office, password },
  });
const receiptOf = async (tenantId: string) =>
  (await (await t.core.providers.of(tenantId, 'evidence')).deposit(deposit)).receipt;

test("a tenant's own configuration wins over the platform's, for that tenant only", async () => {
  expect(await receiptOf(a.tenantId)).toMatch(/^log-/);
  await configure(a.tenantId, 'Beijing');
  expect(await receiptOf(a.tenantId)).toBe('Beijing/open sesame');
  expect(await receiptOf(b.tenantId)).toMatch(/^log-/);
});

test('a changed configuration is in use at once, and an unchanged one is started once', async () => {
  await configure(b.tenantId, 'Shanghai');
  await receiptOf(b.tenantId);
  await receiptOf(b.tenantId);
  expect(starts.filter((start) => start === `${b.tenantId} Shanghai`)).toHaveLength(1);
  await configure(b.tenantId, 'Shenzhen', 'another');
  expect(await receiptOf(b.tenantId)).toBe('Shenzhen/another');
});

test('secrets stand in the row sealed for this very row, and nowhere else', async () => {
  await configure(a.tenantId, 'Beijing', 'a very secret word');
  const row = await t.admin.providerConfiguration.findFirstOrThrow({
    where: { tenantId: a.tenantId, kind: 'evidence' },
  });
  expect(row.config).toEqual({ office: 'Beijing' });
  expect(JSON.stringify(row.config)).not.toContain('secret');
  expect(Buffer.from(row.secretsSealed ?? []).includes('secret')).toBe(false);
  const text = await t.core.keys.unsealText(
    a.tenantId,
    `provider/${row.id}`,
    row.secretsSealed ?? new Uint8Array(),
  );
  expect(JSON.parse(text)).toEqual({ password: 'a very secret word' });
});

test('the key of the timestamp authority is sealed, too', async () => {
  const row = await t.admin.providerConfiguration.findFirstOrThrow({
    where: { tenantId: PLATFORM_TENANT_ID, kind: 'timestamp' },
  });
  expect(Object.keys(row.config as object)).not.toContain('key');
});

test('an invalid configuration is refused and the earlier one stays', async () => {
  await configure(a.tenantId, 'Beijing', 'kept');
  const wrong = {
    tenantId: a.tenantId,
    kind: 'evidence',
    pluginId: 'notary',
    config: { office: 7 },
  } as const;
  await expect(t.core.providers.configure(wrong)).rejects.toMatchObject({ code: 'PLUGIN_CONFIG_INVALID' });
  expect(await receiptOf(a.tenantId)).toBe('Beijing/kept');
});

test('of many who configure at the same time one wins whole, and its secrets open', async () => {
  const c = await t.openTenant({ name: '丙公司' });
  const offices = ['1', '2', '3', '4', '5', '6'];
  const outcomes = await Promise.allSettled(offices.map((n) => configure(c.tenantId, `o${n}`, `p${n}`)));
  const codes = outcomes.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
  expect(codes.every((code) => code === 'CONFLICT')).toBe(true);
  expect(codes.length).toBeLessThan(offices.length);
  expect(await receiptOf(c.tenantId)).toMatch(/^o(\d)\/p\1$/);
});

test('what is configured once stays, whoever comes later', async () => {
  const input = (office: string) => ({
    tenantId: PLATFORM_TENANT_ID,
    kind: 'evidence' as const,
    pluginId: 'notary',
    config: { office, password: 'x' },
  });
  expect(await t.core.providers.configureOnce(input('late'))).toBe(false);
  const row = await t.admin.providerConfiguration.findFirstOrThrow({
    where: { tenantId: PLATFORM_TENANT_ID, kind: 'evidence' },
  });
  expect(row.pluginId).toBe('log');
});

test('where neither the tenant nor the platform has a provider, the error names the kind', async () => {
  const row = { tenantId_kind_position: { tenantId: PLATFORM_TENANT_ID, kind: 'conversion', position: 0 } };
  await t.admin.providerConfiguration.update({ where: row, data: { enabled: false } });
  await expect(t.core.providers.of(a.tenantId, 'conversion')).rejects.toMatchObject({
    code: 'PROVIDER_MISSING',
    status: 503,
    params: { kind: 'conversion' },
  });
  await t.admin.providerConfiguration.update({ where: row, data: { enabled: true } });
});
