import { verifyPdf } from '@chopmark/crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contractDetail } from '../contracts/contract-detail.ts';
import { documentPdf } from '../contracts/document-file.ts';
import { sendContract } from '../contracts/send.ts';
import { toHex } from '../digest.ts';
import { rootCertificate } from '../platform/authority.ts';
import { jobRows } from '../testing/contract-rows.ts';
import {
  type DrivenContract,
  draftContract,
  driveSigning,
  sendAndOpen,
  signingScope,
  signingSteps,
} from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { finishIntent, openForSigning } from './advance.ts';
import { buildRevision } from './build-revision.ts';
import { ensureCertificate } from './certificate.ts';
import { recordFailure } from './failure.ts';
import type { IntentScope } from './intent-scope.ts';
import { certifyDocuments, prepareDocuments } from './prepare.ts';
import { signRevision } from './sign-revision.ts';
import { signingView } from './view.ts';

let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

/** A contract waiting for its parties, and the first one's consent. */
async function consented(options: Parameters<typeof sendAndOpen>[1] = {}, nth = 0) {
  const contract = await sendAndOpen(owner.ctx, options);
  const participant = contract.participants[nth];
  if (!participant) throw new Error('a party is missing');
  const scope = await signingScope(owner.ctx, contract, participant);
  return { contract, scope, documentId: contract.documentId, participant };
}

async function upTo(last: number, scope: IntentScope, documentId: string): Promise<void> {
  for (const step of signingSteps.slice(0, last)) await step(t.core, scope, documentId);
}

const rowsOf = ({ contractId }: { contractId: string }) => jobRows(t.admin, contractId);

const activationOf = async (scope: IntentScope, documentId: string) =>
  t.admin.activation.findUniqueOrThrow({
    where: { intentId_documentId: { intentId: scope.intentId, documentId } },
  });

async function reportOn({ contractId, documentId }: DrivenContract) {
  const { bytes } = await documentPdf(owner.ctx, { contractId, documentId });
  return verifyPdf({ pdf: bytes, trust: [await rootCertificate(t.core)], crls: [], now: t.core.now() });
}

test('every step of sending, repeated twice, changes nothing', async () => {
  const contract = await draftContract(owner.ctx);
  await sendContract(owner.ctx, contract);
  const scope = { tenantId: owner.tenantId, contractId: contract.contractId };
  for (const step of [prepareDocuments, certifyDocuments, openForSigning]) {
    await step(t.core, scope);
    const after = await rowsOf(contract);
    await step(t.core, scope);
    await Promise.all([step(t.core, scope), step(t.core, scope)]);
    expect(await rowsOf(contract)).toEqual(after);
  }
  const { revisions } = await rowsOf(contract);
  expect(revisions.map((revision) => revision.kind)).toEqual(['uploaded', 'prepared', 'certified']);
});

test('every step of signing, repeated and run side by side, changes nothing more', async () => {
  const { contract, scope, documentId } = await consented();
  for (const step of [...signingSteps, finishIntent]) {
    await Promise.all([step(t.core, scope, documentId), step(t.core, scope, documentId)]);
    const after = await rowsOf(contract);
    await step(t.core, scope, documentId);
    expect(await rowsOf(contract)).toEqual(after);
  }
  await driveSigning(t.core, scope, documentId);
  const rows = await rowsOf(contract);
  expect(rows.revisions).toHaveLength(4);
  expect(rows.signatures).toHaveLength(1);
  expect(rows.certificates).toHaveLength(1);
  expect((await reportOn(contract)).verdict).toBe('valid');
});

test('an activation is consumed once: calls at the same time and later get the same signature', async () => {
  const { scope, documentId } = await consented();
  await upTo(2, scope, documentId);
  await Promise.all(Array.from({ length: 6 }, () => signRevision(t.core, scope, documentId)));
  const first = await activationOf(scope, documentId);
  expect(first.consumedAt).not.toBeNull();
  await signRevision(t.core, scope, documentId);
  const again = await activationOf(scope, documentId);
  expect(again).toEqual(first);
});

test('the activation binds the bytes that were shown, and the signature the bytes that were signed', async () => {
  const { contract, scope, documentId } = await consented();
  await driveSigning(t.core, scope, documentId);
  const { revisions, signatures } = await rowsOf(contract);
  const activation = await activationOf(scope, documentId);
  const certified = revisions.find((revision) => revision.kind === 'certified');
  expect(toHex(activation.preparedSha256)).toBe(toHex(certified?.sha256 ?? new Uint8Array()));
  expect(toHex(activation.byteRangeDigest ?? new Uint8Array())).toBe(
    toHex(signatures[0]?.digest ?? new Uint8Array(1)),
  );
});

test('a document other than the one the signer agreed to is refused for good', async () => {
  const { scope, documentId } = await consented();
  await ensureCertificate(t.core, scope);
  await t.admin.activation.updateMany({
    where: { intentId: scope.intentId },
    data: { preparedSha256: new Uint8Array(32) },
  });
  await expect(buildRevision(t.core, scope, documentId)).rejects.toMatchObject({
    code: 'DOCUMENTS_CHANGED',
    retryable: false,
  });
});

test.each([
  ['a filled-in value', { values: { changed: 'after the consent' } }],
  [
    'the drawn signature',
    { appearance: { seal: null, signature: { type: 'paths', width: 1, height: 1, paths: [] } } },
  ],
  ['the version of the seal', { sealVersion: 7 }],
])('%s changed after the consent is refused for good', async (_what, data) => {
  const { scope, documentId } = await consented();
  await ensureCertificate(t.core, scope);
  await t.admin.signingIntent.update({ where: { id: scope.intentId }, data });
  await expect(buildRevision(t.core, scope, documentId)).rejects.toMatchObject({ code: 'DOCUMENTS_CHANGED' });
});

test('a head that is not an extension of what was agreed to is refused', async () => {
  const first = await consented({ ordering: 'unordered' });
  const { contract, documentId } = first;
  await driveSigning(t.core, first.scope, documentId);
  const second = contract.participants[1];
  if (!second) throw new Error('a party is missing');
  const scope = await signingScope(owner.ctx, contract, second);
  await ensureCertificate(t.core, scope);
  // Another contract's signed file, itself perfectly valid, is put in the head's place.
  const other = await consented({ ordering: 'unordered' });
  await driveSigning(t.core, other.scope, other.documentId);
  const { sha256 } = await t.admin.documentRevision.findFirstOrThrow({
    where: { documentId: other.documentId, kind: 'signed' },
  });
  await t.admin.$executeRaw`alter table document_revision disable trigger document_revision_append_only`;
  await t.admin.documentRevision.updateMany({ where: { documentId, kind: 'signed' }, data: { sha256 } });
  await t.admin.$executeRaw`alter table document_revision enable trigger document_revision_append_only`;
  await expect(buildRevision(t.core, scope, documentId)).rejects.toMatchObject({ code: 'DOCUMENTS_CHANGED' });
});

test('the one-time key is gone with the last signature it was for, and the certificate stays', async () => {
  const { contract, scope, documentId } = await consented();
  await upTo(2, scope, documentId);
  expect((await rowsOf(contract)).keys[0]).toMatchObject({ state: 'ready' });
  await signRevision(t.core, scope, documentId);
  expect((await rowsOf(contract)).keys[0]).toMatchObject({ state: 'destroyed', privateKeySealed: null });
  await driveSigning(t.core, scope, documentId);
  const rows = await rowsOf(contract);
  expect(rows.keys[0]).toMatchObject({ state: 'destroyed', privateKeySealed: null });
  expect(rows.certificates).toHaveLength(1);
  const signed = rows.events.find((event) => event.type === 'document.signed');
  expect(signed?.data).toMatchObject({ certificate: rows.certificates[0]?.serialNumber });
});

test('two who sign at the same time stand in line for the document, and both signatures are valid', async () => {
  const contract = await sendAndOpen(owner.ctx, { ordering: 'unordered' });
  const { documentId } = contract;
  const [a, b] = contract.participants;
  if (!a || !b) throw new Error('a party is missing');
  const [first, second] = [
    await signingScope(owner.ctx, contract, a),
    await signingScope(owner.ctx, contract, b),
  ];
  await upTo(2, first, documentId);
  await ensureCertificate(t.core, second);
  await expect(buildRevision(t.core, second, documentId)).rejects.toMatchObject({
    code: 'CONFLICT',
    retryable: true,
  });
  for (const scope of [first, second]) {
    await driveSigning(t.core, scope, documentId);
    await finishIntent(t.core, scope);
  }
  const report = await reportOn(contract);
  expect(report.verdict).toBe('valid');
  expect(report.signatures.map((each) => [each.verdict, each.level])).toEqual(
    Array(3).fill(['valid', 'B-T']),
  );
  expect(await contractDetail(owner.ctx, contract)).toMatchObject({ state: 'completed', chainIntact: true });
});

test('signers whose jobs run at the same moment all get through, whoever is first', async () => {
  const contract = await sendAndOpen(owner.ctx, { ordering: 'unordered', persons: ['Ming', 'Hong'] });
  const scopes: IntentScope[] = [];
  for (const participant of contract.participants)
    scopes.push(await signingScope(owner.ctx, contract, participant));
  const run = async (scope: IntentScope) => {
    for (let attempt = 0; attempt < 200; attempt++) {
      const outcome = await driveSigning(t.core, scope, contract.documentId).then(
        () => 'done',
        (error) => error.code,
      );
      if (outcome === 'done') return finishIntent(t.core, scope);
      expect(outcome).toBe('CONFLICT');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  await Promise.all(scopes.map(run));
  expect(await contractDetail(owner.ctx, contract)).toMatchObject({ state: 'completed', chainIntact: true });
  const report = await reportOn(contract);
  expect([report.verdict, report.signatures.length]).toEqual(['valid', 4]);
  expect((await rowsOf(contract)).revisions.map((each) => each.revisionNo)).toEqual([0, 1, 2, 3, 4, 5]);
});

test('a file whose certification forbids further fields is refused at once', async () => {
  const earlier = await consented({ self: false });
  await driveSigning(t.core, earlier.scope, earlier.documentId);
  const { bytes } = await documentPdf(owner.ctx, earlier.contract);
  await expect(draftContract(owner.ctx, { pdf: bytes })).rejects.toMatchObject({ code: 'PDF_SIGNED_LOCKED' });
});

test('the signing page shows how far the job is', async () => {
  const { contract, scope, documentId } = await consented();
  const steps = async () => (await signingView(owner.ctx, contract)).steps.map((step) => step.state);
  expect(await steps()).toEqual(['running', 'waiting', 'waiting', 'waiting']);
  await upTo(1, scope, documentId);
  expect(await steps()).toEqual(['done', 'running', 'waiting', 'waiting']);
  await upTo(3, scope, documentId);
  expect(await steps()).toEqual(['done', 'done', 'running', 'waiting']);
  await recordFailure(t.core, scope, { code: 'TIMESTAMP_REFUSED', message: 'x' });
  expect(await steps()).toEqual(['done', 'done', 'failed', 'waiting']);
  await driveSigning(t.core, scope, documentId);
  await finishIntent(t.core, scope);
  expect(await steps()).toEqual(['done', 'done', 'done', 'done']);
});
