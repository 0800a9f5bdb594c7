import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Context, contextOf } from '../context.ts';
import { actorOfInvitation, invitationToken } from '../signing/invitation.ts';
import { retryContract } from '../signing/retry.ts';
import { sign } from '../signing/sign.ts';
import { markViewed, signingView } from '../signing/view.ts';
import { requestWillingness } from '../signing/willingness.ts';
import type { Permission } from '../tenants/permissions.ts';
import { actRows } from '../testing/contract-rows.ts';
import {
  contextOfParticipant,
  draftContract,
  prepareToSign,
  sendAndOpen,
} from '../testing/drive-contract.ts';
import { samplePdf } from '../testing/sample-pdf.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { contractDetail } from './contract-detail.ts';
import { setControls } from './controls.ts';
import { documentPdf, documentVerification, downloadContract } from './document-file.ts';
import { addDocument, removeDocument, renameDocument, reorderDocuments } from './documents.ts';
import { deleteDraft } from './draft.ts';
import { draftCheck } from './draft-check.ts';
import { updateDraft } from './draft-details.ts';
import { draft as readDraft } from './draft-view.ts';
import { rejectContract, withdrawContract } from './end.ts';
import { listContracts } from './list-contracts.ts';
import { setParties } from './parties.ts';
import { placeDefaultControls } from './place-defaults.ts';
import { sendContract } from './send.ts';

let t: TestCore;
let owner: TestTenant;
let stranger: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
  stranger = await t.openTenant({ name: '外人公司' });
});
afterAll(() => t.close());

const person = (name: string) => ({
  kind: 'person' as const,
  name,
  email: `${name.toLowerCase()}@example.com`,
  locale: 'en' as const,
});
const snapshot = (contractId: string) => actRows(t.admin, contractId);
const may = (...permissions: Permission[]) =>
  contextOf(t.core, { ...owner.actor, permissions: new Set(permissions) });

const everyFunction: [
  string,
  (ctx: Context, ids: { contractId: string; documentId: string }) => Promise<unknown>,
][] = [
  ['contractDetail', contractDetail],
  ['documentPdf', documentPdf],
  ['documentVerification', documentVerification],
  ['downloadContract', downloadContract],
  ['draft', readDraft],
  ['draftCheck', draftCheck],
  ['updateDraft', (ctx, ids) => updateDraft(ctx, { ...ids, title: 'x' })],
  ['addDocument', (ctx, ids) => addDocument(ctx, { ...ids, file: { name: 'a.pdf', bytes: samplePdf() } })],
  ['removeDocument', removeDocument],
  ['renameDocument', (ctx, ids) => renameDocument(ctx, { ...ids, title: 'x' })],
  ['reorderDocuments', (ctx, ids) => reorderDocuments(ctx, { ...ids, documentIds: [ids.documentId] })],
  ['setParties', (ctx, ids) => setParties(ctx, { ...ids, parties: [person('Eve')] })],
  ['setControls', (ctx, ids) => setControls(ctx, { ...ids, version: 1, controls: [] })],
  ['placeDefaultControls', placeDefaultControls],
  ['sendContract', sendContract],
  ['deleteDraft', deleteDraft],
  ['withdrawContract', (ctx, ids) => withdrawContract(ctx, { ...ids, reason: 'x' })],
  ['rejectContract', (ctx, ids) => rejectContract(ctx, { ...ids, reason: 'x' })],
  ['retryContract', retryContract],
  ['signingView', signingView],
  ['markViewed', markViewed],
  ['requestWillingness', requestWillingness],
  ['sign', (ctx, ids) => sign(ctx, { ...ids, challengeId: randomUUID(), code: '123456', values: {} })],
];

test("every function says NOT_FOUND for a foreign tenant's contract and for one nobody has", async () => {
  const draft = await draftContract(owner.ctx);
  const open = await sendAndOpen(owner.ctx);
  const nothing = { contractId: randomUUID(), documentId: randomUUID() };
  const before = [await snapshot(draft.contractId), await snapshot(open.contractId)];
  const answers: [string, unknown][] = [];
  for (const [name, call] of everyFunction) {
    for (const ids of [draft, open, nothing]) {
      answers.push([
        name,
        await call(stranger.ctx, ids).then(
          () => 'let in',
          (error) => error.code,
        ),
      ]);
    }
  }
  expect(answers).toEqual(everyFunction.flatMap(([name]) => Array(3).fill([name, 'NOT_FOUND'])));
  expect([await snapshot(draft.contractId), await snapshot(open.contractId)]).toEqual(before);
});

test('a stranger finds none of it in their own list, and a document of another contract is not found', async () => {
  const a = await draftContract(owner.ctx);
  const b = await draftContract(owner.ctx);
  expect((await listContracts(stranger.ctx, {})).items).toEqual([]);
  const mixed = { contractId: a.contractId, documentId: b.documentId };
  await expect(documentPdf(owner.ctx, mixed)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('an invited person reaches their contract and no other, with every function', async () => {
  const own = await sendAndOpen(owner.ctx, { self: false });
  const other = await sendAndOpen(owner.ctx, { self: false });
  const [participant] = own.participants;
  if (!participant) throw new Error('nobody was invited');
  const guest = await contextOfParticipant(owner.ctx, participant);
  expect(await contractDetail(guest, own)).toMatchObject({
    state: 'in_progress',
    can: { sign: true, withdraw: false },
  });
  await expect(documentPdf(guest, own)).resolves.toBeDefined();
  const before = await snapshot(other.contractId);
  for (const [name, call] of everyFunction) {
    const code = await call(guest, other).then(
      () => 'let in',
      (error) => error.code,
    );
    expect([name, code]).toEqual([name, code === 'UNAUTHENTICATED' ? 'UNAUTHENTICATED' : 'NOT_FOUND']);
  }
  expect(await snapshot(other.contractId)).toEqual(before);
  await expect(withdrawContract(guest, { ...own, reason: 'x' })).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
  });
});

test('a link nobody was given is not known; an expired or revoked one says so', async () => {
  const { participants } = await sendAndOpen(owner.ctx, { self: false });
  const participantId = participants[0]?.id ?? '';
  const token = invitationToken(t.core, participantId);
  await expect(actorOfInvitation(t.core, token)).resolves.toMatchObject({ kind: 'invited', participantId });
  for (const unknown of ['', 'x', 'A'.repeat(43), `${token}A`, invitationToken(t.core, randomUUID())]) {
    await expect(actorOfInvitation(t.core, unknown)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }
  await t.admin.invitationToken.updateMany({ where: { participantId }, data: { revokedAt: new Date() } });
  await expect(actorOfInvitation(t.core, token)).rejects.toMatchObject({ code: 'LINK_EXPIRED', status: 410 });
  await t.admin.invitationToken.updateMany({
    where: { participantId },
    data: { revokedAt: null, expiresAt: t.core.now() },
  });
  await expect(actorOfInvitation(t.core, token)).rejects.toMatchObject({ code: 'LINK_EXPIRED' });
});

test('one who is not asked yet has no link, and nobody signs before their turn', async () => {
  const { contractId, participants } = await sendAndOpen(owner.ctx);
  const second = participants[1]?.id ?? '';
  await expect(actorOfInvitation(t.core, invitationToken(t.core, second))).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  const early = contextOf(t.core, {
    kind: 'invited',
    tenantId: owner.tenantId,
    contractId,
    participantId: second,
  });
  await expect(requestWillingness(early, { contractId })).rejects.toMatchObject({ code: 'NOT_YOUR_TURN' });
  await expect(rejectContract(early, { contractId, reason: 'x' })).rejects.toMatchObject({
    code: 'NOT_YOUR_TURN',
  });
});

test('each act needs its permission', async () => {
  const contract = await sendAndOpen(owner.ctx);
  const viewer = may('contract.view');
  const forbidden = { code: 'FORBIDDEN' };
  await expect(contractDetail(viewer, contract)).resolves.toMatchObject({
    can: { edit: false, sign: false, withdraw: false, retry: false, download: false },
  });
  await expect(contractDetail(may('contract.sign'), contract)).rejects.toMatchObject(forbidden);
  await expect(sendContract(viewer, contract)).rejects.toMatchObject(forbidden);
  await expect(withdrawContract(viewer, { ...contract, reason: 'x' })).rejects.toMatchObject(forbidden);
  await expect(requestWillingness(viewer, contract)).rejects.toMatchObject(forbidden);
  await expect(rejectContract(viewer, { ...contract, reason: 'x' })).rejects.toMatchObject(forbidden);
  const ready = await prepareToSign(owner.ctx, contract.contractId);
  await expect(sign(viewer, ready)).rejects.toMatchObject(forbidden);
  await expect(sign(may('contract.view', 'contract.sign'), ready)).rejects.toMatchObject({
    code: 'SEAL_NOT_USABLE',
  });
});

test("a colleague's draft is not there for who may not see all contracts", async () => {
  const draft = await draftContract(owner.ctx);
  const permissions = new Set<Permission>(['contract.view', 'contract.create', 'contract.send']);
  const colleague = contextOf(t.core, { ...owner.actor, accountId: randomUUID(), permissions });
  const gone = { code: 'NOT_FOUND' };
  await expect(readDraft(colleague, draft)).rejects.toMatchObject(gone);
  await expect(updateDraft(colleague, { ...draft, title: 'x' })).rejects.toMatchObject(gone);
  await expect(sendContract(colleague, draft)).rejects.toMatchObject(gone);
  await expect(deleteDraft(colleague, draft)).rejects.toMatchObject(gone);
  expect((await contractDetail(owner.ctx, draft)).state).toBe('draft');
});
