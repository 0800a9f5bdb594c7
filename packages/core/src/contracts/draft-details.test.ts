import { afterAll, beforeAll, expect, test } from 'vitest';
import { signingView } from '../signing/view.ts';
import { requestWillingness } from '../signing/willingness.ts';
import { contextOfParticipant, draftContract, sendAndOpen } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { contractDetail } from './contract-detail.ts';
import { updateDraft, updateDraftInput } from './draft-details.ts';
import { draft } from './draft-view.ts';
import { rejectContract } from './end.ts';
import { sendContract } from './send.ts';

const DAY = 86_400_000;
let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

const inDays = (days: number) => new Date(t.core.now().getTime() + days * DAY).toISOString();

test('title, message, deadline and order are changed one by one; what is left out stays', async () => {
  const { contractId } = await draftContract(owner.ctx);
  const deadline = inDays(30);
  await updateDraft(owner.ctx, { contractId, title: '供货合同', deadline });
  await updateDraft(owner.ctx, { contractId, message: '请于周五前签署。\n\n谢谢', ordering: 'unordered' });
  expect(await draft(owner.ctx, { contractId })).toMatchObject({
    title: '供货合同',
    message: '请于周五前签署。\n\n谢谢',
    deadline,
    ordering: 'unordered',
  });
  await updateDraft(owner.ctx, { contractId, message: '', deadline: null });
  expect(await draft(owner.ctx, { contractId })).toMatchObject({
    message: '',
    deadline: null,
    title: '供货合同',
  });
});

test('a deadline lies in the future, at most a year ahead', async () => {
  const { contractId } = await draftContract(owner.ctx);
  for (const days of [-1, 0, 370]) {
    await expect(updateDraft(owner.ctx, { contractId, deadline: inDays(days) })).rejects.toMatchObject({
      code: 'DEADLINE_INVALID',
      field: 'deadline',
    });
  }
  await updateDraft(owner.ctx, { contractId, deadline: inDays(366) });
  for (const deadline of ['tomorrow', '2027-01-01', '2027-13-01T00:00:00Z'])
    expect(updateDraftInput.safeParse({ contractId, deadline }).success).toBe(false);
  for (const message of ['x'.repeat(2001), 'a\u0000b', 'a\u202eb'])
    expect(updateDraftInput.safeParse({ contractId, message }).success).toBe(false);
});

test('an older version changes nothing', async () => {
  const { contractId } = await draftContract(owner.ctx);
  const { version } = await draft(owner.ctx, { contractId });
  const after = await updateDraft(owner.ctx, { contractId, version, title: 'A' });
  expect(after.version).toBe(version + 1);
  await expect(updateDraft(owner.ctx, { contractId, version, title: 'B' })).rejects.toMatchObject({
    code: 'CONFLICT',
  });
  expect((await draft(owner.ctx, { contractId })).title).toBe('A');
});

test('a draft whose deadline has passed is not sent', async () => {
  const { contractId } = await draftContract(owner.ctx);
  await updateDraft(owner.ctx, { contractId, deadline: inDays(1) });
  t.clock.advance(DAY + 1000);
  await expect(sendContract(owner.ctx, { contractId })).rejects.toMatchObject({
    code: 'CONTRACT_INCOMPLETE',
    errors: [{ pointer: '#/deadline', detail: 'DEADLINE_PAST' }],
  });
});

test('signers are told message and deadline; after it nobody signs or refuses any more', async () => {
  const deadline = new Date(t.core.now().getTime() + 2 * DAY);
  const contract = await sendAndOpen(owner.ctx, {
    self: false,
    details: { message: '请尽快', deadline: deadline.toISOString() },
  });
  const [party] = contract.participants;
  if (!party) throw new Error('nobody was invited');
  const guest = await contextOfParticipant(owner.ctx, party);
  const told = { message: '请尽快', deadline: deadline.toISOString() };
  expect((await signingView(guest, contract)).contract).toMatchObject(told);
  expect(await contractDetail(owner.ctx, contract)).toMatchObject(told);
  t.clock.advance(2 * DAY - 60_000);
  await requestWillingness(guest, contract);
  t.clock.advance(61_000);
  const late = { code: 'CONTRACT_EXPIRED', status: 409 };
  await expect(requestWillingness(guest, contract)).rejects.toMatchObject(late);
  await expect(rejectContract(guest, { ...contract, reason: 'x' })).rejects.toMatchObject(late);
});
