import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contractDetail } from '../contracts/contract-detail.ts';
import { rejectContract } from '../contracts/end.ts';
import { actRows } from '../testing/contract-rows.ts';
import { contextOfParticipant, prepareToSign, sendAndOpen } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { sign } from './sign.ts';
import { markViewed, signingView } from './view.ts';
import { requestWillingness } from './willingness.ts';

let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

const eventsOf = async (contractId: string) =>
  (await contractDetail(owner.ctx, { contractId })).events.map((event) => event.type);
const snapshot = (contractId: string) => actRows(t.admin, contractId);

test('signing twice signs once', async () => {
  const contract = await sendAndOpen(owner.ctx);
  const ready = await prepareToSign(owner.ctx, contract.contractId);
  const tries = await Promise.allSettled([1, 2, 3].map(() => sign(owner.ctx, ready)));
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  const before = await snapshot(contract.contractId);
  expect(before.intents).toBe(1);
  await expect(sign(owner.ctx, ready)).rejects.toMatchObject({ code: 'ALREADY_SIGNED' });
  await expect(requestWillingness(owner.ctx, contract)).rejects.toMatchObject({ code: 'ALREADY_SIGNED' });
  await expect(rejectContract(owner.ctx, { ...contract, reason: 'x' })).rejects.toMatchObject({
    code: 'ALREADY_SIGNED',
  });
  expect(await snapshot(contract.contractId)).toEqual(before);
});

test('what a signature wants is said before the code is used up', async () => {
  const contract = await sendAndOpen(owner.ctx);
  const { sealId, ...rest } = await prepareToSign(owner.ctx, contract.contractId);
  await expect(sign(owner.ctx, rest)).rejects.toMatchObject({ code: 'SEAL_REQUIRED', field: 'sealId' });
  await expect(sign(owner.ctx, { ...rest, sealId: randomUUID() })).rejects.toMatchObject({
    code: 'SEAL_NOT_USABLE',
  });
  await expect(sign(owner.ctx, { ...rest, ...(sealId ? { sealId } : {}) })).resolves.toBeDefined();
});

test('a seal that was changed while the signer read is not used unseen', async () => {
  const contract = await sendAndOpen(owner.ctx);
  const ready = await prepareToSign(owner.ctx, contract.contractId);
  const seen = (await signingView(owner.ctx, contract)).seals.find((each) => each.id === ready.sealId);
  if (!seen) throw new Error('there is no seal to choose');
  await t.admin.seal.update({ where: { id: seen.id }, data: { version: { increment: 1 } } });
  await expect(sign(owner.ctx, { ...ready, sealVersion: seen.version })).rejects.toMatchObject({
    code: 'SEAL_CHANGED',
  });
  // The code is not used up: having looked again, one signs with it.
  await expect(sign(owner.ctx, { ...ready, sealVersion: seen.version + 1 })).resolves.toBeDefined();
});

test('a handwritten place wants handwriting', async () => {
  const contract = await sendAndOpen(owner.ctx, { self: false });
  const [ming] = contract.participants;
  if (!ming) throw new Error('nobody was invited');
  const guest = await contextOfParticipant(owner.ctx, ming);
  const { handwriting: _, ...rest } = await prepareToSign(guest, contract.contractId);
  await expect(sign(guest, rest)).rejects.toMatchObject({ code: 'SIGNATURE_REQUIRED', field: 'handwriting' });
});

test('a wrong code counts even in parallel, an expired one is refused, and codes are limited', async () => {
  const contract = await sendAndOpen(owner.ctx);
  const ready = await prepareToSign(owner.ctx, contract.contractId);
  const wrong = { ...ready, code: ready.code === '000000' ? '000001' : '000000' };
  const guesses = await Promise.allSettled(Array.from({ length: 7 }, () => sign(owner.ctx, wrong)));
  const codes = guesses.map((each) => (each.status === 'rejected' ? each.reason.code : 'let in'));
  expect(codes.filter((code) => code === 'CODE_WRONG')).toHaveLength(5);
  await expect(sign(owner.ctx, ready)).rejects.toMatchObject({ code: 'CODE_TOO_MANY_ATTEMPTS' });
  const fresh = await prepareToSign(owner.ctx, contract.contractId);
  t.clock.advance(10 * 60_000);
  await expect(sign(owner.ctx, fresh)).rejects.toMatchObject({ code: 'CODE_EXPIRED' });
  t.clock.advance(15 * 60_000);
  const asked = await Promise.allSettled(
    Array.from({ length: 8 }, () => requestWillingness(owner.ctx, contract)),
  );
  expect(asked.filter((each) => each.status === 'fulfilled')).toHaveLength(5);
});

test("another signer's code and another contract's code are worth nothing", async () => {
  const contract = await sendAndOpen(owner.ctx, { ordering: 'unordered' });
  const [, ming] = contract.participants;
  if (!ming) throw new Error('a party is missing');
  const guest = await contextOfParticipant(owner.ctx, ming);
  const [mine, theirs] = [
    await prepareToSign(owner.ctx, contract.contractId),
    await prepareToSign(guest, contract.contractId),
  ];
  const borrowed = { ...mine, challengeId: theirs.challengeId, code: theirs.code };
  await expect(sign(owner.ctx, borrowed)).rejects.toMatchObject({ code: 'CODE_EXPIRED' });
  const other = await sendAndOpen(owner.ctx);
  await expect(sign(owner.ctx, { ...mine, contractId: other.contractId })).rejects.toMatchObject({
    code: 'CODE_EXPIRED',
  });
});

test('reading is noted once, and only while there is something to sign', async () => {
  const contract = await sendAndOpen(owner.ctx);
  await Promise.all([markViewed(owner.ctx, contract), markViewed(owner.ctx, contract)]);
  await markViewed(owner.ctx, contract);
  expect((await eventsOf(contract.contractId)).filter((type) => type === 'participant.viewed')).toHaveLength(
    1,
  );
});

test('a seal disabled between the two looks at it signs nothing', async () => {
  const contract = await sendAndOpen(owner.ctx);
  const ready = await prepareToSign(owner.ctx, contract.contractId);
  await t.admin.seal.updateMany({ where: { tenantId: owner.tenantId }, data: { enabled: false } });
  await expect(sign(owner.ctx, ready)).rejects.toMatchObject({ code: 'SEAL_NOT_USABLE' });
  await t.admin.seal.updateMany({ where: { tenantId: owner.tenantId }, data: { enabled: true } });
  await expect(sign(owner.ctx, ready)).resolves.toBeDefined();
});
