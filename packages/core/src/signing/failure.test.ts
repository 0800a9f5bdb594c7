import { verifyPdf } from '@chopmark/crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contractDetail } from '../contracts/contract-detail.ts';
import { documentPdf } from '../contracts/document-file.ts';
import { withdrawContract } from '../contracts/end.ts';
import { rootCertificate } from '../platform/authority.ts';
import { jobRows } from '../testing/contract-rows.ts';
import {
  contextOfParticipant,
  type DrivenContract,
  driveSigning,
  sendAndOpen,
  signingScope,
  signingSteps,
} from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { finishIntent } from './advance.ts';
import { buildRevision } from './build-revision.ts';
import { ensureCertificate } from './certificate.ts';
import { recordFailure } from './failure.ts';
import type { IntentScope } from './intent-scope.ts';
import { retryContract } from './retry.ts';
import { signRevision } from './sign-revision.ts';
import { signingView } from './view.ts';

let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

const HOUR = 3_600_000;

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

test('a consent that has run out signs nothing; the signer is asked again and then signs', async () => {
  const { contract, scope, documentId, participant } = await consented();
  t.clock.advance(24 * HOUR + 1_000);
  await upTo(2, scope, documentId);
  const attempt = signRevision(t.core, scope, documentId);
  await expect(attempt).rejects.toMatchObject({ code: 'ACTIVATION_EXPIRED', retryable: false });
  expect((await activationOf(scope, documentId)).consumedAt).toBeNull();
  await recordFailure(t.core, scope, { code: 'ACTIVATION_EXPIRED', message: 'the consent has expired' });
  expect(await signingView(owner.ctx, contract)).toMatchObject({ failure: { code: 'ACTIVATION_EXPIRED' } });

  await retryContract(owner.ctx, contract);
  const view = await signingView(owner.ctx, contract);
  expect(view).toMatchObject({ failure: null, me: { state: 'awaited' } });
  const again = await signingScope(owner.ctx, contract, participant);
  expect(again.intentId).not.toBe(scope.intentId);
  await driveSigning(t.core, again, documentId);
  await finishIntent(t.core, again);
  expect((await reportOn(contract)).signatures.map((each) => each.verdict)).toEqual(['valid', 'valid']);
  const keys = await t.admin.signingKey.findMany({
    where: { purpose: 'signer', state: 'ready', tenantId: owner.tenantId },
  });
  expect(keys.some((key) => key.intentId === scope.intentId)).toBe(false);
});

test('a job that gave up before its signature lets the document go, and a step still under way cannot sign any more', async () => {
  const contract = await sendAndOpen(owner.ctx, { ordering: 'unordered' });
  const { documentId } = contract;
  const [a, b] = contract.participants;
  if (!a || !b) throw new Error('a party is missing');
  const failing = await signingScope(owner.ctx, contract, a);
  await upTo(2, failing, documentId);
  await recordFailure(t.core, failing, { code: 'PROVIDER_FAILED', message: 'no answer' });
  await expect(signRevision(t.core, failing, documentId)).rejects.toMatchObject({ code: 'INTERNAL' });

  const other = await signingScope(owner.ctx, contract, b);
  await driveSigning(t.core, other, documentId);
  await finishIntent(t.core, other);
  await retryContract(owner.ctx, contract);
  await driveSigning(t.core, failing, documentId);
  await finishIntent(t.core, failing);
  expect(await contractDetail(owner.ctx, contract)).toMatchObject({ state: 'completed', failure: null });
  expect((await reportOn(contract)).verdict).toBe('valid');
});

test('a job that gave up after its signature keeps the document until it is finished', async () => {
  const contract = await sendAndOpen(owner.ctx, { ordering: 'unordered' });
  const { documentId } = contract;
  const [a, b] = contract.participants;
  if (!a || !b) throw new Error('a party is missing');
  const failing = await signingScope(owner.ctx, contract, a);
  await upTo(3, failing, documentId);
  await recordFailure(t.core, failing, { code: 'TIMESTAMP_REFUSED', message: 'no answer' });
  const other = await signingScope(owner.ctx, contract, b);
  await ensureCertificate(t.core, other);
  await expect(buildRevision(t.core, other, documentId)).rejects.toMatchObject({ code: 'CONFLICT' });
  await retryContract(owner.ctx, contract);
  for (const scope of [failing, other]) {
    await driveSigning(t.core, scope, documentId);
    await finishIntent(t.core, scope);
  }
  expect((await reportOn(contract)).verdict).toBe('valid');
});

test('withdrawn while a signature is being made: nothing is signed, the key is destroyed, no failure is shown', async () => {
  const { contract, scope, documentId } = await consented();
  await upTo(2, scope, documentId);
  await withdrawContract(owner.ctx, { ...contract, reason: 'x' });
  const attempt = signRevision(t.core, scope, documentId);
  await expect(attempt).rejects.toMatchObject({ code: 'CONTRACT_STATE', retryable: false });
  await recordFailure(t.core, scope, { code: 'CONTRACT_STATE', message: 'the contract is withdrawn' });
  const detail = await contractDetail(owner.ctx, contract);
  expect(detail.participants[0]).toMatchObject({ state: 'cancelled', failure: null });
  expect(detail.can.retry).toBe(false);
  const rows = await rowsOf(contract);
  expect(rows.keys[0]).toMatchObject({ state: 'destroyed', privateKeySealed: null });
  expect(rows.activations[0]?.consumedAt).toBeNull();
  await expect(retryContract(owner.ctx, contract)).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('withdrawing a contract whose signing has failed cleans that up, too', async () => {
  const { contract, scope, documentId } = await consented();
  await upTo(2, scope, documentId);
  await recordFailure(t.core, scope, { code: 'PROVIDER_FAILED', message: 'no answer' });
  await withdrawContract(owner.ctx, { ...contract, reason: 'x' });
  const { participants, keys, documents } = await rowsOf(contract);
  expect(participants.map((each) => [each.state, each.failure])).toEqual([
    ['cancelled', null],
    ['cancelled', null],
  ]);
  expect(keys[0]?.privateKeySealed).toBeNull();
  expect(documents[0]?.reservedBy).toBeNull();
});

test('a signature finished while the contract was withdrawn stays as evidence and asks nobody else', async () => {
  const { contract, scope, documentId } = await consented();
  await upTo(4, scope, documentId);
  await withdrawContract(owner.ctx, { ...contract, reason: 'x' });
  await driveSigning(t.core, scope, documentId);
  await finishIntent(t.core, scope);
  const detail = await contractDetail(owner.ctx, contract);
  expect(detail.state).toBe('withdrawn');
  expect(detail.participants.map((each) => each.state)).toEqual(['signed', 'cancelled']);
  expect(detail.chainIntact).toBe(true);
});

test('a failure names its cause on the contract, can be retried once, and tells no inner matters', async () => {
  const { contract, scope } = await consented();
  await expect(retryContract(owner.ctx, contract)).rejects.toMatchObject({ code: 'CONFLICT' });
  await recordFailure(t.core, scope, { code: 'TIMESTAMP_REFUSED', message: 'the authority refuses' });
  const detail = await contractDetail(owner.ctx, contract);
  expect(detail.participants[0]?.failure).toMatchObject({
    code: 'TIMESTAMP_REFUSED',
    message: 'the authority refuses',
  });
  expect(detail.can.retry).toBe(true);
  await recordFailure(t.core, scope, { code: 'INTERNAL', message: 'connect ECONNREFUSED 10.0.0.7:5432' });
  const inner = await contractDetail(owner.ctx, contract);
  expect(JSON.stringify(inner)).not.toContain('10.0.0.7');
  expect(t.logged.some((line) => line.cause === 'connect ECONNREFUSED 10.0.0.7:5432')).toBe(true);
  const tries = await Promise.allSettled([1, 2, 3].map(() => retryContract(owner.ctx, contract)));
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  expect((await contractDetail(owner.ctx, contract)).can.retry).toBe(false);
});

test('a signer retries their own failure and nobody else’s; a mere reader none', async () => {
  const contract = await sendAndOpen(owner.ctx, { ordering: 'unordered' });
  const [self, ming] = contract.participants;
  if (!self || !ming) throw new Error('a party is missing');
  const scope = await signingScope(owner.ctx, contract, self);
  await recordFailure(t.core, scope, { code: 'TIMESTAMP_REFUSED', message: 'x' });
  const guest = await contextOfParticipant(owner.ctx, ming);
  expect((await contractDetail(guest, contract)).can.retry).toBe(false);
  await expect(retryContract(guest, contract)).rejects.toMatchObject({ code: 'CONFLICT' });
  const reader = {
    ...owner.ctx,
    actor: {
      ...owner.actor,
      accountId: ming.id,
      permissions: new Set(['contract.view', 'contract.view-all'] as const),
    },
  };
  expect((await contractDetail(reader, contract)).can.retry).toBe(false);
  await expect(retryContract(reader, contract)).rejects.toMatchObject({ code: 'CONFLICT' });
});

test('a late report of failure does not stain a signer who has signed', async () => {
  const { contract, scope, documentId } = await consented({ self: false });
  await driveSigning(t.core, scope, documentId);
  await finishIntent(t.core, scope);
  const before = await rowsOf(contract);
  await recordFailure(t.core, scope, { code: 'CONFLICT', message: 'late' });
  expect(await rowsOf(contract)).toEqual(before);
});
