import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Context, contextOf } from '../context.ts';
import { finishIntent } from '../signing/advance.ts';
import { actorOfInvitation, invitationToken } from '../signing/invitation.ts';
import { retryContract } from '../signing/retry.ts';
import { sign } from '../signing/sign.ts';
import { markViewed, signingView } from '../signing/view.ts';
import { requestWillingness } from '../signing/willingness.ts';
import type { Permission } from '../tenants/permissions.ts';
import {
  contextOfParticipant,
  draftContract,
  driveSigning,
  prepareToSign,
  sendAndOpen,
  signingScope,
} from '../testing/drive-contract.ts';
import { samplePdf } from '../testing/sample-pdf.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { contractDetail } from './contract-detail.ts';
import { placeDefaultControls } from './controls.ts';
import { documentPdf, documentVerification, downloadContract } from './document-file.ts';
import { createContract, deleteDraft } from './draft.ts';
import { draftParties } from './draft-parties.ts';
import { rejectContract, withdrawContract } from './end.ts';
import { listContracts } from './list-contracts.ts';
import { setParties } from './parties.ts';
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
const stateOf = async (contractId: string) => (await contractDetail(owner.ctx, { contractId })).state;
const eventsOf = async (contractId: string) =>
  (await contractDetail(owner.ctx, { contractId })).events.map((event) => event.type);
const noticesOf = async (contractId: string) => {
  const rows = await t.admin.outbox.findMany({
    where: { name: 'notice/requested' },
    orderBy: { createdAt: 'asc' },
  });
  return rows
    .map((row) => row.payload as { contractId: string; participantId: string; kind: string })
    .filter((payload) => payload.contractId === contractId);
};
/** Everything of one contract as it stands in the tables. */
const snapshot = async (contractId: string) => ({
  contract: await t.admin.contract.findUnique({ where: { id: contractId } }),
  participants: await t.admin.participant.findMany({ where: { contractId }, orderBy: { id: 'asc' } }),
  events: await t.admin.event.count({ where: { contractId } }),
  intents: await t.admin.signingIntent.count({ where: { contractId } }),
  challenges: await t.admin.willingnessChallenge.count({ where: { contractId } }),
  notices: (await noticesOf(contractId)).length,
});
const may = (...permissions: Permission[]) =>
  contextOf(t.core, { ...owner.actor, permissions: new Set(permissions) });

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

test('parties can be named anew, which takes the places of the earlier ones away', async () => {
  const { contractId } = await draftContract(owner.ctx, { persons: ['Ming', 'Hong'] });
  await setParties(owner.ctx, {
    contractId,
    title: 'Renamed',
    ordering: 'unordered',
    parties: [person('Lan'), { kind: 'self' }, person('Mei')],
  });
  const detail = await contractDetail(owner.ctx, { contractId });
  expect(detail).toMatchObject({ title: 'Renamed', ordering: 'unordered', controls: [] });
  expect(detail.participants.map((each) => [each.name, each.position])).toEqual([
    ['Lan', 0],
    ['王芳', 0],
    ['Mei', 0],
  ]);
  expect(await draftParties(owner.ctx, { contractId })).toMatchObject({
    title: 'Renamed',
    parties: [person('Lan'), { kind: 'self' }, person('Mei')],
  });
});

test("the own enterprise stands at most once, and a party's address is stored sealed", async () => {
  const { contractId, participants } = await draftContract(owner.ctx);
  const twice = {
    contractId,
    ordering: 'sequential' as const,
    parties: [{ kind: 'self' as const }, { kind: 'self' as const }],
  };
  await expect(setParties(owner.ctx, twice)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    field: 'parties',
  });
  const rows = await t.admin.participant.findMany({ where: { contractId } });
  expect(rows.map((row) => row.id).sort()).toEqual(participants.map((each) => each.id).sort());
  for (const row of rows) expect(Buffer.from(row.emailSealed).includes('example.com')).toBe(false);
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
  await expect(setParties(owner.ctx, { contractId, ordering: 'sequential', parties })).rejects.toMatchObject(
    refused,
  );
  await expect(placeDefaultControls(owner.ctx, { contractId })).rejects.toMatchObject(refused);
  await expect(deleteDraft(owner.ctx, { contractId })).rejects.toMatchObject(refused);
  await expect(draftParties(owner.ctx, { contractId })).rejects.toMatchObject(refused);
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

const everyFunction: [
  string,
  (ctx: Context, ids: { contractId: string; documentId: string }) => Promise<unknown>,
][] = [
  ['contractDetail', contractDetail],
  ['documentPdf', documentPdf],
  ['documentVerification', documentVerification],
  ['downloadContract', downloadContract],
  ['draftParties', draftParties],
  ['setParties', (ctx, ids) => setParties(ctx, { ...ids, ordering: 'sequential', parties: [person('Eve')] })],
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

test('the contract is downloaded once all have signed, not before, and then it is valid and trusted', async () => {
  const contract = await sendAndOpen(owner.ctx, { self: false });
  const [participant] = contract.participants;
  if (!participant) throw new Error('nobody was invited');
  const guest = await contextOfParticipant(owner.ctx, participant);
  for (const ctx of [owner.ctx, guest]) {
    await expect(downloadContract(ctx, contract)).rejects.toMatchObject({
      code: 'CONTRACT_NOT_COMPLETED',
      status: 409,
    });
  }
  const scope = await signingScope(owner.ctx, contract, participant);
  await driveSigning(t.core, scope, contract.documentId);
  await expect(downloadContract(owner.ctx, contract)).rejects.toMatchObject({
    code: 'CONTRACT_NOT_COMPLETED',
  });
  await finishIntent(t.core, scope);
  for (const ctx of [owner.ctx, guest]) {
    expect((await downloadContract(ctx, contract)).name).toBe('contract.pdf');
  }
  const report = await documentVerification(owner.ctx, contract);
  expect(report.verdict).toBe('valid');
  expect(report.signatures.map((each) => [each.trust, each.level])).toEqual([
    ['trusted', 'B-T'],
    ['trusted', 'B-T'],
  ]);
  await expect(downloadContract(may('contract.view'), contract)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  const kinds = (await noticesOf(contract.contractId)).map((notice) => notice.kind);
  expect(kinds).toEqual(['invitation', 'willingness-code', 'completed']);
  const refused = { code: 'CONTRACT_STATE' };
  await expect(withdrawContract(owner.ctx, { ...contract, reason: 'x' })).rejects.toMatchObject(refused);
});

test('withdrawing ends the contract once, cancels those who wait and tells those who were asked', async () => {
  const contract = await sendAndOpen(owner.ctx, { persons: ['Ming', 'Hong'] });
  const { contractId, participants } = contract;
  const withdraw = () => withdrawContract(owner.ctx, { contractId, reason: 'wrong price' });
  const tries = await Promise.allSettled([withdraw(), withdraw(), withdraw()]);
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  const before = await snapshot(contractId);
  await expect(withdraw()).rejects.toMatchObject({
    code: 'CONTRACT_STATE',
    params: { from: 'withdrawn', to: 'withdrawn' },
  });
  expect(await snapshot(contractId)).toEqual(before);
  const detail = await contractDetail(owner.ctx, { contractId });
  expect(detail).toMatchObject({ state: 'withdrawn', endReason: 'wrong price', chainIntact: true });
  expect(detail.participants.map((each) => each.state)).toEqual(['cancelled', 'cancelled', 'cancelled']);
  const notices = (await noticesOf(contractId)).filter((notice) => notice.kind === 'withdrawn');
  expect(notices.map((notice) => notice.participantId)).toEqual([participants[0]?.id]);
  await expect(requestWillingness(owner.ctx, { contractId })).rejects.toMatchObject({
    code: 'CONTRACT_STATE',
  });
});

test('a code that was proven for a contract withdrawn meanwhile signs nothing', async () => {
  const contract = await sendAndOpen(owner.ctx);
  const ready = await prepareToSign(owner.ctx, contract.contractId);
  await withdrawContract(owner.ctx, { ...contract, reason: 'x' });
  await expect(sign(owner.ctx, ready)).rejects.toMatchObject({ code: 'CONTRACT_STATE' });
  expect((await snapshot(contract.contractId)).intents).toBe(0);
});

test('a party who refuses ends the contract; the others who were asked are told, the rest is cancelled', async () => {
  const contract = await sendAndOpen(owner.ctx, { persons: ['Ming', 'Hong'], ordering: 'unordered' });
  const { contractId, participants } = contract;
  const [self, ming, hong] = participants;
  if (!self || !ming || !hong) throw new Error('a party is missing');
  const guest = await contextOfParticipant(owner.ctx, ming);
  await rejectContract(guest, { contractId, reason: 'not agreed' });
  const before = await snapshot(contractId);
  await expect(rejectContract(guest, { contractId, reason: 'again' })).rejects.toMatchObject({
    code: 'CONTRACT_STATE',
  });
  expect(await snapshot(contractId)).toEqual(before);
  const detail = await contractDetail(owner.ctx, { contractId });
  expect(detail).toMatchObject({ state: 'rejected', endReason: 'not agreed' });
  expect(detail.participants.map((each) => each.state)).toEqual(['cancelled', 'rejected', 'cancelled']);
  const told = (await noticesOf(contractId)).filter((notice) => notice.kind === 'rejected');
  expect(told.map((notice) => notice.participantId).sort()).toEqual([self.id, hong.id].sort());
  expect(detail.events.at(-1)).toMatchObject({ type: 'contract.rejected', actorName: 'Ming' });
});

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

test('reading is noted once, and only while there is something to sign', async () => {
  const contract = await sendAndOpen(owner.ctx);
  await Promise.all([markViewed(owner.ctx, contract), markViewed(owner.ctx, contract)]);
  await markViewed(owner.ctx, contract);
  expect((await eventsOf(contract.contractId)).filter((type) => type === 'participant.viewed')).toHaveLength(
    1,
  );
});

test('the list is paged newest first without losing or repeating any', async () => {
  const many = await t.openTenant({ name: '很多合同公司' });
  const made: string[] = [];
  for (let n = 0; n < 33; n++) {
    const file = { name: `${n}.pdf`, bytes: samplePdf() };
    made.push((await createContract(many.ctx, { file })).contractId);
  }
  const first = await listContracts(many.ctx, {});
  const second = await listContracts(many.ctx, { cursor: first.nextCursor ?? randomUUID() });
  const seen = [...first.items, ...second.items].map((item) => item.id);
  expect(first.items).toHaveLength(30);
  expect(second.nextCursor).toBeNull();
  expect(new Set(seen)).toEqual(new Set(made));
  expect(seen).toEqual(seen.toSorted().reverse());
  expect((await listContracts(many.ctx, { state: 'completed' })).items).toEqual([]);
});
