import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../context.ts';
import { finishIntent } from '../signing/advance.ts';
import { sign } from '../signing/sign.ts';
import { requestWillingness } from '../signing/willingness.ts';
import type { Permission } from '../tenants/permissions.ts';
import { actRows, noticesOf } from '../testing/contract-rows.ts';
import {
  contextOfParticipant,
  driveSigning,
  prepareToSign,
  sendAndOpen,
  signingScope,
} from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { contractDetail } from './contract-detail.ts';
import { documentVerification, downloadContract } from './document-file.ts';
import { rejectContract, withdrawContract } from './end.ts';

let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

const snapshot = (contractId: string) => actRows(t.admin, contractId);
const may = (...permissions: Permission[]) =>
  contextOf(t.core, { ...owner.actor, permissions: new Set(permissions) });

test('the contract is downloaded once all have signed, not before, and then it is valid and trusted', async () => {
  const contract = await sendAndOpen(owner.ctx, { self: false });
  const [participant] = contract.participants;
  if (!participant) throw new Error('nobody was invited');
  const guest = await contextOfParticipant(owner.ctx, participant);
  for (const ctx of [owner.ctx, guest]) {
    await expect(downloadContract(ctx, contract)).rejects.toMatchObject({
      code: 'CONTRACT_NOT_COMPLETED',
      status: 409,
    });
  }
  const scope = await signingScope(owner.ctx, contract, participant);
  await driveSigning(t.core, scope, contract.documentId);
  await expect(downloadContract(owner.ctx, contract)).rejects.toMatchObject({
    code: 'CONTRACT_NOT_COMPLETED',
  });
  await finishIntent(t.core, scope);
  for (const ctx of [owner.ctx, guest]) {
    expect((await downloadContract(ctx, contract)).name).toBe('contract.pdf');
  }
  const report = await documentVerification(owner.ctx, contract);
  expect(report.verdict).toBe('valid');
  expect(report.signatures.map((each) => [each.trust, each.level])).toEqual([
    ['trusted', 'B-T'],
    ['trusted', 'B-T'],
  ]);
  await expect(downloadContract(may('contract.view'), contract)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const kinds = (await noticesOf(t.admin, contract.contractId)).map((notice) => notice.kind);
  expect(kinds).toEqual(['invitation', 'willingness-code', 'completed']);
  const refused = { code: 'CONTRACT_STATE' };
  await expect(withdrawContract(owner.ctx, { ...contract, reason: 'x' })).rejects.toMatchObject(refused);
});

test('withdrawing ends the contract once, cancels those who wait and tells those who were asked', async () => {
  const contract = await sendAndOpen(owner.ctx, { persons: ['Ming', 'Hong'] });
  const { contractId, participants } = contract;
  const withdraw = () => withdrawContract(owner.ctx, { contractId, reason: 'wrong price' });
  const tries = await Promise.allSettled([withdraw(), withdraw(), withdraw()]);
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  const before = await snapshot(contractId);
  await expect(withdraw()).rejects.toMatchObject({
    code: 'CONTRACT_STATE',
    params: { from: 'withdrawn', to: 'withdrawn' },
  });
  expect(await snapshot(contractId)).toEqual(before);
  const detail = await contractDetail(owner.ctx, { contractId });
  expect(detail).toMatchObject({ state: 'withdrawn', endReason: 'wrong price', chainIntact: true });
  expect(detail.participants.map((each) => each.state)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  const notices = (await noticesOf(t.admin, contractId)).filter((notice) => notice.kind === 'withdrawn');
  expect(notices.map((notice) => notice.participantId)).toEqual([participants[0]?.id]);
  await expect(requestWillingness(owner.ctx, { contractId })).rejects.toMatchObject({
    code: 'CONTRACT_STATE',
  });
});

test('a code that was proven for a contract withdrawn meanwhile signs nothing', async () => {
  const contract = await sendAndOpen(owner.ctx);
  const ready = await prepareToSign(owner.ctx, contract.contractId);
  await withdrawContract(owner.ctx, { ...contract, reason: 'x' });
  await expect(sign(owner.ctx, ready)).rejects.toMatchObject({ code: 'CONTRACT_STATE' });
  expect((await snapshot(contract.contractId)).intents).toBe(0);
});

test('a party who refuses ends the contract; the others who were asked are told, the rest is cancelled', async () => {
  const contract = await sendAndOpen(owner.ctx, { persons: ['Ming', 'Hong'], ordering: 'unordered' });
  const { contractId, participants } = contract;
  const [self, ming, hong] = participants;
  if (!self || !ming || !hong) throw new Error('a party is missing');
  const guest = await contextOfParticipant(owner.ctx, ming);
  await rejectContract(guest, { contractId, reason: 'not agreed' });
  const before = await snapshot(contractId);
  await expect(rejectContract(guest, { contractId, reason: 'again' })).rejects.toMatchObject({
    code: 'CONTRACT_STATE',
  });
  expect(await snapshot(contractId)).toEqual(before);
  const detail = await contractDetail(owner.ctx, { contractId });
  expect(detail).toMatchObject({ state: 'rejected', endReason: 'not agreed' });
  expect(detail.participants.map((each) => each.state)).toEqual(['cancelled', 'rejected', 'cancelled']);
  const told = (await noticesOf(t.admin, contractId)).filter((notice) => notice.kind === 'rejected');
  expect(told.map((notice) => notice.participantId).sort()).toEqual([self.id, hong.id].sort());
  expect(detail.events.at(-1)).toMatchObject({ type: 'contract.rejected', actorName: 'Ming' });
});
