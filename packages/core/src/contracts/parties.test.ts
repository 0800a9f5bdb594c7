import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccount } from '../people/accounts.ts';
import { draftContract } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { contractDetail } from './contract-detail.ts';
import { createEmptyDraft } from './draft.ts';
import { draft } from './draft-view.ts';
import { setParties, setPartiesInput } from './parties.ts';
import { signingMembers } from './signing-members.ts';

let t: TestCore;
let owner: TestTenant;
let stranger: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
  stranger = await t.openTenant({ name: '外人公司' });
});
afterAll(() => t.close());

const person = (name: string, id?: string) => ({
  kind: 'person' as const,
  name,
  email: `${name.toLowerCase()}@example.com`,
  locale: 'en' as const,
  ...(id ? { id } : {}),
});

test('a party that is named again keeps its controls, whatever its name and place; one that is not goes with its own', async () => {
  const { contractId, participants } = await draftContract(owner.ctx, { persons: ['Ming', 'Hong'] });
  const [self, ming, hong] = participants.map((each) => each.id);
  const controlsOf = async () =>
    (await draft(owner.ctx, { contractId })).controls.map((each) => each.participantId).sort();
  expect(await controlsOf()).toEqual([self, self, ming, ming, hong, hong].sort());
  await setParties(owner.ctx, {
    contractId,
    ordering: 'unordered',
    parties: [person('Lan', hong), { kind: 'self', ...(self ? { id: self } : {}) }, person('Mei')],
  });
  expect(await controlsOf()).toEqual([self, self, hong, hong].sort());
  const detail = await contractDetail(owner.ctx, { contractId });
  expect(detail.ordering).toBe('unordered');
  expect(detail.participants.map((each) => each.name)).toEqual(['Lan', '王芳', 'Mei']);
  expect(detail.participants[0]?.id).toBe(hong);
});

test('what is still being typed is kept as it is', async () => {
  const { contractId } = await createEmptyDraft(owner.ctx);
  const typing = [
    { ...person(''), email: '' },
    { ...person('李'), email: 'Li@Exam' },
    { ...person('Mei'), email: 'Mei@Example.com' },
  ];
  const { missing } = await setParties(owner.ctx, { contractId, parties: typing });
  const { parties } = await draft(owner.ctx, { contractId });
  expect(parties.map((each) => each.kind === 'person' && [each.name, each.email])).toEqual([
    ['', ''],
    ['李', 'Li@Exam'],
    ['Mei', 'mei@example.com'],
  ]);
  expect(missing.filter((each) => each.partyId).map((each) => each.code)).toEqual([
    'PARTY_NAME_MISSING',
    'PARTY_EMAIL_MISSING',
    'PARTY_EMAIL_INVALID',
  ]);
});

test("an ID that is another contract's is refused and nothing changes, be it of the own tenant or of another", async () => {
  const mine = await draftContract(owner.ctx);
  const others = [await draftContract(owner.ctx), await draftContract(stranger.ctx)];
  const before = await draft(owner.ctx, mine);
  for (const { participants } of others) {
    const attempt = setParties(owner.ctx, {
      contractId: mine.contractId,
      parties: [person('Eve', participants[1]?.id)],
    });
    await expect(attempt).rejects.toMatchObject({ code: 'INVALID_INPUT', field: 'parties' });
  }
  expect(await draft(owner.ctx, mine)).toEqual(before);
});

test('an ID of nobody makes the party of that ID, and saying so twice makes one', async () => {
  const { contractId } = await createEmptyDraft(owner.ctx);
  const id = randomUUID();
  for (const name of ['Ming', 'Ming'])
    await setParties(owner.ctx, { contractId, parties: [person(name, id)] });
  expect((await draft(owner.ctx, { contractId })).parties).toEqual([person('Ming', id)]);
});

test('of two who change a draft they have both read the second is told, and overwrites nothing', async () => {
  const { contractId } = await createEmptyDraft(owner.ctx);
  const { version } = await draft(owner.ctx, { contractId });
  const both = await Promise.allSettled(
    ['Ming', 'Hong'].map((name) => setParties(owner.ctx, { contractId, version, parties: [person(name)] })),
  );
  expect(both.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(both.find((each) => each.status === 'rejected')).toMatchObject({
    reason: { code: 'CONFLICT', status: 409, params: { version: version + 1 } },
  });
  expect((await draft(owner.ctx, { contractId })).parties).toHaveLength(1);
});

test("the own enterprise stands at most once, and a party's address is stored sealed", async () => {
  const { contractId, participants } = await draftContract(owner.ctx);
  const twice = setParties(owner.ctx, { contractId, parties: [{ kind: 'self' }, { kind: 'self' }] });
  await expect(twice).rejects.toMatchObject({ code: 'INVALID_INPUT', field: 'parties' });
  const rows = await t.admin.participant.findMany({ where: { contractId } });
  expect(rows.map((row) => row.id).sort()).toEqual(participants.map((each) => each.id).sort());
  for (const row of rows) expect(Buffer.from(row.emailSealed).includes('example.com')).toBe(false);
});

test('a colleague can be the one who seals; one who left or may not seal is named before sending', async () => {
  const colleague = await addColleague('陈静');
  expect(await signingMembers(owner.ctx)).toEqual([
    { membershipId: owner.actor.membershipId, name: '王芳', isMe: true },
    { membershipId: colleague, name: '陈静', isMe: false },
  ]);
  const { contractId } = await createEmptyDraft(owner.ctx);
  const parties = [{ kind: 'self' as const, membershipId: colleague }];
  expect(
    (await setParties(owner.ctx, { contractId, parties })).missing.map((each) => each.code),
  ).not.toContain('PARTY_MEMBER_UNABLE');
  expect((await contractDetail(owner.ctx, { contractId })).participants[0]).toMatchObject({
    name: '陈静',
    organization: owner.name,
    isMe: false,
  });
  await t.admin.membership.update({ where: { id: colleague }, data: { disabledAt: new Date() } });
  expect((await setParties(owner.ctx, { contractId, parties })).missing.map((each) => each.code)).toContain(
    'PARTY_MEMBER_UNABLE',
  );
  const foreign = [{ kind: 'self' as const, membershipId: stranger.actor.membershipId }];
  await expect(setParties(owner.ctx, { contractId, parties: foreign })).rejects.toMatchObject({
    code: 'INVALID_INPUT',
  });
});

async function addColleague(name: string): Promise<string> {
  const email = `${randomUUID().slice(0, 8)}@example.com`;
  const accountId = await createAccount(t.core, {
    email,
    name,
    password: 'correct horse battery',
    locale: 'zh-CN',
  });
  const { tenantId, slug } = owner;
  const id = randomUUID();
  await t.admin.membership.create({
    data: { id, tenantId, accountId, name, tenantSlug: slug, tenantName: owner.name, createdAt: new Date() },
  });
  const role = await t.admin.role.findFirstOrThrow({ where: { tenantId, name: 'user' } });
  await t.admin.membershipRole.create({ data: { tenantId, membershipId: id, roleId: role.id } });
  return id;
}

test.each([
  ['a name with a line end', { ...person('x'), name: 'a\nb' }],
  ['a name that turns the direction', { ...person('x'), name: '\u202eevil' }],
  ['an address with U+0000', { ...person('x'), email: 'a\u0000@example.com' }],
  ['a name that is too long', { ...person('x'), name: '长'.repeat(61) }],
])('%s is refused at the door', (_what, party) => {
  expect(setPartiesInput.safeParse({ contractId: randomUUID(), parties: [party] }).success).toBe(false);
});
