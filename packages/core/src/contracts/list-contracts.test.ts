import { afterAll, beforeAll, expect, test } from 'vitest';
import { finishIntent } from '../signing/advance.ts';
import {
  type DrivenContract,
  draftContract,
  driveSigning,
  sendAndOpen,
  signingScope,
} from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { contractCounts } from './contract-counts.ts';
import { type ContractView, contractViews } from './contract-views.ts';
import { withdrawContract } from './end.ts';
import { listContracts } from './list-contracts.ts';

const DAY = 24 * 3_600_000;

let t: TestCore;
let owner: TestTenant;
const made: Record<string, DrivenContract> = {};
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
  made.draft = await draftContract(owner.ctx, { persons: ['100% Ming'] });
  made.mine = await sendAndOpen(owner.ctx);
  made.others = await sendAndOpen(owner.ctx, { self: false, persons: ['Hong_Li'] });
  made.expiring = await sendAndOpen(owner.ctx, { self: false });
  made.later = await sendAndOpen(owner.ctx, { self: false });
  made.withdrawn = await sendAndOpen(owner.ctx, { self: false });
  await withdrawContract(owner.ctx, { contractId: made.withdrawn.contractId, reason: 'x' });
  made.completed = await completed();
  await due('expiring', 3);
  await due('mine', 1);
  await due('later', 30);
});
afterAll(() => t.close());

async function completed(): Promise<DrivenContract> {
  const contract = await sendAndOpen(owner.ctx, { self: false });
  const [signer] = contract.participants;
  if (!signer) throw new Error('nobody was invited');
  const scope = await signingScope(owner.ctx, contract, signer);
  await driveSigning(t.core, scope, contract.documentId);
  await finishIntent(t.core, scope);
  return contract;
}

const due = (name: string, days: number) =>
  t.admin.contract.updateMany({
    where: { id: made[name]?.contractId ?? '' },
    data: { deadline: new Date(t.clock.now().getTime() + days * DAY) },
  });

const nameOf = (id: string) =>
  Object.entries(made).find(([, contract]) => contract.contractId === id)?.[0] ?? id;
const names = async (view: ContractView, q = '') =>
  (await listContracts(owner.ctx, { view, q })).items.map((item) => nameOf(item.id));

test('each view lists its contracts, newest first; what expires, soonest first', async () => {
  expect(await names('awaiting_me')).toEqual(['mine']);
  expect(await names('awaiting_others')).toEqual(['later', 'expiring', 'others']);
  expect(await names('expiring')).toEqual(['mine', 'expiring']);
  expect(await names('completed')).toEqual(['completed']);
  expect(await names('drafts')).toEqual(['draft']);
  expect(await names('ended')).toEqual(['withdrawn']);
  expect(await names('all')).toEqual([
    'completed',
    'withdrawn',
    'later',
    'expiring',
    'others',
    'mine',
    'draft',
  ]);
});

test('the counts are the lengths of the lists', async () => {
  const counts = await contractCounts(owner.ctx);
  for (const view of contractViews) {
    expect([view, counts[view]]).toEqual([view, (await names(view)).length]);
  }
  expect(counts).toMatchObject({ sent_lately: 6, completed_lately: 1 });
});

test('a deadline that has passed does not expire any more', async () => {
  t.clock.advance(4 * DAY);
  try {
    expect(await names('expiring')).toEqual([]);
  } finally {
    t.clock.advance(-4 * DAY);
  }
});

test('a row says who is awaited since when, until when, and what one may do', async () => {
  const { items } = await listContracts(owner.ctx, { view: 'all' });
  const row = (name: string) => items.find((item) => nameOf(item.id) === name);
  expect(row('mine')).toMatchObject({
    myState: 'awaited',
    awaited: [{ name: owner.name, isMe: true }],
    can: { sign: true, edit: false, download: false },
  });
  expect(row('mine')?.awaited[0]?.since).toMatch(/^\d{4}-/);
  expect(row('mine')?.deadline).toMatch(/^\d{4}-/);
  expect(row('others')).toMatchObject({
    parties: ['Hong_Li'],
    awaited: [{ name: 'Hong_Li', isMe: false }],
    can: { sign: false },
  });
  expect(row('withdrawn')?.awaited).toEqual([]);
  expect(row('completed')).toMatchObject({ can: { download: true }, awaited: [] });
  expect(row('draft')).toMatchObject({ can: { edit: true }, sentAt: null });
});

test('text is looked for in titles and names of parties, and its signs stand for themselves', async () => {
  expect(await names('all', 'hong_')).toEqual(['others']);
  expect(await names('all', 'g_L')).toEqual(['others']);
  expect(await names('all', '100%')).toEqual(['draft']);
  expect(await names('all', owner.name.slice(1, 4))).toEqual(['mine', 'draft']);
  expect(await names('all', 'CONTRACT')).toHaveLength(7);
  expect(await names('completed', 'hong')).toEqual([]);
  for (const hostile of ['%', '_', '\\', "' or 1=1 --", '"; drop table contract; --']) {
    expect([hostile, (await names('completed', hostile)).length]).toEqual([hostile, 0]);
  }
});

test.each(['all', 'expiring'] as const)('pages of %s lose and repeat none', async (view) => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listContracts(owner.ctx, { view, limit: 1, ...(cursor ? { cursor } : {}) });
    seen.push(...page.items.map((item) => nameOf(item.id)));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toEqual(await names(view));
});

test.each(['x', '1_2', "0_' or 1=1", `${'9'.repeat(16)}_00000000-0000-7000-8000-000000000000`])(
  'refuses a cursor it did not give: %s',
  async (cursor) => {
    await expect(listContracts(owner.ctx, { cursor })).rejects.toMatchObject({ code: 'INVALID_INPUT' });
  },
);
