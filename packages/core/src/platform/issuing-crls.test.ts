import { randomBytes } from 'node:crypto';
import { describeCertificate, generateKeyPair, issueCertificate, verifyChain } from '@chopmark/crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { rootCertificate, rootCrl } from './authority.ts';
import { crlsFor } from './issuing-crls.ts';
import { PLATFORM_TENANT_ID } from './platform-tenant.ts';

let t: TestCore;
let a: TestTenant;
let b: TestTenant;

beforeAll(async () => {
  t = await testCore();
  a = await t.openTenant({ name: '甲公司' });
  b = await t.openTenant({ name: '乙公司' });
});
afterAll(() => t.close());

async function issue(tenant: TestTenant) {
  const ca = await t.core.providers.of(tenant.tenantId, 'ca');
  const { publicKey } = await generateKeyPair('ec-p256');
  const subject = { commonName: '李明', country: 'CN' };
  const issued = await ca.issue({
    requestId: randomBytes(8).toString('hex'),
    profile: 'person',
    subject,
    publicKey,
    validityDays: 30,
  });
  return { ca, ...issued };
}

async function trustIn(leaf: Uint8Array, intermediates: Uint8Array[], crls: Uint8Array[]) {
  const root = await rootCertificate(t.core);
  const all = [...crls, await rootCrl(t.core)];
  const at = new Date(t.core.now().getTime() + 1000);
  return verifyChain({ leaf, intermediates, trust: [root], crls: all, at, purpose: 'document-signing' });
}

test("our signers' revocation is known with it, and unknown without", async () => {
  const { certificate, chain } = await issue(a);
  expect((await trustIn(certificate, chain, [])).reasons).toEqual(['REVOCATION_UNKNOWN']);
  const crls = await crlsFor(t.core, [...chain, certificate]);
  expect(await trustIn(certificate, chain, crls)).toMatchObject({ status: 'trusted', reasons: [] });
});

test('a revocation shows at the very next call', async () => {
  const { ca, certificate, chain } = await issue(a);
  await crlsFor(t.core, [certificate]);
  const { serialNumber } = describeCertificate(certificate);
  await ca.revoke({ serialNumber, reason: 1, at: t.core.now() });
  const crls = await crlsFor(t.core, [certificate]);
  expect(await trustIn(certificate, chain, crls)).toMatchObject({
    status: 'untrusted',
    reasons: ['REVOKED'],
  });
});

test('one CRL for each tenant, however many of its certificates there are', async () => {
  const issued = await Promise.all([issue(a), issue(a), issue(b)]);
  const crls = await crlsFor(
    t.core,
    issued.flatMap(({ certificate, chain }) => [certificate, ...chain]),
  );
  expect(crls).toHaveLength(2);
  for (const { certificate, chain } of issued) {
    expect(await trustIn(certificate, chain, crls)).toMatchObject({ status: 'trusted' });
  }
});

test('the platform and the issuing CAs themselves need none: the root speaks for them', async () => {
  const { chain } = await issue(a);
  expect(await crlsFor(t.core, chain)).toEqual([]);
});

test("what only claims to come from a tenant's CA, or is no certificate, asks for nothing", async () => {
  const pair = await generateKeyPair('ec-p256');
  const { chain } = await issue(a);
  const { commonName = '', organization = '' } = describeCertificate(chain[0] ?? new Uint8Array()).subject;
  const common = {
    publicKey: pair.publicKey,
    issuerKey: pair,
    serialNumber: randomBytes(16),
    notBefore: new Date(Date.now() - 1000),
    notAfter: new Date(Date.now() + 86_400_000),
  };
  // The name of the real issuing CA, with a key of the forger's own.
  const issuer = await issueCertificate({
    ...common,
    profile: 'root',
    subject: { commonName, organization, country: 'CN' },
    issuer: 'self',
  });
  const forged = (slug: string) =>
    issueCertificate({
      ...common,
      profile: 'person',
      subject: { commonName: 'X' },
      issuer: { certificate: issuer },
      crlUrl: `${t.core.publicUrl}/crl/${slug}.crl`,
    });
  const states = () => t.admin.pluginState.findMany({ where: { key: { contains: 'crl' } } });
  const before = await states();
  const given = [await forged(a.slug), await forged('nobody'), await forged('platform')];
  expect(await crlsFor(t.core, [...given, new Uint8Array(), randomBytes(300)])).toEqual([]);
  expect(await states()).toEqual(before);
});

test('a CA that is out of order leaves the others in order', async () => {
  const [own, other] = [await issue(a), await issue(b)];
  const broken = { tenantId: b.tenantId, kind: 'ca' };
  const row = await t.admin.providerConfiguration.findFirstOrThrow({ where: broken });
  await t.admin.providerConfiguration.update({ where: { id: row.id }, data: { enabled: false } });
  const crls = await crlsFor(t.core, [own.certificate, other.certificate]);
  await t.admin.providerConfiguration.update({ where: { id: row.id }, data: { enabled: true } });
  expect(crls).toHaveLength(1);
  expect(
    await t.admin.providerConfiguration.count({ where: { tenantId: PLATFORM_TENANT_ID, kind: 'ca' } }),
  ).toBe(0);
});
