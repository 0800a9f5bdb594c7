import { verifyPdf } from '@chopmark/crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { revokeCertificate } from '../certificates/revoke-certificate.ts';
import { contractDetail } from '../contracts/contract-detail.ts';
import { documentPdf } from '../contracts/document-file.ts';
import { causeOf, coded } from '../jobs/failure-cause.ts';
import { rootCertificate } from '../platform/authority.ts';
import { driveSigning, sendAndOpen, signingScope, signingSteps } from '../testing/drive-contract.ts';
import { samplePdf } from '../testing/sample-pdf.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { finishIntent } from './advance.ts';
import { recordFailure } from './failure.ts';
import type { IntentScope } from './intent-scope.ts';
import { retryContract } from './retry.ts';
import { signingView } from './view.ts';

let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

type Step = 'certificate' | 'build' | 'sign' | 'timestamp' | 'commit';
const STEPS: Step[] = ['certificate', 'build', 'sign', 'timestamp', 'commit'];

async function consented(options: Parameters<typeof sendAndOpen>[1] = {}) {
  const contract = await sendAndOpen(owner.ctx, options);
  const [participant] = contract.participants;
  if (!participant) throw new Error('a party is missing');
  const scope = await signingScope(owner.ctx, contract, participant);
  return { contract, participant, scope, documentId: contract.documentId };
}

const run = (step: Step, scope: IntentScope, documentId: string) =>
  signingSteps[STEPS.indexOf(step)]?.(t.core, scope, documentId);

async function upTo(last: Step, scope: IntentScope, documentId: string): Promise<void> {
  for (const step of STEPS.slice(0, STEPS.indexOf(last) + 1)) await run(step, scope, documentId);
}

async function certificateOf({ intentId }: IntentScope) {
  const key = await t.admin.signingKey.findUniqueOrThrow({ where: { intentId } });
  return { key, ...(await t.admin.certificate.findUniqueOrThrow({ where: { keyId: key.id } })) };
}

async function revoke(scope: IntentScope): Promise<void> {
  const { serialNumber } = await certificateOf(scope);
  await revokeCertificate(owner.ctx, { serialNumber, reason: 'key-compromise' });
}

/** The step as the job runs it, failing for good, and the job giving up over it. */
async function giveUpAt(step: Step, scope: IntentScope, documentId: string): Promise<void> {
  const error = await coded(async () => run(step, scope, documentId)).catch((reason: Error) => reason);
  if (!(error instanceof Error)) throw new Error(`${step} did not fail`);
  expect(error).toMatchObject({ name: 'NonRetriableError' });
  await recordFailure(t.core, scope, causeOf(error));
}

test('a certificate revoked before its key was used signs nothing, and the contract shows why', async () => {
  const { contract, scope, documentId } = await consented();
  await upTo('build', scope, documentId);
  await revoke(scope);
  const before = await certificateOf(scope);
  await giveUpAt('sign', scope, documentId);
  expect(await certificateOf(scope)).toEqual(before);
  const used = { intentId: scope.intentId, consumedAt: { not: null } };
  expect(await t.admin.activation.count({ where: used })).toBe(0);
  expect(await signingView(owner.ctx, contract)).toMatchObject({ failure: { code: 'CERTIFICATE_REVOKED' } });
  const { participants, events } = await contractDetail(owner.ctx, contract);
  expect(participants[0]?.failure).toMatchObject({ code: 'CERTIFICATE_REVOKED' });
  expect(events.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['certificate.revoked', 'job.failed']),
  );
});

test('the signer is asked again and signs with another certificate', async () => {
  const { contract, participant, scope, documentId } = await consented();
  await upTo('build', scope, documentId);
  await revoke(scope);
  const { serialNumber: revoked, key } = await certificateOf(scope);
  await giveUpAt('sign', scope, documentId);
  await retryContract(owner.ctx, contract);
  expect(await signingView(owner.ctx, contract)).toMatchObject({ failure: null, me: { state: 'awaited' } });
  expect(await t.admin.signingKey.findUniqueOrThrow({ where: { id: key.id } })).toMatchObject({
    state: 'destroyed',
    privateKeySealed: null,
  });
  const again = await signingScope(owner.ctx, contract, participant);
  await driveSigning(t.core, again, documentId);
  await finishIntent(t.core, again);
  expect((await certificateOf(again)).serialNumber).not.toBe(revoked);
  const { bytes } = await documentPdf(owner.ctx, { ...contract, documentId });
  const trust = [await rootCertificate(t.core)];
  const report = await verifyPdf({ pdf: bytes, trust, crls: [], now: t.core.now() });
  expect(report.verdict).toBe('valid');
});

test('a revocation that only the CA knows of counts, too, and is shown from then on', async () => {
  const { scope, documentId } = await consented();
  await upTo('build', scope, documentId);
  const { serialNumber } = await certificateOf(scope);
  const ca = await t.core.providers.of(scope.tenantId, 'ca', 'ec-p256');
  const at = t.core.now();
  await ca.revoke({ serialNumber, reason: 1, at });
  await giveUpAt('sign', scope, documentId);
  expect((await certificateOf(scope)).revokedAt).toEqual(at);
});

test('a signature that is not timestamped before the revocation is thrown away, and blocks nobody', async () => {
  const { contract, participant, scope, documentId } = await consented();
  await upTo('sign', scope, documentId);
  await revoke(scope);
  await giveUpAt('timestamp', scope, documentId);
  await giveUpAt('commit', scope, documentId);
  await retryContract(owner.ctx, contract);
  const document = await t.admin.document.findUniqueOrThrow({ where: { id: documentId } });
  expect(document.reservedBy).toBeNull();
  const again = await signingScope(owner.ctx, contract, participant);
  await driveSigning(t.core, again, documentId);
  const where = { documentId, participantId: participant.id };
  const signature = await t.admin.documentSignature.findFirstOrThrow({ where });
  expect(signature).toMatchObject({ intentId: again.intentId, revisionNo: document.headNo + 1 });
});

test('what was timestamped before the revocation is finished, and stays valid', async () => {
  const { contract, scope, documentId } = await consented();
  await upTo('timestamp', scope, documentId);
  t.clock.advance(1_000);
  await revoke(scope);
  await run('commit', scope, documentId);
  await finishIntent(t.core, scope);
  expect(await signingView(owner.ctx, contract)).toMatchObject({ failure: null });
});

test('of several documents those signed before the revocation keep the signer from starting anew', async () => {
  const { contract, scope } = await consented({ more: [samplePdf()] });
  const [one = '', two = ''] = contract.documentIds;
  await driveSigning(t.core, scope, one);
  t.clock.advance(1_000);
  await revoke(scope);
  await run('build', scope, two);
  await giveUpAt('sign', scope, two);
  await retryContract(owner.ctx, contract);
  await run('build', scope, two);
  await giveUpAt('sign', scope, two);
  expect(await signingView(owner.ctx, contract)).toMatchObject({ failure: { code: 'CERTIFICATE_REVOKED' } });
  const where = { documentId: one, intentId: scope.intentId };
  expect(await t.admin.documentSignature.count({ where: { ...where, revisionNo: { not: null } } })).toBe(1);
});
