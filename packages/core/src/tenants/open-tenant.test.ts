import { describeCertificate, generateKeyPair, verifyChain } from '@chopmark/crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../context.ts';
import { actorInTenant } from '../people/sessions.ts';
import { rootCertificate, rootCrl } from '../platform/authority.ts';
import { installPlatform } from '../platform/install.ts';
import { issuingCertificate, issuingCrl } from '../platform/issuing-ca.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { createFirstSeal, firstSealOf } from '../seals/first-seal.ts';
import { listSeals, requireUsableSeal } from '../seals/seals.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { finishOpening } from './finish-opening.ts';
import { openTenant } from './open-tenant.ts';

let t: TestCore;
let tenant: TestTenant;
beforeAll(async () => {
  t = await testCore();
  tenant = await t.openTenant({ name: '北京示例科技有限公司', creditCode: '91110108MA01A2B3CF' });
});
afterAll(() => t.close());

const sealsOf = (tenantId: string) => t.admin.seal.count({ where: { tenantId } });

test('installing the platform again, and twice at once, changes nothing', async () => {
  const root = await rootCertificate(t.core);
  const install = () => installPlatform(t.core, { storageDirectory: '/nowhere' });
  await Promise.all([install(), install()]);
  expect(await rootCertificate(t.core)).toEqual(root);
  expect(await t.admin.signingKey.count({ where: { tenantId: PLATFORM_TENANT_ID } })).toBe(3);
  const storage = await t.admin.providerConfiguration.findFirstOrThrow({
    where: { tenantId: PLATFORM_TENANT_ID, kind: 'storage' },
  });
  expect(storage.config).toEqual({ root: t.storageDirectory });
});

test('two processes that install at the same time agree on one root', async () => {
  const fresh = await testCore();
  const keys = { tenantId: PLATFORM_TENANT_ID };
  await fresh.admin.certificate.deleteMany({ where: keys });
  await fresh.admin.signingKey.deleteMany({ where: keys });
  const install = () => installPlatform(fresh.core, { storageDirectory: fresh.storageDirectory });
  const outcomes = await Promise.allSettled([install(), install(), install()]);
  expect(outcomes.map((each) => each.status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled']);
  const certificates = await fresh.admin.certificate.findMany({ where: keys });
  expect(certificates.map((row) => row.profile).sort()).toEqual(['certification', 'root', 'timestamp']);
  const root = certificates.find((row) => row.profile === 'root');
  const issuers = new Set(certificates.map((row) => describeCertificate(row.der).issuer.text));
  expect([...issuers]).toEqual([root && describeCertificate(root.der).subject.text]);
  await fresh.close();
});

test('serial numbers are stored as the certificate says them', async () => {
  const rows = await t.admin.certificate.findMany();
  expect(rows.length).toBeGreaterThanOrEqual(3);
  for (const row of rows) expect(row.serialNumber).toBe(describeCertificate(row.der).serialNumber);
});

test("a tenant's own CA chains to the platform's root, and both CRLs cover what it issues", async () => {
  const ca = await t.core.providers.of(tenant.tenantId, 'ca');
  const pair = await generateKeyPair('ec-p256');
  const { certificate, chain } = await ca.issue({
    requestId: 'r1',
    profile: 'person',
    subject: { commonName: '李明', country: 'CN' },
    publicKey: pair.publicKey,
    validityDays: 10,
  });
  const checked = verifyChain({
    leaf: certificate,
    intermediates: chain,
    trust: [await rootCertificate(t.core)],
    crls: [await rootCrl(t.core), await issuingCrl(t.core, tenant.slug)],
    at: t.core.now(),
    purpose: 'document-signing',
  });
  expect(checked).toMatchObject({ status: 'trusted', reasons: [] });
  expect(await issuingCertificate(t.core, tenant.slug)).toEqual(chain[0]);
  await expect(issuingCrl(t.core, 'no-such-tenant')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('tenants of the same name get addresses of their own, which cannot be guessed', async () => {
  const again = await t.openTenant({ name: 'Example Ltd' });
  const other = await t.openTenant({ name: 'Example Ltd' });
  expect(again.slug).toMatch(/^example-ltd-[0-9a-f]{8}$/);
  expect(other.slug).not.toBe(again.slug);
  expect(tenant.slug).toMatch(/^e-[0-9a-f]{8}$/);
});

test('an opening that was interrupted lets nobody in and is finished by whoever goes on with it, by several at once only once', async () => {
  const half = await t.openTenant({ name: '半途公司' });
  const { tenantId } = half;
  await t.admin.sealGrant.deleteMany({ where: { tenantId } });
  await t.admin.seal.deleteMany({ where: { tenantId } });
  await t.admin.providerConfiguration.deleteMany({ where: { tenantId } });
  await t.admin.tenant.update({ where: { id: tenantId }, data: { status: 'opening' } });
  const account = { kind: 'account', accountId: half.accountId, sessionId: '', operator: false } as const;
  const enter = () => actorInTenant(t.core, account, half.slug);
  await expect(enter()).rejects.toMatchObject({ code: 'TENANT_OPENING', params: { slug: half.slug } });
  expect(await sealsOf(tenantId)).toBe(0);
  await Promise.all(Array.from({ length: 8 }, () => finishOpening(t.core, tenantId)));
  expect(await enter()).toMatchObject({ tenantId });
  expect(await sealsOf(tenantId)).toBe(1);
  expect((await t.core.providers.of(tenantId, 'ca')).licensed).toBe(false);
  await finishOpening(t.core, tenantId);
  expect(await sealsOf(tenantId)).toBe(1);
});

test('a first seal asked for many times at once is made once', async () => {
  const { tenantId, name } = await t.openTenant({ name: '一枚公司' });
  const spec = firstSealOf(name, '1234567890123');
  for (let round = 0; round < 3; round++) {
    await t.admin.sealGrant.deleteMany({ where: { tenantId } });
    await t.admin.seal.deleteMany({ where: { tenantId } });
    await Promise.all(Array.from({ length: 10 }, () => createFirstSeal(t.core, { tenantId, spec })));
    expect(await sealsOf(tenantId)).toBe(1);
  }
});

test('an enterprise that cannot be sealed, or whose code is wrong or taken, leaves nothing behind', async () => {
  const before = await t.admin.tenant.count();
  const founder = { accountId: tenant.accountId, name: 'x' };
  const open = (name: string, creditCode?: string) =>
    openTenant(t.core, { name, creditCode, locale: 'en', founder });
  await expect(open('坏代码公司', '91110108MA01A2B3C0')).rejects.toMatchObject({
    code: 'CREDIT_CODE_INVALID',
  });
  await expect(open('同代码公司', '91110108MA01A2B3CF')).rejects.toMatchObject({
    code: 'ENTERPRISE_EXISTS',
    field: 'creditCode',
  });
  await expect(open('🙂🙂')).rejects.toMatchObject({
    code: 'SEAL_CHARACTER_MISSING',
    field: 'name',
    params: { character: '🙂' },
  });
  expect(await t.admin.tenant.count()).toBe(before);
});

test('a tenant opened with a credit code is verified, and the check is kept', async () => {
  const { tenantId } = tenant;
  expect(await t.admin.tenant.findUnique({ where: { id: tenantId } })).toMatchObject({
    identityStatus: 'verified',
    identityLevel: 'low',
    identitySandbox: true,
  });
  expect(await t.admin.identityVerification.findMany({ where: { tenantId } })).toMatchObject([
    { status: 'verified', provider: 'sandbox', creditCode: '91110108MA01A2B3CF', sandbox: true },
  ]);
});

const useSeal = () =>
  t.core.db.withTenant(tenant.tenantId, async (tx) => {
    const [seal] = await tx.seal.findMany({ where: { tenantId: tenant.tenantId } });
    return requireUsableSeal(tx, tenant.actor, seal?.id ?? '', t.core.now());
  });
const HOUR = 3_600_000;

type Change = { seal?: { enabled: boolean }; grant?: { revokedAt?: Date; validUntil?: Date } };

test.each<[string, Change]>([
  ['disabled', { seal: { enabled: false } }],
  ['no longer granted', { grant: { revokedAt: new Date() } }],
  ['granted for a time that is over', { grant: { validUntil: new Date(Date.now() - 1000) } }],
])('a seal that is %s is refused at that moment and works again when put right', async (_what, change) => {
  const where = { tenantId: tenant.tenantId };
  await expect(useSeal()).resolves.toMatchObject({ enabled: true });
  await t.admin.seal.updateMany({ where, data: change.seal ?? {} });
  await t.admin.sealGrant.updateMany({ where, data: change.grant ?? {} });
  await expect(useSeal()).rejects.toMatchObject({ code: 'SEAL_NOT_USABLE', status: 403 });
  await t.admin.seal.updateMany({ where, data: { enabled: true } });
  await t.admin.sealGrant.updateMany({ where, data: { revokedAt: null, validUntil: null } });
  await expect(useSeal()).resolves.toMatchObject({ enabled: true });
});

test('a grant ends by itself when its time has come', async () => {
  const where = { tenantId: tenant.tenantId };
  await t.admin.sealGrant.updateMany({
    where,
    data: { validUntil: new Date(t.core.now().getTime() + HOUR) },
  });
  await expect(useSeal()).resolves.toBeDefined();
  t.clock.advance(HOUR + 1_000);
  await expect(useSeal()).rejects.toMatchObject({ code: 'SEAL_NOT_USABLE' });
  await t.admin.sealGrant.updateMany({ where, data: { validUntil: null } });
});

test("another member's grant and another tenant's seal are of no use", async () => {
  const other = await t.openTenant({ name: '别家公司' });
  const [seal] = await listSeals(other.ctx);
  const use = (actor: TestTenant['actor']) =>
    t.core.db.withTenant(tenant.tenantId, (tx) => requireUsableSeal(tx, actor, seal?.id ?? '', t.core.now()));
  await expect(use(tenant.actor)).rejects.toMatchObject({ code: 'SEAL_NOT_USABLE' });
  const colleague = { ...tenant.actor, membershipId: other.actor.membershipId };
  const [own] = await listSeals(tenant.ctx);
  const borrowed = t.core.db.withTenant(tenant.tenantId, (tx) =>
    requireUsableSeal(tx, colleague, own?.id ?? '', t.core.now()),
  );
  await expect(borrowed).rejects.toMatchObject({ code: 'SEAL_NOT_USABLE' });
});

test('a member without the permission sees no seals and uses none', async () => {
  const powerless = { ...tenant.actor, permissions: new Set<never>() };
  await expect(listSeals(contextOf(t.core, powerless))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const [seal] = await listSeals(tenant.ctx);
  const use = t.core.db.withTenant(tenant.tenantId, (tx) =>
    requireUsableSeal(tx, powerless, seal?.id ?? '', t.core.now()),
  );
  await expect(use).rejects.toMatchObject({ code: 'SEAL_NOT_USABLE' });
});
