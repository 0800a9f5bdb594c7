import { randomBytes } from 'node:crypto';
import { generateKeyPair, issueCertificate, verifyPdf } from '@chopmark/crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contractDetail } from '../contracts/contract-detail.ts';
import { documentPdf } from '../contracts/document-file.ts';
import { platformKey, rootCertificate } from '../platform/authority.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { changeSignaturePolicy } from '../tenants/signature-policy.ts';
import { driveFinishing, signedByAll } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { askForRenewals, renewTimestamp, renewValidationData } from './renew.ts';

const DAY = 86_400_000;

let t: TestCore;
let tenant: TestTenant;
beforeAll(async () => {
  t = await testCore();
  tenant = await t.openTenant();
  await changeSignaturePolicy(tenant.ctx, { level: 'B-LTA', renewalDays: 60 });
});
afterAll(() => t.close());

type Issuer = { certificate: Uint8Array; key: Parameters<typeof issueCertificate>[0]['issuerKey'] };

/** A new key under an issuer, certified for so many days from now. */
async function certified(profile: 'root' | 'tsa' | 'issuing-ca', days: number, issuer: Issuer | 'self') {
  const pair = await generateKeyPair('ec-p256');
  const now = t.core.now().getTime();
  const certificate = await issueCertificate({
    profile,
    subject: { commonName: `${profile} for ${days} days` },
    publicKey: pair.publicKey,
    issuer: issuer === 'self' ? 'self' : { certificate: issuer.certificate },
    issuerKey: issuer === 'self' ? pair : issuer.key,
    serialNumber: randomBytes(16),
    notBefore: new Date(now - 1000),
    notAfter: new Date(now + days * DAY),
    ...(issuer !== 'self' && { crlUrl: `${t.core.publicUrl}/crl/root.crl` }),
  });
  return { pair, certificate };
}

/**
 * The platform's timestamp authority gets a new key, certified for so many days from now.
 * @param daysOfIssuer of an authority between it and the root; none when absent
 */
async function giveAuthority(days: number, daysOfIssuer?: number): Promise<void> {
  const key = await platformKey(t.core, 'root');
  const root = { certificate: key.certificate, key };
  const between = daysOfIssuer && (await certified('issuing-ca', daysOfIssuer, root));
  const issuer = between ? { certificate: between.certificate, key: between.pair } : root;
  const chain = [...(between ? [between.certificate] : []), root.certificate];
  await configureAuthority(await certified('tsa', days, issuer), chain);
}

/** An authority that has nothing to do with the platform's root. */
async function giveForeignAuthority(days: number): Promise<void> {
  const root = await certified('root', days, 'self');
  const tsa = await certified('tsa', days, { certificate: root.certificate, key: root.pair });
  await configureAuthority(tsa, [root.certificate]);
}

type Authority = Awaited<ReturnType<typeof certified>>;

async function configureAuthority({ pair, certificate }: Authority, chain: Uint8Array[]): Promise<void> {
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const config = {
    certificate: base64(certificate),
    chain: chain.map(base64),
    key: base64(pair.privateKey),
    algorithm: pair.algorithm,
    policy: '2.25.1',
  };
  await t.core.providers.configure({
    tenantId: PLATFORM_TENANT_ID,
    kind: 'timestamp',
    pluginId: 'built-in',
    config,
  });
}

const renewalOf = (documentId: string) => t.admin.archiveRenewal.findUniqueOrThrow({ where: { documentId } });

async function archived() {
  const contract = await signedByAll(tenant.ctx, { persons: [] });
  await driveFinishing(tenant.ctx, contract);
  return contract;
}

async function judge({ contractId, documentId }: { contractId: string; documentId: string }) {
  const { bytes } = await documentPdf(tenant.ctx, { contractId, documentId });
  return verifyPdf({ pdf: bytes, trust: [await rootCertificate(t.core)], crls: [], now: t.core.now() });
}

test('an archive is renewed before its timestamp ends, once, and outlives it', async () => {
  await giveAuthority(200);
  const contract = await archived();
  const { documentId, contractId } = contract;
  const first = await renewalOf(documentId);
  expect(first.expiresAt.getTime() - first.renewAt.getTime()).toBe(60 * DAY);
  expect(await askForRenewals(t.core)).toBe(0);

  t.clock.advance(150 * DAY);
  await giveAuthority(900);
  expect(await askForRenewals(t.core)).toBe(1);
  expect(await askForRenewals(t.core)).toBe(0);
  const [asked] = await t.admin.outbox.findMany({ where: { name: 'archive/renewal-due' } });
  expect(asked).toMatchObject({
    tenantId: tenant.tenantId,
    payload: { contractId, documentId, revisionNo: first.revisionNo },
  });
  const scope = { tenantId: tenant.tenantId, contractId, documentId, revisionNo: first.revisionNo };
  for (const step of [renewValidationData, renewTimestamp, renewValidationData, renewTimestamp]) {
    await step(t.core, scope);
  }
  const second = await renewalOf(documentId);
  expect(second.revisionNo).toBe(first.revisionNo + 2);
  expect(second.expiresAt > first.expiresAt).toBe(true);
  const { events } = await contractDetail(tenant.ctx, { contractId });
  expect(events.filter(({ type }) => type === 'document.renewed')).toHaveLength(1);

  // Long after the first authority's certificate has ended.
  t.clock.advance(300 * DAY);
  const { verdict, signatures } = await judge(contract);
  expect(verdict).toBe('valid');
  expect(signatures.map(({ level, trust }) => [level, trust])).toEqual([
    ['B-LTA', 'trusted'],
    ['B-LTA', 'trusted'],
    ['timestamp', 'trusted'],
    ['timestamp', 'trusted'],
  ]);
  expect(signatures[0]?.reasons).toEqual([]);
});

test('a certificate that ends no later renews nothing; the cause is named and it is asked for again', async () => {
  await giveAuthority(100);
  const { contractId, documentId } = await archived();
  const { revisionNo } = await renewalOf(documentId);
  t.clock.advance(80 * DAY);
  expect(await askForRenewals(t.core)).toBe(1);
  const scope = { tenantId: tenant.tenantId, contractId, documentId, revisionNo };
  await expect(renewValidationData(t.core, scope)).rejects.toMatchObject({
    code: 'TSA_CERTIFICATE_ENDING',
    retryable: true,
  });
  t.clock.advance(DAY + 1000);
  expect(await askForRenewals(t.core)).toBe(1);
});

test("an archive's time ends with the first certificate of its timestamp's chain, not with its authority's", async () => {
  await giveAuthority(50);
  const { contractId, documentId } = await archived();
  const { revisionNo, expiresAt } = await renewalOf(documentId);
  const scope = { tenantId: tenant.tenantId, contractId, documentId, revisionNo };
  await giveAuthority(900, 40);
  await expect(renewValidationData(t.core, scope)).rejects.toMatchObject({ code: 'TSA_CERTIFICATE_ENDING' });
  const now = t.core.now().getTime();
  await giveAuthority(900, 300);
  await renewValidationData(t.core, scope);
  await renewTimestamp(t.core, scope);
  const renewed = await renewalOf(documentId);
  expect(renewed.expiresAt > expiresAt).toBe(true);
  expect(Math.round((renewed.expiresAt.getTime() - now) / DAY)).toBe(300);
});

test('an authority nobody has stamped with before renews at the first try', async () => {
  await giveAuthority(50);
  const { contractId, documentId } = await archived();
  const { revisionNo } = await renewalOf(documentId);
  const scope = { tenantId: tenant.tenantId, contractId, documentId, revisionNo };
  await giveForeignAuthority(900);
  await renewValidationData(t.core, scope);
  await renewTimestamp(t.core, scope);
  expect((await renewalOf(documentId)).revisionNo).toBeGreaterThan(revisionNo);
});

test("a tenant's new renewal time holds for what is archived already", async () => {
  await giveAuthority(400);
  const { documentId } = await archived();
  await changeSignaturePolicy(tenant.ctx, { renewalDays: 100 });
  const { expiresAt, renewAt } = await renewalOf(documentId);
  expect(expiresAt.getTime() - renewAt.getTime()).toBe(100 * DAY);
});
