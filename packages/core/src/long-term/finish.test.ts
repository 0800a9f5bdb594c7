import { verifyPdf } from '@chopmark/crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contractDetail } from '../contracts/contract-detail.ts';
import { documentPdf, downloadContract } from '../contracts/document-file.ts';
import { withdrawContract } from '../contracts/end.ts';
import { expireContract } from '../contracts/expire.ts';
import { causeOf } from '../jobs/failure-cause.ts';
import { rootCertificate } from '../platform/authority.ts';
import { createIssuingCa } from '../platform/create-issuing-ca.ts';
import { recordFailure } from '../signing/failure.ts';
import { retryContract } from '../signing/retry.ts';
import { changeSignaturePolicy } from '../tenants/signature-policy.ts';
import { driveFinishing, signedByAll } from '../testing/drive-contract.ts';
import { type MoodyProviders, moodyProviders } from '../testing/moody-providers.ts';
import { samplePdf } from '../testing/sample-pdf.ts';
import { pdfSignedByOthers } from '../testing/signed-pdf.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { archiveDocument, completeFinished, documentsToFinish, storeValidationData } from './finish.ts';
import type { BaselineLevel } from './signature-level.ts';

let moody: MoodyProviders;
let t: TestCore;
let tenant: TestTenant;
beforeAll(async () => {
  moody = moodyProviders();
  t = await testCore({ plugins: moody.plugins });
  await moody.install(t.core);
  tenant = await t.openTenant();
});
afterAll(() => t.close());

async function signedAt(level: BaselineLevel, options: Parameters<typeof signedByAll>[1] = {}) {
  await changeSignaturePolicy(tenant.ctx, { level });
  const contract = await signedByAll(tenant.ctx, options);
  const scope = { tenantId: tenant.tenantId, contractId: contract.contractId };
  return { ...contract, scope };
}

const detailOf = (contractId: string) => contractDetail(tenant.ctx, { contractId });

/** What anybody sees who has the file and the platform's root, and nothing else. */
async function judge(contractId: string, documentId: string) {
  const { bytes } = await documentPdf(tenant.ctx, { contractId, documentId });
  const trust = [await rootCertificate(t.core)];
  return verifyPdf({ pdf: bytes, trust, crls: [], now: t.core.now() });
}

/** The tenant's CA is another one for a while, which knows nothing of what the first has issued. */
async function replaceCa(): Promise<() => Promise<unknown>> {
  const { tenantId, slug, name } = tenant;
  const row = await t.admin.providerConfiguration.findFirstOrThrow({ where: { tenantId, kind: 'ca' } });
  const { certificate, pair, root } = await createIssuingCa(t.core, { id: tenantId, slug, name });
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
  const config = {
    issuingCertificate: base64(certificate),
    issuingKey: base64(pair.privateKey),
    algorithm: pair.algorithm,
    chain: [base64(root)],
  };
  await t.core.providers.configure({ tenantId, kind: 'ca', pluginId: 'built-in', config });
  return () =>
    t.admin.providerConfiguration.update({
      where: { id: row.id },
      data: { config: row.config ?? {}, secretsSealed: row.secretsSealed, version: { increment: 1 } },
    });
}

describe('a contract at each level', () => {
  test.each(['B-B', 'B-T'] as const)('%s is completed with its last signature', async (level) => {
    const { contractId, documentId } = await signedAt(level);
    expect((await detailOf(contractId)).state).toBe('completed');
    const { verdict, signatures } = await judge(contractId, documentId);
    expect(verdict).toBe('valid');
    // The platform's certification, the seal and the handwriting.
    expect(signatures.map((each) => each.level)).toEqual([level, level, level]);
  });

  test('B-LT waits for the validation data, and can be downloaded then', async () => {
    const { contractId, documentId } = await signedAt('B-LT');
    expect(await detailOf(contractId)).toMatchObject({ state: 'finishing', level: 'B-LT' });
    await expect(downloadContract(tenant.ctx, { contractId })).rejects.toMatchObject({
      code: 'CONTRACT_NOT_COMPLETED',
    });
    await driveFinishing(tenant.ctx, { contractId });
    const { state, events } = await detailOf(contractId);
    expect(state).toBe('completed');
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['validation.collected', 'document.validation-data-added']),
    );
    const report = await judge(contractId, documentId);
    expect(report.signatures.map(({ level, trust, reasons }) => ({ level, trust, reasons }))).toEqual(
      Array.from({ length: 3 }, () => ({ level: 'B-LT', trust: 'trusted', reasons: [] })),
    );
    const { bytes } = await downloadContract(tenant.ctx, { contractId });
    const { bytes: shown } = await documentPdf(tenant.ctx, { contractId, documentId });
    expect(Buffer.from(bytes).equals(shown)).toBe(true);
  });

  test('B-LTA puts a document timestamp on each of several documents', async () => {
    const { contractId, documentIds } = await signedAt('B-LTA', { more: [samplePdf()] });
    await driveFinishing(tenant.ctx, { contractId });
    expect(documentIds).toHaveLength(2);
    for (const documentId of documentIds) {
      const { verdict, signatures } = await judge(contractId, documentId);
      expect(verdict).toBe('valid');
      expect(signatures.map(({ level }) => level)).toEqual(['B-LTA', 'B-LTA', 'B-LTA', 'timestamp']);
      expect(signatures.flatMap(({ reasons }) => reasons)).toEqual([]);
    }
    const { events, chainIntact } = await detailOf(contractId);
    expect(events.filter(({ type }) => type === 'document.timestamped')).toHaveLength(2);
    expect(chainIntact).toBe(true);
  });

  test('a file that others had signed gets the level for our signatures; theirs stay what they are', async () => {
    const { contractId, documentId } = await signedAt('B-LTA', {
      pdf: await pdfSignedByOthers(t.core.now()),
    });
    await driveFinishing(tenant.ctx, { contractId });
    const { signatures } = await judge(contractId, documentId);
    expect(signatures.map(({ signer, level }) => [signer, level])).toEqual([
      ['Somebody Else', expect.stringMatching(/^B-[BT]$/)],
      [expect.anything(), 'B-LTA'],
      [expect.anything(), 'B-LTA'],
      [expect.anything(), 'timestamp'],
    ]);
  });
});

describe('the finishing job', () => {
  test('repeated at any step changes nothing more', async () => {
    const { contractId, documentId, scope } = await signedAt('B-LTA');
    const document = { ...scope, documentId };
    for (const step of [storeValidationData, archiveDocument, storeValidationData, archiveDocument]) {
      await step(t.core, document);
    }
    await Promise.all([completeFinished(t.core, scope), completeFinished(t.core, scope)]);
    await driveFinishing(tenant.ctx, { contractId });
    const revisions = await t.admin.documentRevision.findMany({
      where: { documentId },
      orderBy: { revisionNo: 'asc' },
    });
    expect(revisions.map(({ kind }) => kind)).toEqual([
      'uploaded',
      'prepared',
      'certified',
      'signed',
      'signed',
      'validation-data',
      'document-timestamp',
    ]);
    const { events } = await detailOf(contractId);
    expect(events.filter(({ type }) => type === 'contract.completed')).toHaveLength(1);
    expect(await documentsToFinish(t.core, scope)).toEqual([]);
  });

  test('two runs at the same time leave one revision of each kind', async () => {
    const { documentId, scope } = await signedAt('B-LTA');
    const document = { ...scope, documentId };
    await Promise.allSettled([storeValidationData(t.core, document), storeValidationData(t.core, document)]);
    await Promise.allSettled([archiveDocument(t.core, document), archiveDocument(t.core, document)]);
    for (const kind of ['validation-data', 'document-timestamp']) {
      expect(await t.admin.documentRevision.count({ where: { documentId, kind } })).toBe(1);
    }
  });

  test('a timestamp authority that is down completes nothing; a retry does, at the promised level', async () => {
    const { contractId, documentId, scope } = await signedAt('B-LTA');
    moody.timestamp.failures = 1;
    const failed = await driveFinishing(tenant.ctx, { contractId }).catch((error: Error) => error);
    expect(failed).toMatchObject({ code: 'TIMESTAMP_UNAVAILABLE' });
    await recordFailure(t.core, scope, causeOf({ message: '[TIMESTAMP_UNAVAILABLE] down' }));
    expect(await detailOf(contractId)).toMatchObject({
      state: 'finishing',
      failure: { code: 'TIMESTAMP_UNAVAILABLE' },
      can: { retry: true, withdraw: false, download: false },
    });
    await retryContract(tenant.ctx, { contractId });
    const [asked] = await t.admin.outbox.findMany({
      where: { name: 'contract/finishing' },
      orderBy: { createdAt: 'desc' },
    });
    expect(asked?.payload).toEqual({ contractId });
    await driveFinishing(tenant.ctx, { contractId });
    expect(await detailOf(contractId)).toMatchObject({ state: 'completed', failure: null });
    expect((await judge(contractId, documentId)).signatures[0]?.level).toBe('B-LTA');
  });

  test('a CA that says nothing of its certificates completes nothing: never a lower level', async () => {
    const { contractId, documentId, scope } = await signedAt('B-LT');
    await t.admin.validationItem.deleteMany({ where: { contractId } });
    const restore = await replaceCa();
    try {
      await expect(storeValidationData(t.core, { ...scope, documentId })).rejects.toMatchObject({
        code: 'VALIDATION_DATA_MISSING',
        retryable: true,
      });
    } finally {
      await restore();
    }
    expect((await detailOf(contractId)).state).toBe('finishing');
    await driveFinishing(tenant.ctx, { contractId });
    expect((await detailOf(contractId)).state).toBe('completed');
  });

  test('neither withdrawal nor deadline ends a contract that all have signed', async () => {
    const deadline = new Date(t.core.now().getTime() + 3_600_000).toISOString();
    const { contractId, scope } = await signedAt('B-LT', { details: { deadline } });
    t.clock.advance(2 * 3_600_000);
    expect(await expireContract(t.core, scope)).toBeNull();
    await expect(withdrawContract(tenant.ctx, { contractId, reason: 'x' })).rejects.toMatchObject({
      code: 'CONTRACT_STATE',
    });
    await driveFinishing(tenant.ctx, { contractId });
    expect((await detailOf(contractId)).state).toBe('completed');
  });

  test('what was collected is kept once, and another tenant sees none of it', async () => {
    const { contractId } = await signedAt('B-LT');
    const items = await t.admin.validationItem.findMany({ where: { contractId } });
    expect(new Set(items.map(({ kind }) => kind))).toEqual(new Set(['certificate', 'crl', 'ocsp']));
    const other = await t.openTenant();
    const seen = await t.core.db.withTenant(other.tenantId, (tx) => tx.validationItem.count());
    expect(seen).toBe(0);
  });
});
