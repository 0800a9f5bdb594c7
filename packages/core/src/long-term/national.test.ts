import { randomBytes } from 'node:crypto';
import { generateKeyPair, hasSm2, issueCertificate, verifyPdf } from '@chopmark/crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contractDetail } from '../contracts/contract-detail.ts';
import { documentPdf } from '../contracts/document-file.ts';
import { platformKey, rootCertificate } from '../platform/authority.ts';
import { NATIONAL_POSITION } from '../platform/install.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { chooseAlgorithm } from '../tenants/choose-algorithm.ts';
import { changeSignaturePolicy } from '../tenants/signature-policy.ts';
import { type DrivenContract, driveFinishing, signedByAll } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { archiveDocument, storeValidationData } from './finish.ts';
import { askForRenewals, renewTimestamp, renewValidationData } from './renew.ts';

/** SM2 and SM3 from the signers to the timestamps, at the levels that are to last. */

const DAY = 86_400_000;

let t: TestCore;
let tenant: TestTenant;
beforeAll(async () => {
  t = await testCore();
  tenant = await t.openTenant();
  await chooseAlgorithm(tenant.ctx, { algorithm: 'sm2' });
});
afterAll(() => t.close());

async function signedAt(level: 'B-LT' | 'B-LTA'): Promise<DrivenContract> {
  await changeSignaturePolicy(tenant.ctx, { level, renewalDays: 60 });
  return signedByAll(tenant.ctx);
}

/** With nothing but the file and the national root. */
async function judge({ contractId, documentId }: DrivenContract) {
  const { bytes } = await documentPdf(tenant.ctx, { contractId, documentId });
  const trust = [await rootCertificate(t.core, 'national')];
  const { verdict, signatures } = await verifyPdf({ pdf: bytes, trust, crls: [], now: t.core.now() });
  const made = signatures.filter(({ level }) => level !== 'timestamp');
  return {
    verdict,
    levels: signatures.map(({ level }) => level),
    isCertain: signatures.every(({ trust: given, reasons }) => given === 'trusted' && reasons.length === 0),
    schemes: new Set(made.map(({ details }) => details.scheme)),
    digests: new Set(made.map(({ details }) => details.digestAlgorithm)),
  };
}

/** The platform's national timestamp authority gets a new key, certified for so many days from now. */
async function giveAuthority(days: number): Promise<void> {
  const root = await platformKey(t.core, 'root', 'national');
  const pair = await generateKeyPair('sm2');
  const now = t.core.now().getTime();
  const certificate = await issueCertificate({
    profile: 'tsa',
    subject: { commonName: `SM2 TSA for ${days} days` },
    publicKey: pair.publicKey,
    issuer: { certificate: root.certificate },
    issuerKey: root,
    serialNumber: randomBytes(16),
    notBefore: new Date(now - 1000),
    notAfter: new Date(now + days * DAY),
    crlUrl: `${t.core.publicUrl}/crl/root.sm2.crl`,
  });
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  await t.core.providers.configure({
    tenantId: PLATFORM_TENANT_ID,
    kind: 'timestamp',
    pluginId: 'built-in',
    position: NATIONAL_POSITION,
    config: {
      certificate: base64(certificate),
      chain: [base64(root.certificate)],
      key: base64(pair.privateKey),
      algorithm: pair.algorithm,
      policy: '2.25.1',
    },
  });
}

describe.skipIf(!hasSm2())('with SM2', () => {
  test.each(['B-LT', 'B-LTA'] as const)(
    'a contract is finished at %s by national algorithms alone',
    async (level) => {
      const contract = await signedAt(level);
      expect((await contractDetail(tenant.ctx, contract)).state).toBe('finishing');
      await driveFinishing(tenant.ctx, contract);
      expect((await contractDetail(tenant.ctx, contract)).state).toBe('completed');
      expect(await judge(contract)).toEqual({
        verdict: 'valid',
        levels: [level, level, level, ...(level === 'B-LTA' ? ['timestamp'] : [])],
        isCertain: true,
        schemes: new Set(['sm2']),
        digests: new Set(['SM3']),
      });
    },
  );

  test('its store holds nothing of the international line', async () => {
    const contract = await signedAt('B-LT');
    await driveFinishing(tenant.ctx, contract);
    const { bytes } = await documentPdf(tenant.ctx, contract);
    const report = await verifyPdf({
      pdf: bytes,
      trust: [await rootCertificate(t.core)],
      crls: [],
      now: t.core.now(),
    });
    expect(report.signatures.map(({ trust }) => trust)).toEqual(['unknown', 'unknown', 'unknown']);
  });

  test('the finishing steps repeated change nothing more', async () => {
    const contract = await signedAt('B-LTA');
    const document = { tenantId: tenant.tenantId, ...contract };
    for (const step of [storeValidationData, archiveDocument, storeValidationData, archiveDocument]) {
      await step(t.core, document);
    }
    await driveFinishing(tenant.ctx, contract);
    const { documentId } = contract;
    const kinds = await t.admin.documentRevision.findMany({
      where: { documentId, kind: { in: ['validation-data', 'document-timestamp'] } },
    });
    expect(kinds.map(({ kind }) => kind).toSorted()).toEqual(['document-timestamp', 'validation-data']);
  });

  test('an archive is renewed before its SM2 timestamp ends, and outlives it', async () => {
    await giveAuthority(200);
    const contract = await signedAt('B-LTA');
    await driveFinishing(tenant.ctx, contract);
    const { contractId, documentId } = contract;
    const first = await t.admin.archiveRenewal.findUniqueOrThrow({ where: { documentId } });

    t.clock.advance(150 * DAY);
    await giveAuthority(900);
    expect(await askForRenewals(t.core)).toBe(1);
    const scope = { tenantId: tenant.tenantId, contractId, documentId, revisionNo: first.revisionNo };
    await renewValidationData(t.core, scope);
    await renewTimestamp(t.core, scope);
    const second = await t.admin.archiveRenewal.findUniqueOrThrow({ where: { documentId } });
    expect(second.expiresAt > first.expiresAt).toBe(true);

    // Long after the first authority's certificate has ended.
    t.clock.advance(300 * DAY);
    const { verdict, levels, schemes } = await judge(contract);
    expect({ verdict, levels, schemes }).toEqual({
      verdict: 'valid',
      levels: ['B-LTA', 'B-LTA', 'B-LTA', 'timestamp', 'timestamp'],
      schemes: new Set(['sm2']),
    });
  });
});
