import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Context, contextOf } from '../context.ts';
import { newId } from '../ids.ts';
import { builtinRoles, type RoleName } from '../tenants/permissions.ts';
import { sendAndOpen, signingScope } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { createSeal, previewSeal, setSealEnabled, updateSeal } from './manage-seals.ts';
import { defaultRoundSeal, type RoundSealSpec } from './round-seal-spec.ts';
import { sealDetail } from './seal-detail.ts';
import { grantSeal, revokeSealGrant } from './seal-grants.ts';
import { listSeals, requireUsableSeal, usableSeals } from './seals.ts';

const spec: RoundSealSpec = {
  ...defaultRoundSeal,
  enterpriseName: '上海远见设计有限公司',
  sealType: '财务专用章',
  sealId: '',
};

let t: TestCore;
let owner: TestTenant;
let foreign: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
  foreign = await t.openTenant({ name: '另一家企业有限公司' });
});
afterAll(() => t.close());

let number = 0;
const newName = () => `财务章 ${++number}`;

/** Another member of the owner's tenant, who holds one role. */
async function member(role: RoleName): Promise<Context & { actor: TestTenant['actor'] }> {
  const { tenantId } = owner;
  const membershipId = newId();
  await t.admin.membership.create({
    data: {
      id: membershipId,
      tenantId,
      accountId: foreign.accountId,
      name: `李${role}`,
      tenantSlug: owner.slug,
      tenantName: owner.name,
      createdAt: t.clock.now(),
    },
  });
  const actor = { ...owner.actor, membershipId, permissions: new Set(builtinRoles[role]) };
  const ctx = contextOf(t.core, actor);
  return { ...ctx, actor };
}

/** Each account is once in a tenant: the test's members come one after the other. */
async function withMember<T>(role: RoleName, work: (ctx: Awaited<ReturnType<typeof member>>) => Promise<T>) {
  const ctx = await member(role);
  try {
    return await work(ctx);
  } finally {
    const { membershipId } = ctx.actor;
    await t.admin.sealGrant.deleteMany({ where: { membershipId } });
    await t.admin.membership.delete({ where: { id: membershipId } });
  }
}

const usable = (ctx: { actor: TestTenant['actor'] }, sealId: string) =>
  t.core.db.withTenant(owner.tenantId, (tx) => requireUsableSeal(tx, ctx.actor, sealId, t.clock.now()));
const rowOf = (id: string) => t.admin.seal.findUniqueOrThrow({ where: { id } });

test('a new seal is enabled, granted to its maker alone, and drawn at its true size', async () => {
  const name = newName();
  const { sealId } = await createSeal(owner.ctx, { name, spec: { ...spec, diameterMm: 38 } });
  const detail = await sealDetail(owner.ctx, { sealId });
  expect(detail).toMatchObject({ name, kind: 'round', version: 1, enabled: true, widthMm: 38, heightMm: 38 });
  expect(detail).toMatchObject({
    users: ['王芳'],
    uses: 0,
    lastUsedAt: null,
    manageable: true,
    maker: '王芳',
  });
  expect(detail.spec).toEqual({ ...spec, diameterMm: 38 });
  expect(detail.drawing).toMatchObject({ type: 'paths', width: 3800, height: 3800 });
  expect((await usable(owner, sealId)).id).toBe(sealId);
});

test('a preview stores nothing and says which measures were chosen', async () => {
  const before = await t.admin.seal.count();
  const { drawing, fitted } = await previewSeal(owner.ctx, spec);
  expect(drawing).toMatchObject({ type: 'paths', width: 4200 });
  expect(drawing.type === 'paths' && drawing.paths.length).toBeGreaterThan(10);
  expect(fitted.nameSizeMm).toBeGreaterThan(3);
  expect(await t.admin.seal.count()).toBe(before);
  await expect(previewSeal(owner.ctx, { ...spec, enterpriseName: '远'.repeat(60) })).rejects.toMatchObject({
    code: 'SEAL_TEXT_TOO_LONG',
    field: 'enterpriseName',
  });
  await expect(previewSeal(owner.ctx, { ...spec, sealType: '🙂' })).rejects.toMatchObject({
    code: 'SEAL_CHARACTER_MISSING',
    params: { character: '🙂' },
  });
});

test('names are kept apart within an enterprise, however they are written, and not between enterprises', async () => {
  const name = `Contract seal ${++number}`;
  const tries = await Promise.allSettled([1, 2, 3].map(() => createSeal(owner.ctx, { name, spec })));
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
  const taken = { code: 'SEAL_NAME_TAKEN', field: 'name' };
  for (const each of tries) if (each.status === 'rejected') expect(each.reason).toMatchObject(taken);
  await expect(createSeal(owner.ctx, { name: name.toUpperCase(), spec })).rejects.toMatchObject(taken);
  await expect(createSeal(foreign.ctx, { name, spec })).resolves.toBeDefined();
  const other = await createSeal(owner.ctx, { name: newName(), spec });
  await expect(updateSeal(owner.ctx, { ...other, version: 1, name, spec })).rejects.toMatchObject(taken);
  expect((await rowOf(other.sealId)).version).toBe(1);
});

test('a change is a new version, made from the newest one only', async () => {
  const { sealId } = await createSeal(owner.ctx, { name: newName(), spec });
  const changed = { ...spec, diameterMm: 45, innerRing: true };
  const edit = { sealId, version: 1, name: newName(), spec: changed };
  expect(await updateSeal(owner.ctx, edit)).toEqual({ version: 2 });
  const detail = await sealDetail(owner.ctx, { sealId });
  expect(detail).toMatchObject({ version: 2, name: edit.name, widthMm: 45, spec: changed });
  expect(detail.updatedAt).not.toBeNull();
  await expect(updateSeal(owner.ctx, edit)).rejects.toMatchObject({ code: 'CONFLICT' });
  const both = [1, 2].map(() => updateSeal(owner.ctx, { ...edit, version: 2 }));
  const tries = await Promise.allSettled(both);
  expect(tries.filter((each) => each.status === 'fulfilled')).toHaveLength(1);
});

test('a seal administrator keeps the seals they made; administrators keep all; others none', async () => {
  const mine = await createSeal(owner.ctx, { name: newName(), spec });
  const acts = (sealId: string) => [
    (ctx: Context) => updateSeal(ctx, { sealId, version: 1, name: newName(), spec }),
    (ctx: Context) => setSealEnabled(ctx, { sealId, enabled: false }),
    (ctx: Context) => grantSeal(ctx, { sealId, membershipIds: [owner.actor.membershipId] }),
    (ctx: Context) => revokeSealGrant(ctx, { sealId, grantId: randomUUID() }),
  ];
  await withMember('seal_admin', async (keeper) => {
    for (const act of acts(mine.sealId))
      await expect(act(keeper)).rejects.toMatchObject({ code: 'SEAL_OF_ANOTHER' });
    const own = await createSeal(keeper, { name: newName(), spec });
    await setSealEnabled(keeper, { ...own, enabled: false });
    const listed = await listSeals(keeper);
    const manageable = listed.filter((seal) => seal.manageable).map((seal) => seal.id);
    expect(manageable).toEqual([own.sealId]);
    await expect(setSealEnabled(owner.ctx, { ...own, enabled: true })).resolves.toBeUndefined();
  });
  for (const role of ['user', 'reviewer', 'template_admin'] as const) {
    await withMember(role, async (ctx) => {
      await expect(createSeal(ctx, { name: newName(), spec })).rejects.toMatchObject({ code: 'FORBIDDEN' });
      for (const act of acts(mine.sealId))
        await expect(act(ctx)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    });
  }
  expect(await rowOf(mine.sealId)).toMatchObject({ version: 1, enabled: true });
});

test("another enterprise's seal is not there, to look at, change, grant or use", async () => {
  const theirs = await createSeal(foreign.ctx, { name: newName(), spec });
  const { sealId } = theirs;
  const missing = { code: 'NOT_FOUND' };
  await expect(sealDetail(owner.ctx, theirs)).rejects.toMatchObject(missing);
  await expect(setSealEnabled(owner.ctx, { sealId, enabled: false })).rejects.toMatchObject(missing);
  const edit = { sealId, version: 1, name: newName(), spec };
  await expect(updateSeal(owner.ctx, edit)).rejects.toMatchObject(missing);
  const grant = { sealId, membershipIds: [owner.actor.membershipId] };
  await expect(grantSeal(owner.ctx, grant)).rejects.toMatchObject(missing);
  await expect(usable(owner, sealId)).rejects.toMatchObject({ code: 'SEAL_NOT_USABLE' });
  expect((await listSeals(owner.ctx)).some((seal) => seal.id === sealId)).toBe(false);
  const own = await createSeal(owner.ctx, { name: newName(), spec });
  const strangers = { ...own, membershipIds: [foreign.actor.membershipId] };
  await expect(grantSeal(owner.ctx, strangers)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    field: 'membershipIds',
  });
});

test('each use is refused unless granted and enabled at that moment', async () => {
  const { sealId } = await createSeal(owner.ctx, { name: newName(), spec });
  await withMember('user', async (user) => {
    const refused = { code: 'SEAL_NOT_USABLE' };
    const membershipIds = [user.actor.membershipId];
    await expect(usable(user, sealId)).rejects.toMatchObject(refused);
    const validUntil = new Date(t.clock.now().getTime() + 3_600_000).toISOString();
    await grantSeal(owner.ctx, { sealId, membershipIds, validUntil });
    await expect(usable(user, sealId)).resolves.toMatchObject({ id: sealId });

    await setSealEnabled(owner.ctx, { sealId, enabled: false });
    await expect(usable(user, sealId)).rejects.toMatchObject(refused);
    await setSealEnabled(owner.ctx, { sealId, enabled: true });
    await expect(usable(user, sealId)).resolves.toBeDefined();

    t.clock.advance(3_600_000);
    await expect(usable(user, sealId)).rejects.toMatchObject(refused);
    expect(await stateOf(sealId, user.actor.membershipId)).toBe('expired');
    await grantSeal(owner.ctx, { sealId, membershipIds });
    await expect(usable(user, sealId)).resolves.toBeDefined();

    const { grants } = await sealDetail(owner.ctx, { sealId });
    const grantId = grants.find((each) => each.membershipId === user.actor.membershipId)?.id ?? '';
    await revokeSealGrant(owner.ctx, { sealId, grantId });
    await revokeSealGrant(owner.ctx, { sealId, grantId });
    await expect(usable(user, sealId)).rejects.toMatchObject(refused);
    expect(await stateOf(sealId, user.actor.membershipId)).toBeUndefined();

    await grantSeal(owner.ctx, { sealId, membershipIds });
    await withoutPermission(user, sealId);
  });
});

const stateOf = async (sealId: string, membershipId: string) =>
  (await sealDetail(owner.ctx, { sealId })).grants.find((each) => each.membershipId === membershipId)?.state;

async function withoutPermission(user: { actor: TestTenant['actor'] }, sealId: string) {
  const permissions = new Set([...user.actor.permissions].filter((name) => name !== 'seal.use'));
  await expect(usable({ actor: { ...user.actor, permissions } }, sealId)).rejects.toMatchObject({
    code: 'SEAL_NOT_USABLE',
  });
}

test('granting again moves the end and makes no second grant, even at the same time', async () => {
  const { sealId } = await createSeal(owner.ctx, { name: newName(), spec });
  await withMember('user', async (user) => {
    const membershipIds = [user.actor.membershipId, user.actor.membershipId];
    await Promise.all([1, 2, 3].map(() => grantSeal(owner.ctx, { sealId, membershipIds })));
    expect(await t.admin.sealGrant.count({ where: { sealId, membershipId: user.actor.membershipId } })).toBe(
      1,
    );
    const past = { sealId, membershipIds, validUntil: new Date(0).toISOString() };
    await expect(grantSeal(owner.ctx, past)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      field: 'validUntil',
    });
    const data = { disabledAt: t.clock.now() };
    await t.admin.membership.update({ where: { id: user.actor.membershipId }, data });
    expect(await stateOf(sealId, user.actor.membershipId)).toBe('member-disabled');
    expect((await sealDetail(owner.ctx, { sealId })).users).toEqual(['王芳']);
    await expect(grantSeal(owner.ctx, { sealId, membershipIds })).rejects.toMatchObject({
      field: 'membershipIds',
    });
  });
});

test('who disables a seal while it is being used waits until that use is recorded', async () => {
  const { sealId } = await createSeal(owner.ctx, { name: newName(), spec });
  const order: string[] = [];
  const held = Promise.withResolvers<void>();
  const using = t.core.db.withTenant(owner.tenantId, async (tx) => {
    await requireUsableSeal(tx, owner.actor, sealId, t.clock.now());
    held.resolve();
    await new Promise((resolve) => setTimeout(resolve, 200));
    order.push('used');
  });
  await held.promise;
  await setSealEnabled(owner.ctx, { sealId, enabled: false });
  order.push('disabled');
  await using;
  expect(order).toEqual(['used', 'disabled']);
  await expect(usable(owner, sealId)).rejects.toMatchObject({ code: 'SEAL_NOT_USABLE' });
});

test('the seals one may use are those one is offered', async () => {
  const { sealId } = await createSeal(owner.ctx, { name: newName(), spec });
  const offered = async () => {
    const seals = await t.core.db.withTenant(owner.tenantId, (tx) =>
      usableSeals(tx, owner.actor, t.clock.now()),
    );
    return seals.some((seal) => seal.id === sealId);
  };
  expect(await offered()).toBe(true);
  await setSealEnabled(owner.ctx, { sealId, enabled: false });
  expect(await offered()).toBe(false);
});

test('a seal tells what waits for it: contracts to be sealed, and signatures under way', async () => {
  const [first] = await listSeals(owner.ctx);
  if (!first) throw new Error('the tenant has no first seal');
  const before = await sealDetail(owner.ctx, { sealId: first.id });
  const contract = await sendAndOpen(owner.ctx);
  expect((await sealDetail(owner.ctx, { sealId: first.id })).awaited).toBe(before.awaited + 1);
  const [self] = contract.participants;
  if (!self) throw new Error('the owner is no party');
  await signingScope(owner.ctx, contract, self);
  const after = await sealDetail(owner.ctx, { sealId: first.id });
  expect([after.awaited, after.underWay]).toEqual([before.awaited, before.underWay + 1]);
});
