import { afterAll, beforeAll, expect, test } from 'vitest';
import { actRows } from '../testing/contract-rows.ts';
import { draftContract, sendAndOpen } from '../testing/drive-contract.ts';
import { samplePdf } from '../testing/sample-pdf.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { contractDetail } from './contract-detail.ts';
import { createContract, createEmptyDraft, deleteDraft } from './draft.ts';
import { draft } from './draft-view.ts';
import { listContracts } from './list-contracts.ts';
import { setParties } from './parties.ts';
import { placeDefaultControls } from './place-defaults.ts';
import { sendContract } from './send.ts';

let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

const person = (name: string) => ({
  kind: 'person' as const,
  name,
  email: `${name.toLowerCase()}@example.com`,
  locale: 'en' as const,
});
const stateOf = async (contractId: string) => (await contractDetail(owner.ctx, { contractId })).state;
const eventsOf = async (contractId: string) =>
  (await contractDetail(owner.ctx, { contractId })).events.map((event) => event.type);
const snapshot = (contractId: string) => actRows(t.admin, contractId);

test('a draft goes through parties and places until it is sent', async () => {
  const { contractId } = await createContract(owner.ctx, {
    title: '采购',
    file: { name: 'a.pdf', bytes: samplePdf() },
  });
  await expect(sendContract(owner.ctx, { contractId })).rejects.toMatchObject({
    code: 'CONTRACT_INCOMPLETE',
  });
  await expect(placeDefaultControls(owner.ctx, { contractId })).rejects.toMatchObject({
    code: 'CONTRACT_INCOMPLETE',
  });
  await setParties(owner.ctx, {
    contractId,
    ordering: 'sequential',
    parties: [{ kind: 'self' }, person('Ming')],
  });
  await expect(sendContract(owner.ctx, { contractId })).rejects.toMatchObject({
    code: 'CONTRACT_INCOMPLETE',
  });
  await placeDefaultControls(owner.ctx, { contractId });
  await sendContract(owner.ctx, { contractId });
  expect(await stateOf(contractId)).toBe('sending');
  expect(await eventsOf(contractId)).toEqual(['contract.created', 'document.added', 'contract.sent']);
});

test('a draft may begin without a file, and sending says what it lacks, one by one', async () => {
  const { contractId } = await createEmptyDraft(owner.ctx);
  await setParties(owner.ctx, {
    contractId,
    parties: [{ kind: 'person', name: '', email: 'ming@', locale: 'en' }, { kind: 'self' }],
  });
  const id = (await draft(owner.ctx, { contractId })).parties[0]?.id;
  await expect(sendContract(owner.ctx, { contractId })).rejects.toMatchObject({
    code: 'CONTRACT_INCOMPLETE',
    status: 409,
    field: 'title',
    params: { count: 4, first: 'TITLE_MISSING' },
    errors: [
      { pointer: '#/title', detail: 'TITLE_MISSING' },
      { pointer: '#/documents', detail: 'DOCUMENT_MISSING' },
      { pointer: `#/parties/${id}/name`, detail: 'PARTY_NAME_MISSING' },
      { pointer: `#/parties/${id}/email`, detail: 'PARTY_EMAIL_INVALID' },
    ],
  });
  expect(await stateOf(contractId)).toBe('draft');
});

test.each([
  ['landscape', [{ width: 842, height: 595 }]],
  ['tiny', [{ width: 60, height: 40 }]],
  ['rotated', [{ rotate: 90 as const }]],
  ['long and thin', [{ width: 200, height: 2000 }]],
  ['mixed, ending in a tiny rotated one', [{}, { width: 70, height: 50, rotate: 270 as const }]],
])('default places lie on %s pages, and such a document can be sent and certified', async (_name, pages) => {
  const { contractId } = await sendAndOpen(owner.ctx, {
    persons: ['Ming', 'Hong'],
    pdf: samplePdf({ pages }),
  });
  const { controls, documents, state } = await contractDetail(owner.ctx, { contractId });
  expect(state).toBe('in_progress');
  expect(documents[0]?.headNo).toBe(2);
  expect(controls).toHaveLength(6);
  for (const control of controls) {
    const page = documents[0]?.pages[control.page];
    expect(control.page).toBe(pages.length - 1);
    expect(control.x + control.width).toBeLessThanOrEqual(page?.width ?? 0);
    expect(control.y + control.height).toBeLessThanOrEqual(page?.height ?? 0);
  }
});

test('a sent contract is changed no more, and sending it twice sends it once', async () => {
  const { contractId } = await draftContract(owner.ctx);
  const sent = await Promise.allSettled([1, 2, 3].map(() => sendContract(owner.ctx, { contractId })));
  expect(sent.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  const before = await snapshot(contractId);
  const refused = { code: 'CONTRACT_STATE', status: 409 };
  const parties = [person('Eve')];
  await expect(sendContract(owner.ctx, { contractId })).rejects.toMatchObject(refused);
  await expect(setParties(owner.ctx, { contractId, parties })).rejects.toMatchObject(refused);
  await expect(placeDefaultControls(owner.ctx, { contractId })).rejects.toMatchObject(refused);
  await expect(deleteDraft(owner.ctx, { contractId })).rejects.toMatchObject(refused);
  await expect(draft(owner.ctx, { contractId })).rejects.toMatchObject(refused);
  expect(await snapshot(contractId)).toEqual(before);
  expect(
    await t.admin.outbox.count({
      where: { name: 'contract/sent', payload: { path: ['contractId'], equals: contractId } },
    }),
  ).toBe(1);
});

test('a draft is deleted with all that hangs on it', async () => {
  const { contractId } = await draftContract(owner.ctx);
  await deleteDraft(owner.ctx, { contractId });
  await expect(contractDetail(owner.ctx, { contractId })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  for (const table of [
    'document',
    'participant',
    'control',
    'event',
    'document_revision',
    'contract_access',
  ]) {
    const rows = await t.admin.$queryRawUnsafe<unknown[]>(
      `select 1 from ${table} where contract_id = '${contractId}'`,
    );
    expect(rows).toEqual([]);
  }
});

test('the list is paged newest first without losing or repeating any', async () => {
  const many = await t.openTenant({ name: '很多合同公司' });
  const made: string[] = [];
  for (let n = 0; n < 33; n++) {
    const file = { name: `${n}.pdf`, bytes: samplePdf() };
    made.push((await createContract(many.ctx, { file })).contractId);
  }
  const first = await listContracts(many.ctx, {});
  const second = await listContracts(many.ctx, { cursor: first.nextCursor ?? 'none' });
  const seen = [...first.items, ...second.items].map((item) => item.id);
  expect(first.items).toHaveLength(30);
  expect(second.nextCursor).toBeNull();
  expect(new Set(seen)).toEqual(new Set(made));
  expect(seen).toEqual(seen.toSorted().reverse());
  expect((await listContracts(many.ctx, { view: 'completed' })).items).toEqual([]);
});
