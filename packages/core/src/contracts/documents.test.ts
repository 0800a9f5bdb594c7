import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../context.ts';
import { draftContract, sendAndOpen } from '../testing/drive-contract.ts';
import { samplePdf } from '../testing/sample-pdf.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { MAX_DOCUMENTS_BYTES } from './document-intake.ts';
import { addDocument, removeDocument, renameDocument, reorderDocuments } from './documents.ts';
import { createContract, createEmptyDraft } from './draft.ts';
import { draft } from './draft-view.ts';

let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

const file = (name: string, bytes = samplePdf({ text: name })) => ({ name: `${name}.pdf`, bytes });
const add = (contractId: string, name: string) => addDocument(owner.ctx, { contractId, file: file(name) });
const titles = async (contractId: string) =>
  (await draft(owner.ctx, { contractId })).documents.map((each) => each.title);
const stored = async () => ({
  files: (await readdir(t.storageDirectory, { recursive: true })).length,
  documents: await t.admin.document.count(),
  events: await t.admin.event.count(),
});

test('files are added, renamed, moved and taken away, each told in the evidence', async () => {
  const { contractId } = await createEmptyDraft(owner.ctx);
  const { document: a } = await add(contractId, 'main');
  const { document: b } = await add(contractId, 'annex');
  const { document: c } = await add(contractId, 'prices');
  expect(a).toMatchObject({ title: 'main', sourceName: 'main.pdf', signedBefore: false });
  // The first file names a contract without a name.
  expect((await draft(owner.ctx, { contractId })).title).toBe('main');
  await reorderDocuments(owner.ctx, { contractId, documentIds: [c.id, a.id, b.id] });
  await renameDocument(owner.ctx, { contractId, documentId: b.id, title: '附件一' });
  expect(await titles(contractId)).toEqual(['prices', 'main', '附件一']);
  await removeDocument(owner.ctx, { contractId, documentId: a.id });
  expect(await titles(contractId)).toEqual(['prices', '附件一']);
  await add(contractId, 'late');
  expect(await titles(contractId)).toEqual(['prices', '附件一', 'late']);
  const events = await t.admin.event.findMany({ where: { contractId }, orderBy: { seq: 'asc' } });
  expect(events.map((event) => event.type)).toEqual([
    'contract.created',
    ...Array(3).fill('document.added'),
    'document.removed',
    'document.added',
  ]);
});

test('with a document its controls go, and every party wants a place on a new one', async () => {
  const contract = await draftContract(owner.ctx, { more: [samplePdf()] });
  const { contractId, documentIds } = contract;
  const [, annex = ''] = documentIds;
  expect((await draft(owner.ctx, { contractId })).missing).toEqual([]);
  await removeDocument(owner.ctx, { contractId, documentId: annex });
  const left = await draft(owner.ctx, { contractId });
  expect(new Set(left.controls.map((each) => each.documentId))).toEqual(new Set([documentIds[0]]));
  const { missing, document } = await add(contractId, 'new');
  expect(missing).toEqual(
    contract.participants.map(({ id }) => ({
      code: 'PLACE_MISSING',
      pointer: `#/documents/${document.id}/controls`,
      partyId: id,
      documentId: document.id,
    })),
  );
});

test('a list of other documents than the draft has moves nothing', async () => {
  const { contractId, documentIds } = await draftContract(owner.ctx, { more: [samplePdf()] });
  const [a = '', b = ''] = documentIds;
  const other = (await draftContract(owner.ctx)).documentId;
  for (const ids of [[a], [a, a], [a, b, other], [a, other], [], [a, randomUUID()]]) {
    await expect(reorderDocuments(owner.ctx, { contractId, documentIds: ids })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  }
  expect((await draft(owner.ctx, { contractId })).documents.map((each) => each.id)).toEqual([a, b]);
});

test('a file that is refused leaves nothing behind', async () => {
  const { contractId } = await createContract(owner.ctx, { file: file('a') });
  const before = await stored();
  const bad = (name: string, bytes: Uint8Array) =>
    addDocument(owner.ctx, { contractId, file: { name, bytes } });
  await expect(bad('a.pdf', new Uint8Array())).rejects.toMatchObject({ code: 'FILE_EMPTY', field: 'file' });
  await expect(bad('a.exe', samplePdf())).rejects.toMatchObject({ code: 'FILE_TYPE_UNSUPPORTED' });
  await expect(bad('a.pdf', samplePdf().subarray(0, 300))).rejects.toMatchObject({ code: 'PDF_DAMAGED' });
  expect(await stored()).toEqual(before);
});

test('the eleventh document is refused, also when two come at once', async () => {
  const { contractId } = await createContract(owner.ctx, { file: file('0') });
  for (let n = 1; n < 9; n++) await add(contractId, `${n}`);
  const both = await Promise.allSettled([add(contractId, 'x'), add(contractId, 'y')]);
  expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(add(contractId, 'z')).rejects.toMatchObject({
    code: 'DOCUMENTS_TOO_MANY',
    status: 422,
    params: { max: 10 },
  });
  expect(await titles(contractId)).toHaveLength(10);
});

test('documents that are too large together are refused, and nothing is stored', async () => {
  const { contractId, documentId } = await createContract(owner.ctx, { file: file('a') });
  // As though its file were that large: 100 MB of PDF would say no more and take long.
  await t.admin.$executeRaw`alter table document_revision disable trigger document_revision_append_only`;
  await t.admin.documentRevision.updateMany({
    where: { documentId },
    data: { size: MAX_DOCUMENTS_BYTES - 200 },
  });
  await t.admin.$executeRaw`alter table document_revision enable trigger document_revision_append_only`;
  const before = await stored();
  await expect(add(contractId, 'b')).rejects.toMatchObject({
    code: 'DOCUMENTS_TOO_LARGE',
    status: 413,
    params: { maxMegabytes: 100 },
  });
  expect(await stored()).toEqual(before);
});

test("a document of another contract is not found, a sent contract's stay as they are, and a reader changes none", async () => {
  const mine = await draftContract(owner.ctx);
  const other = await draftContract(owner.ctx);
  const mixed = { contractId: mine.contractId, documentId: other.documentId };
  await expect(removeDocument(owner.ctx, mixed)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(renameDocument(owner.ctx, { ...mixed, title: 'x' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const sent = await sendAndOpen(owner.ctx);
  await expect(removeDocument(owner.ctx, sent)).rejects.toMatchObject({ code: 'CONTRACT_STATE' });
  await expect(add(sent.contractId, 'late')).rejects.toMatchObject({ code: 'CONTRACT_STATE' });
  const reader = contextOf(t.core, { ...owner.actor, permissions: new Set(['contract.view'] as const) });
  await expect(removeDocument(reader, mine)).rejects.toMatchObject({ code: 'FORBIDDEN' });
});
