import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { finishIntent } from '../signing/advance.ts';
import { buildRevision } from '../signing/build-revision.ts';
import { recordFailure } from '../signing/failure.ts';
import { sign } from '../signing/sign.ts';
import { requestWillingness } from '../signing/willingness.ts';
import { actRows, noticesOf } from '../testing/contract-rows.ts';
import {
  contextOfParticipant,
  type DrivenContract,
  draftContract,
  driveSigning,
  prepareToSign,
  sendAndOpen,
  signingScope,
} from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { contractDetail } from './contract-detail.ts';
import { rejectContract, withdrawContract } from './end.ts';
import { expireContract } from './expire.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let t: TestCore;
let owner: TestTenant;
let passed = 0;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterEach(() => {
  t.clock.advance(-passed);
  passed = 0;
});
afterAll(() => t.close());

function pass(milliseconds: number): void {
  passed += milliseconds;
  t.clock.advance(milliseconds);
}

/** A contract that waits for its first signers and is due in an hour. */
async function due(options: Parameters<typeof draftContract>[1] = {}): Promise<DrivenContract> {
  const contract = await sendAndOpen(owner.ctx, options);
  await setDeadline(contract, HOUR);
  return contract;
}

const setDeadline = (contract: DrivenContract, ahead: number) =>
  t.admin.contract.update({
    where: { id: contract.contractId },
    data: { deadline: new Date(t.clock.now().getTime() + ahead) },
  });
const expire = ({ contractId }: DrivenContract) =>
  expireContract(t.core, { tenantId: owner.tenantId, contractId });
const stateOf = async (contract: DrivenContract) => (await contractDetail(owner.ctx, contract)).state;
const snapshot = (contract: DrivenContract) => actRows(t.admin, contract.contractId);

test('a contract ends at its deadline, once: nobody is awaited any more and those who were asked are told', async () => {
  const contract = await due({ persons: ['Ming', 'Hong'] });
  expect(await expire(contract)).toBeInstanceOf(Date);
  expect(await stateOf(contract)).toBe('in_progress');
  pass(HOUR);
  expect(await expire(contract)).toBeNull();
  const detail = await contractDetail(owner.ctx, contract);
  expect(detail).toMatchObject({ state: 'expired', endReason: null, chainIntact: true, failure: null });
  expect(detail.participants.map((each) => each.state)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  expect(detail.events.at(-1)).toMatchObject({ type: 'contract.expired', actorKind: 'system' });
  const told = (await noticesOf(t.admin, contract.contractId)).filter(({ kind }) => kind === 'expired');
  expect(told.map((notice) => notice.participantId)).toEqual([contract.participants[0]?.id]);
  const after = await snapshot(contract);
  expect(await Promise.all([expire(contract), expire(contract)])).toEqual([null, null]);
  expect(await snapshot(contract)).toEqual(after);
});

test('a contract without a deadline, a draft and one that has ended are left alone', async () => {
  const open = await sendAndOpen(owner.ctx);
  const draft = await draftContract(owner.ctx);
  await setDeadline(draft, HOUR);
  const withdrawn = await due();
  await withdrawContract(owner.ctx, { ...withdrawn, reason: 'x' });
  pass(2 * HOUR);
  for (const contract of [open, draft, withdrawn]) {
    const before = await snapshot(contract);
    expect(await expire(contract)).toBeNull();
    expect(await snapshot(contract)).toEqual(before);
  }
});

test('an extended deadline is waited for', async () => {
  const contract = await due();
  pass(HOUR);
  await setDeadline(contract, DAY);
  const until = await expire(contract);
  expect(until?.getTime()).toBeGreaterThan(t.clock.now().getTime() + DAY - HOUR);
  expect(await stateOf(contract)).toBe('in_progress');
});

test('after the deadline nobody asks for a code, signs or refuses, even before the job came round', async () => {
  const contract = await due();
  const ready = await prepareToSign(owner.ctx, contract.contractId);
  const before = await snapshot(contract);
  pass(HOUR);
  const acts: ((ctx: Context) => Promise<unknown>)[] = [
    (ctx) => requestWillingness(ctx, contract),
    (ctx) => sign(ctx, ready),
    (ctx) => rejectContract(ctx, { ...contract, reason: 'x' }),
  ];
  for (const act of acts) {
    await expect(act(owner.ctx)).rejects.toMatchObject({ code: 'CONTRACT_EXPIRED', status: 409 });
  }
  expect(await snapshot(contract)).toEqual(before);
  await expire(contract);
  await expect(requestWillingness(owner.ctx, contract)).rejects.toMatchObject({ code: 'CONTRACT_EXPIRED' });
});

test('the last signer who agreed in time completes the contract after the deadline', async () => {
  const contract = await due({ self: false });
  const scope = await signingScope(owner.ctx, contract, contract.participants[0] ?? { id: '', kind: '' });
  pass(HOUR);
  expect(await expire(contract)).toBeInstanceOf(Date);
  expect(await stateOf(contract)).toBe('in_progress');
  await driveSigning(t.core, scope, contract.documentId);
  await finishIntent(t.core, scope);
  expect(await stateOf(contract)).toBe('completed');
  expect(await expire(contract)).toBeNull();
  expect(await stateOf(contract)).toBe('completed');
});

test('a consent given in time whose signature never came runs out, and the contract with it', async () => {
  const contract = await due({ self: false });
  const scope = await signingScope(owner.ctx, contract, contract.participants[0] ?? { id: '', kind: '' });
  await recordFailure(t.core, scope, { code: 'TIMESTAMP_REFUSED', message: 'x' });
  pass(HOUR);
  const until = await expire(contract);
  expect(await stateOf(contract)).toBe('in_progress');
  pass((until?.getTime() ?? 0) - t.clock.now().getTime() + 1000);
  expect(await expire(contract)).toBeNull();
  const detail = await contractDetail(owner.ctx, contract);
  expect(detail).toMatchObject({ state: 'expired', can: { retry: false } });
  expect(detail.participants).toMatchObject([{ state: 'cancelled', failure: null }]);
});

test('where another party is still to sign, a signature on its way does not hold the contract', async () => {
  const contract = await due({ ordering: 'unordered' });
  const scope = await signingScope(owner.ctx, contract, contract.participants[0] ?? { id: '', kind: '' });
  pass(HOUR);
  expect(await expire(contract)).toBeNull();
  expect(await stateOf(contract)).toBe('expired');
  await expect(buildRevision(t.core, scope, contract.documentId)).rejects.toMatchObject({
    code: 'CONTRACT_STATE',
  });
});

test('of a signature agreed to and the deadline, one comes first and the other knows', async () => {
  const contract = await due({ self: false });
  const signer = contract.participants[0] ?? { id: '', kind: '' };
  const guest = await contextOfParticipant(owner.ctx, signer);
  const ready = await prepareToSign(guest, contract.contractId);
  await setDeadline(contract, 40);
  const [signed] = await Promise.allSettled([
    sign(guest, ready),
    new Promise((resolve) => setTimeout(resolve, 40)).then(() => expire(contract)),
  ]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  await expire(contract);
  const { state, participants } = await contractDetail(owner.ctx, contract);
  const outcome = signed.status === 'fulfilled' ? 'signed' : signed.reason.code;
  const expected = outcome === 'signed' ? ['in_progress', 'signing'] : ['expired', 'cancelled'];
  expect([outcome, state, participants[0]?.state]).toEqual([outcome, ...expected]);
  expect(['signed', 'CONTRACT_EXPIRED']).toContain(outcome);
});
