import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { draftContract } from '../testing/drive-contract.ts';
import { samplePdf } from '../testing/sample-pdf.ts';
import { pdfSignedByOthers } from '../testing/signed-pdf.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { setControls, setControlsInput } from './controls.ts';
import { addDocument } from './documents.ts';
import { createContract } from './draft.ts';
import { draft } from './draft-view.ts';
import { setParties } from './parties.ts';
import { placeDefaultControls } from './place-defaults.ts';

let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

const rect = { page: 0, x: 100, y: 100, width: 150, height: 60 };

/** A draft of two documents, the own enterprise and a person, without controls. */
async function bare() {
  const contract = await draftContract(owner.ctx, {
    pdf: samplePdf({ pages: [{}, { rotate: 90 }] }),
    more: [samplePdf()],
  });
  const { contractId } = contract;
  const { version } = await draft(owner.ctx, { contractId });
  await setControls(owner.ctx, { contractId, version, controls: [] });
  const [self = '', ming = ''] = contract.participants.map((each) => each.id);
  const [main = '', annex = ''] = contract.documentIds;
  return { contractId, version: version + 1, self, ming, main, annex };
}

type Control = Parameters<typeof setControls>[1]['controls'][number];
const set = (contractId: string, version: number, controls: Control[]) =>
  setControls(owner.ctx, { contractId, version, controls });

test('controls are replaced as a whole, keep their IDs, and get field names of their own', async () => {
  const { contractId, version, self, ming, main, annex } = await bare();
  const id = randomUUID();
  const of = (documentId: string, participantId: string) => ({
    documentId,
    participantId,
    required: true,
    ...rect,
  });
  const { missing, version: next } = await set(contractId, version, [
    { ...of(main, ming), kind: 'signature', id },
    { ...of(main, ming), kind: 'signature', page: 1, x: 600 },
    { ...of(main, self), kind: 'seal', y: 300 },
    { ...of(annex, ming), kind: 'text', label: '身份证号', required: false, fontSize: 9 },
  ]);
  expect(missing.map((each) => [each.code, each.partyId, each.documentId])).toEqual([
    ['PLACE_MISSING', self, annex],
    ['PLACE_MISSING', ming, annex],
  ]);
  const rows = await t.admin.control.findMany({ where: { contractId }, orderBy: { name: 'asc' } });
  expect(rows.map((row) => row.name)).toEqual(['p1-seal', 'p2-signature', 'p2-signature-2', 'p2-text']);
  const read = await draft(owner.ctx, { contractId });
  expect(read.controls.find((each) => each.kind === 'text')).toMatchObject({
    label: '身份证号',
    required: false,
    fontSize: 9,
  });
  expect(read.controls.find((each) => each.id === id)).toMatchObject({
    ...rect,
    label: null,
    fontSize: null,
  });
  await set(contractId, next, [{ ...of(main, ming), kind: 'signature', id }]);
  expect((await draft(owner.ctx, { contractId })).controls.map((each) => each.id)).toEqual([id]);
});

test('an older version changes nothing', async () => {
  const { contractId, version, ming, main } = await bare();
  const control: Control = {
    documentId: main,
    participantId: ming,
    kind: 'signature',
    required: true,
    ...rect,
  };
  await set(contractId, version, [control]);
  await expect(set(contractId, version, [])).rejects.toMatchObject({ code: 'CONFLICT', field: 'version' });
  const both = await Promise.allSettled([set(contractId, version + 1, []), set(contractId, version + 1, [])]);
  expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test.each<[string, Partial<Control>, string]>([
  ['left of the page', { x: -1 }, 'outside'],
  ['over its right edge', { x: 446 }, 'outside'],
  ['over its head', { y: 783 }, 'outside'],
  ['on a page that is not there', { page: 2 }, 'outside'],
  ['wider than the turned page', { page: 1, x: 693 }, 'outside'],
  ['too small to write in', { width: 8, height: 5 }, 'too_small'],
  ['turned inside out', { width: -1 }, 'too_small'],
  ["a seal of somebody who isn't the own enterprise", { kind: 'seal' }, 'kind_of_party'],
  ['with words the font cannot write', { kind: 'text', label: '电话 📞' }, 'characters'],
])('a control %s is refused with its number and the reason', async (_what, change, reason) => {
  const { contractId, version, self, ming, main } = await bare();
  const good: Control = {
    documentId: main,
    participantId: self,
    kind: 'seal',
    required: true,
    ...rect,
    y: 300,
  };
  const bad: Control = {
    documentId: main,
    participantId: ming,
    kind: 'signature',
    required: true,
    ...rect,
    ...change,
  };
  await expect(set(contractId, version, [good, bad])).rejects.toMatchObject({
    code: 'CONTROL_INVALID',
    status: 400,
    field: 'controls',
    params: { reason, index: 1 },
  });
  expect((await draft(owner.ctx, { contractId })).controls).toEqual([]);
});

test('two places to sign exactly upon each other cannot be told apart; a text under a signature can', async () => {
  const { contractId, version, self, ming, main } = await bare();
  const signature: Control = {
    documentId: main,
    participantId: ming,
    kind: 'signature',
    required: true,
    ...rect,
  };
  const upon = { ...signature, participantId: self, x: rect.x + 0.5 };
  await expect(set(contractId, version, [signature, upon])).rejects.toMatchObject({
    params: { reason: 'overlap', index: 1 },
  });
  await set(contractId, version, [signature, { ...upon, kind: 'text' }, { ...upon, x: rect.x + 20 }]);
});

test('a control of a document or party that is gone, or with the ID of a foreign one, is refused', async () => {
  const { contractId, version, ming, main } = await bare();
  const other = await draftContract(owner.ctx);
  const control: Control = {
    documentId: main,
    participantId: ming,
    kind: 'signature',
    required: true,
    ...rect,
  };
  const foreign = (await draft(owner.ctx, other)).controls[0]?.id;
  const refusals: [Partial<Control>, object][] = [
    [{ documentId: other.documentId }, { code: 'CONFLICT' }],
    [{ participantId: other.participants[0]?.id ?? '' }, { code: 'CONFLICT' }],
    [{ id: foreign }, { code: 'CONTROL_INVALID', params: { reason: 'id' } }],
  ];
  for (const [change, refusal] of refusals)
    await expect(set(contractId, version, [{ ...control, ...change }])).rejects.toMatchObject(refusal);
  expect((await draft(owner.ctx, other)).controls).toHaveLength(4);
  const many = Array.from({ length: 501 }, () => control);
  expect(setControlsInput.safeParse({ contractId, version, controls: many }).success).toBe(false);
  for (const x of [Number.NaN, Number.POSITIVE_INFINITY, 1e9])
    expect(setControlsInput.safeParse({ contractId, version, controls: [{ ...control, x }] }).success).toBe(
      false,
    );
});

test('the usual places come only where a party has none, in every document, and beside what stands there', async () => {
  const { contractId, version, self, ming, main, annex } = await bare();
  const placed: Control = {
    documentId: annex,
    participantId: ming,
    kind: 'signature',
    required: true,
    ...rect,
    x: 60,
    y: 60,
  };
  await set(contractId, version, [placed]);
  const { missing } = await placeDefaultControls(owner.ctx, { contractId });
  expect(missing).toEqual([]);
  const { controls } = await draft(owner.ctx, { contractId });
  const kindsOf = (documentId: string, participantId: string) =>
    controls
      .filter((each) => each.documentId === documentId && each.participantId === participantId)
      .map((each) => each.kind)
      .sort();
  expect(kindsOf(annex, ming)).toEqual(['signature']);
  expect([kindsOf(main, self), kindsOf(main, ming), kindsOf(annex, self)]).toEqual([
    ['date', 'seal'],
    ['date', 'signature'],
    ['date', 'seal'],
  ]);
  const own = controls.find((each) => each.participantId === ming && each.documentId === annex);
  expect(own).toMatchObject({ x: 60, y: 60 });
  for (const other of controls.filter((each) => each.documentId === annex && each !== own))
    expect(other.x >= 210 || other.y >= 120).toBe(true);
  const before = await draft(owner.ctx, { contractId });
  await placeDefaultControls(owner.ctx, { contractId });
  expect(await draft(owner.ctx, { contractId })).toEqual(before);
});

test('a file that others have signed takes one place to sign for each party, and nothing else', async () => {
  const { contractId } = await createContract(owner.ctx, { file: { name: 'a.pdf', bytes: samplePdf() } });
  const bytes = await pdfSignedByOthers(t.core.now());
  const { document } = await addDocument(owner.ctx, { contractId, file: { name: 'b.pdf', bytes } });
  expect(document.signedBefore).toBe(true);
  const participantId = randomUUID();
  const { version } = await setParties(owner.ctx, {
    contractId,
    parties: [{ kind: 'person', id: participantId, name: 'Ming', email: 'ming@example.com', locale: 'en' }],
  });
  const signature: Control = {
    documentId: document.id,
    participantId,
    kind: 'signature',
    required: true,
    ...rect,
  };
  for (const other of [{ kind: 'text' as const }, { kind: 'date' as const }, { x: 300 }]) {
    await expect(
      set(contractId, version, [signature, { ...signature, y: 300, ...other }]),
    ).rejects.toMatchObject({ code: 'CONTROL_INVALID', params: { reason: 'signed_document', index: 1 } });
  }
  await set(contractId, version, [signature]);
});
