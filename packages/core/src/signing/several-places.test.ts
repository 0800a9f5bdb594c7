import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentVerification } from '../contracts/document-file.ts';
import { createContract } from '../contracts/draft.ts';
import { sendContract } from '../contracts/send.ts';
import { newId } from '../ids.ts';
import {
  contextOfParticipant,
  type DrivenContract,
  draftContract,
  driveSigning,
  prepareToSign,
} from '../testing/drive-contract.ts';
import { samplePdf } from '../testing/sample-pdf.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { finishIntent, openForSigning } from './advance.ts';
import { certifyDocuments, prepareDocuments } from './prepare.ts';
import { sign } from './sign.ts';
import { signingView } from './view.ts';

let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

/** A draft of two documents: the second is a copy of one that was uploaded for another contract. */
async function twoDocuments(): Promise<DrivenContract & { secondId: string }> {
  const contract = await draftContract(owner.ctx, { self: false, pdf: samplePdf({ pages: [{}, {}] }) });
  const other = await createContract(owner.ctx, { file: { name: 'annex.pdf', bytes: samplePdf() } });
  const where = { contractId: other.contractId };
  const secondId = newId(t.clock.now());
  const { contractId } = contract;
  const { pages, ...document } = await t.admin.document.findFirstOrThrow({ where });
  await t.admin.document.create({
    data: { ...document, pages: pages ?? [], id: secondId, contractId, position: 1 },
  });
  const revision = await t.admin.documentRevision.findFirstOrThrow({ where });
  await t.admin.documentRevision.create({ data: { ...revision, documentId: secondId, contractId } });
  return { ...contract, secondId };
}

type Place = {
  documentId: string;
  kind: string;
  page?: number;
  y?: number;
  required?: boolean;
  width?: number;
};

async function place(
  contract: DrivenContract,
  name: string,
  { documentId, ...place }: Place,
): Promise<string> {
  const id = newId(t.clock.now());
  await t.admin.control.create({
    data: {
      id,
      ownerTenantId: owner.tenantId,
      contractId: contract.contractId,
      participantId: contract.participants[0]?.id ?? '',
      documentId,
      name,
      page: 0,
      x: 60,
      y: 500,
      width: 160,
      height: 24,
      required: true,
      label: null,
      ...place,
    },
  });
  return id;
}

async function open(contract: DrivenContract) {
  await sendContract(owner.ctx, contract);
  const scope = { tenantId: owner.tenantId, contractId: contract.contractId };
  await prepareDocuments(t.core, scope);
  await certifyDocuments(t.core, scope);
  await openForSigning(t.core, scope);
  const [signer] = contract.participants;
  if (!signer) throw new Error('nobody was invited');
  return { signer, guest: await contextOfParticipant(owner.ctx, signer), scope };
}

test('one signs several documents at once, each with one signature that shows in all its places', async () => {
  const contract = await twoDocuments();
  await place(contract, 'again', { documentId: contract.documentId, kind: 'signature', page: 0, y: 700 });
  await place(contract, 'annex', { documentId: contract.secondId, kind: 'signature' });
  const text = await place(contract, 'address', { documentId: contract.secondId, kind: 'text', y: 600 });
  const { guest, signer, scope } = await open(contract);

  const before = await signingView(guest, contract);
  expect(before.documents.map((document) => document.pages.length)).toEqual([2, 1]);
  expect(before.steps[0]).toEqual({ name: 'certificate', state: 'waiting', done: 0, total: 2 });

  const ready = { ...(await prepareToSign(guest, contract.contractId)), values: { [text]: '杭州市西湖区' } };
  const { intentId } = await sign(guest, ready);
  const job = { ...scope, participantId: signer.id, intentId };
  await driveSigning(t.core, job, contract.documentId);
  const half = await signingView(guest, contract);
  expect(half.steps.map(({ state, done, total }) => [state, done, total])).toEqual([
    ['done', 2, 2],
    ['running', 1, 2],
    ['waiting', 1, 2],
    ['waiting', 1, 2],
  ]);
  await driveSigning(t.core, job, contract.secondId);
  await finishIntent(t.core, job);
  expect((await signingView(guest, contract)).contract.state).toBe('completed');

  for (const [documentId, places] of [
    [contract.documentId, 2],
    [contract.secondId, 1],
  ] as const) {
    const report = await documentVerification(owner.ctx, { contractId: contract.contractId, documentId });
    expect(report).toMatchObject({ verdict: 'valid', warnings: [] });
    const own = report.signatures.filter((signature) => !signature.certification);
    expect(own.map((signature) => signature.places.length)).toEqual([places]);
  }
});

test('a document without a place of the signer is read, not signed', async () => {
  const contract = await twoDocuments();
  // Sending asks for a place in each document; contracts of an earlier version may be without.
  const id = await place(contract, 'annex', { documentId: contract.secondId, kind: 'signature' });
  const { guest } = await open(contract);
  await t.admin.control.delete({ where: { id } });
  expect((await signingView(guest, contract)).steps[0]?.total).toBe(1);
  const { intentId } = await sign(guest, await prepareToSign(guest, contract.contractId));
  const activations = await t.admin.activation.findMany({ where: { intentId } });
  expect(activations.map((each) => each.documentId)).toEqual([contract.documentId]);
  // The willingness is for everything that was shown.
  const [challenge] = await t.admin.willingnessChallenge.findMany({
    where: { contractId: contract.contractId },
  });
  expect(challenge?.documents).toHaveLength(2);
});

test('a text that cannot be written or seen is refused beside its field, and the code is not used up', async () => {
  const contract = await draftContract(owner.ctx, { self: false });
  const { documentId } = contract;
  const name = await place(contract, 'name', { documentId, kind: 'text', width: 60, required: false });
  const { guest } = await open(contract);
  const ready = await prepareToSign(guest, contract.contractId);
  const filled = (text: string) => sign(guest, { ...ready, values: { [name]: text } });
  await expect(filled('好🙂的')).rejects.toMatchObject({
    code: 'FONT_LACKS_CHARACTER',
    field: name,
    params: { characters: '🙂' },
  });
  await expect(filled('长'.repeat(40))).rejects.toMatchObject({ code: 'VALUE_DOES_NOT_FIT', field: name });
  await expect(filled('短')).resolves.toBeDefined();
});

test('a typed name signs as a drawn one does; one the font cannot write is said before the code is used up', async () => {
  const contract = await draftContract(owner.ctx, { self: false });
  const { guest } = await open(contract);
  const { handwriting: _, ...ready } = await prepareToSign(guest, contract.contractId);
  await expect(sign(guest, { ...ready, typed: { text: '王喆', style: 'brush' } })).rejects.toMatchObject({
    code: 'FONT_LACKS_CHARACTER',
    field: 'typed',
    params: { characters: '喆' },
  });
  const { intentId } = await sign(guest, { ...ready, typed: { text: '王喆', style: 'print' } });
  const intent = await t.admin.signingIntent.findUniqueOrThrow({ where: { id: intentId } });
  expect(intent.appearance).toMatchObject({ seal: null, signature: { type: 'paths' } });
});

test('past its deadline a contract cannot be signed, even before anybody has noted that it expired', async () => {
  const contract = await draftContract(owner.ctx, { self: false });
  const deadline = new Date(t.clock.now().getTime() + 60_000);
  await t.admin.contract.update({
    where: { id: contract.contractId },
    data: { deadline, message: '请于周五前签署' },
  });
  const { guest } = await open(contract);
  const ready = await prepareToSign(guest, contract.contractId);
  expect((await signingView(guest, contract)).contract).toMatchObject({
    state: 'in_progress',
    message: '请于周五前签署',
    deadline: deadline.toISOString(),
  });
  t.clock.advance(60_000);
  expect((await signingView(guest, contract)).contract.state).toBe('expired');
  await expect(sign(guest, ready)).rejects.toMatchObject({ code: 'CONTRACT_EXPIRED' });
});
