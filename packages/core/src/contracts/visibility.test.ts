import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Context } from '../context.ts';
import { retryContract } from '../signing/retry.ts';
import { signingView } from '../signing/view.ts';
import { type Colleague, colleagueOf } from '../testing/colleague.ts';
import { actRows } from '../testing/contract-rows.ts';
import { type DrivenContract, draftContract, sendAndOpen } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { contractCounts } from './contract-counts.ts';
import { contractDetail } from './contract-detail.ts';
import { documentPdf, documentVerification, downloadContract } from './document-file.ts';
import { withdrawContract } from './end.ts';
import { listContracts } from './list-contracts.ts';

let t: TestCore;
let tenant: TestTenant;
let user: Colleague;
let reviewer: Colleague;
let admin: Colleague;
let draft: DrivenContract;
let open: DrivenContract;
beforeAll(async () => {
  t = await testCore();
  tenant = await t.openTenant();
  user = await colleagueOf(t, tenant, 'user');
  reviewer = await colleagueOf(t, tenant, 'reviewer');
  admin = await colleagueOf(t, tenant, 'system_admin');
  draft = await draftContract(tenant.ctx);
  open = await sendAndOpen(tenant.ctx);
});
afterAll(() => t.close());

const reading: [string, (ctx: Context, ids: DrivenContract) => Promise<unknown>][] = [
  ['contractDetail', contractDetail],
  ['documentPdf', documentPdf],
  ['documentVerification', documentVerification],
  ['downloadContract', downloadContract],
];
const acting: typeof reading = [
  ['signingView', signingView],
  ['withdrawContract', (ctx, ids) => withdrawContract(ctx, { ...ids, reason: 'x' })],
  ['retryContract', retryContract],
];

const answer = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'seen',
    (error) => error.code,
  );
const idsIn = async (ctx: Context) => (await listContracts(ctx, {})).items.map((item) => item.id).sort();

/** Makes the colleague a party of the contract, as their enterprise's signer. */
const takePart = (contract: DrivenContract, accountId: string) =>
  t.admin.participant.updateMany({
    where: { contractId: contract.contractId, kind: 'member' },
    data: { accountId },
  });

test("a colleague's contract is not there for who may see only their own", async () => {
  const before = await actRows(t.admin, open.contractId);
  for (const { ctx } of [user, reviewer]) {
    for (const contract of [draft, open]) {
      for (const [name, read] of [...reading, ...acting.slice(0, 1)]) {
        expect([name, await answer(read(ctx, contract))]).toEqual([name, 'NOT_FOUND']);
      }
    }
    expect(await idsIn(ctx)).toEqual([]);
    expect(await contractCounts(ctx)).toMatchObject({ all: 0, drafts: 0, awaiting_others: 0 });
  }
  for (const [name, act] of acting) {
    expect([name, await answer(act(user.ctx, open))]).toEqual([name, 'NOT_FOUND']);
  }
  expect(await actRows(t.admin, open.contractId)).toEqual(before);
});

test('who may see all sees every contract of the tenant, and none of another', async () => {
  const elsewhere = await t.openTenant({ name: '别家公司' });
  const foreign = await draftContract(elsewhere.ctx);
  for (const ctx of [tenant.ctx, admin.ctx]) {
    expect(await idsIn(ctx)).toEqual([draft.contractId, open.contractId].sort());
    for (const [name, read] of reading.slice(0, 3)) {
      expect([name, await answer(read(ctx, open))]).toEqual([name, 'seen']);
      expect([name, await answer(read(ctx, foreign))]).toEqual([name, 'NOT_FOUND']);
    }
  }
});

test('a member sees what they made themselves', async () => {
  const own = await draftContract(user.ctx, { self: false });
  expect(await idsIn(user.ctx)).toEqual([own.contractId]);
  expect(await answer(contractDetail(user.ctx, own))).toBe('seen');
  expect(await answer(contractDetail(reviewer.ctx, own))).toBe('NOT_FOUND');
  expect(await contractCounts(user.ctx)).toMatchObject({ all: 1, drafts: 1 });
});

test('a party sees the contract once it was sent, not the draft they are named in', async () => {
  await takePart(draft, reviewer.accountId);
  await takePart(open, reviewer.accountId);
  expect(await idsIn(reviewer.ctx)).toEqual([open.contractId]);
  expect(await answer(contractDetail(reviewer.ctx, draft))).toBe('NOT_FOUND');
  expect(await answer(documentPdf(reviewer.ctx, open))).toBe('seen');
  expect(await contractCounts(reviewer.ctx)).toMatchObject({ all: 1, awaiting_me: 1, awaiting_others: 0 });
});
