import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Context, contextOf } from '../context.ts';
import { decideIdentity } from '../identity/decide-identity.ts';
import { verifyEnterprise } from '../identity/verify-enterprise.ts';
import { createAccount } from '../people/accounts.ts';
import { actorInTenant, myTenants } from '../people/sessions.ts';
import { sampleCreditCode } from '../testing/credit-code.ts';
import { type TestCore, testCore } from '../testing/test-core.ts';
import { enterpriseInput } from './enterprise.ts';
import { confirmFirstSeal, previewFirstSeal } from './first-seal-step.ts';
import { onboardingState } from './onboarding-state.ts';
import { correctEnterprise, openEnterprise } from './open-enterprise.ts';

let t: TestCore;
let operator: Context;
beforeAll(async () => {
  t = await testCore();
  operator = await person({ operator: true });
});
afterAll(() => t.close());

let serial = 0;
const nextCode = () => sampleCreditCode(++serial);

async function person(options: { operator?: boolean; email?: string } = {}): Promise<Context> {
  const email = options.email ?? `${randomUUID().slice(0, 8)}@example.com`;
  const accountId = await createAccount(t.core, {
    email,
    name: '张伟',
    password: 'a long password',
    locale: 'zh-CN',
    operator: options.operator ?? false,
  });
  return contextOf(t.core, {
    kind: 'account',
    accountId,
    sessionId: randomUUID(),
    operator: options.operator ?? false,
  });
}

const enterprise = (changes: object = {}) =>
  enterpriseInput.parse({ name: '杭州云栖科技有限公司', creditCode: nextCode(), ...changes });

const stepOf = async (ctx: Context, slug: string) => (await onboardingState(ctx, { slug })).step;
const tenantOf = (slug: string) => t.admin.tenant.findUniqueOrThrow({ where: { slug } });
const checksOf = async (slug: string) =>
  t.admin.identityVerification.findMany({
    where: { tenantId: (await tenantOf(slug)).id },
    orderBy: { createdAt: 'asc' },
  });

function enter(ctx: Context, slug: string) {
  if (ctx.actor.kind !== 'account') throw new Error('not an account');
  return actorInTenant(t.core, ctx.actor, slug);
}

test('step by step from nothing to a working tenant; each step is the same when asked for again', async () => {
  const ctx = await person();
  expect(await onboardingState(ctx, {})).toMatchObject({
    step: 'enterprise',
    enterprise: null,
    provider: { id: 'sandbox', sandbox: true },
  });
  const input = enterprise({ legalRepresentative: '李雷' });
  const { slug } = await openEnterprise(ctx, input);
  for (let again = 0; again < 2; again++) {
    expect(await onboardingState(ctx, { slug })).toMatchObject({
      step: 'identity',
      working: false,
      identity: null,
      enterprise: { slug, ...input },
    });
  }
  await expect(enter(ctx, slug)).rejects.toMatchObject({ code: 'TENANT_OPENING', params: { slug } });

  expect(await verifyEnterprise(ctx, { slug })).toEqual({ status: 'verified' });
  expect(await onboardingState(ctx, { slug })).toMatchObject({
    step: 'seal',
    identity: { status: 'verified', level: 'low', sandbox: true },
    seal: { sealType: '合同专用章', sealId: expect.stringMatching(/^\d{13}$/) },
  });
  await expect(enter(ctx, slug)).rejects.toMatchObject({ code: 'TENANT_OPENING' });

  const { drawing } = await previewFirstSeal(ctx, { slug, sealType: '业务专用章' });
  await confirmFirstSeal(ctx, { slug, sealType: '业务专用章' });
  const ready = await onboardingState(ctx, { slug });
  expect(ready).toMatchObject({
    step: 'ready',
    working: true,
    ready: { authority: { licensed: false }, seal: { name: '业务专用章', widthMm: 42, drawing } },
  });
  expect(ready.ready?.authority.chain).toHaveLength(2);
  expect(ready.ready?.roles).toHaveLength(6);
  expect((await enter(ctx, slug))?.permissions.has('tenant.manage')).toBe(true);
  expect(await myTenants(ctx)).toEqual([{ slug, name: input.name, status: 'active' }]);
});

test('a step repeated after the end changes nothing', async () => {
  const ctx = await person();
  const { slug } = await openEnterprise(ctx, enterprise());
  await verifyEnterprise(ctx, { slug });
  await confirmFirstSeal(ctx, { slug });
  const before = await onboardingState(ctx, { slug });
  await verifyEnterprise(ctx, { slug });
  await confirmFirstSeal(ctx, { slug, sealType: '财务专用章' });
  expect(await onboardingState(ctx, { slug })).toEqual(before);
  expect(await checksOf(slug)).toHaveLength(1);
});

test('a form sent twice, and five times at once, opens one enterprise and keeps what was typed last', async () => {
  const ctx = await person();
  const input = enterprise();
  const opened = await Promise.all(Array.from({ length: 5 }, () => openEnterprise(ctx, input)));
  expect(new Set(opened.map(({ slug }) => slug)).size).toBe(1);
  const slug = opened[0]?.slug ?? '';
  await openEnterprise(ctx, { ...input, name: '杭州云栖网络有限公司' });
  expect(await myTenants(ctx)).toEqual([{ slug, name: '杭州云栖网络有限公司', status: 'opening' }]);
  const { id } = await tenantOf(slug);
  expect(await t.admin.role.count({ where: { tenantId: id } })).toBe(6);
  expect(await t.admin.membershipRole.count({ where: { tenantId: id } })).toBe(1);
});

test('an opening killed after its first row is completed by the next try', async () => {
  const ctx = await person();
  const input = enterprise();
  const { slug } = await openEnterprise(ctx, input);
  const { id: tenantId } = await tenantOf(slug);
  await t.admin.membershipRole.deleteMany({ where: { tenantId } });
  await t.admin.membership.deleteMany({ where: { tenantId } });
  await t.admin.role.deleteMany({ where: { tenantId } });
  expect(await openEnterprise(ctx, input)).toEqual({ slug });
  expect(await stepOf(ctx, slug)).toBe('identity');
  expect(await t.admin.role.count({ where: { tenantId } })).toBe(6);
});

test('checks and confirmations at the same time count once', async () => {
  const ctx = await person();
  const { slug } = await openEnterprise(ctx, enterprise());
  const checks = await Promise.all(Array.from({ length: 4 }, () => verifyEnterprise(ctx, { slug })));
  expect(new Set(checks.map(({ status }) => status))).toEqual(new Set(['verified']));
  expect(await checksOf(slug)).toHaveLength(1);
  await Promise.all(Array.from({ length: 4 }, () => confirmFirstSeal(ctx, { slug })));
  const { id: tenantId } = await tenantOf(slug);
  expect(await t.admin.seal.count({ where: { tenantId } })).toBe(1);
  expect(await t.admin.providerConfiguration.count({ where: { tenantId, kind: 'ca' } })).toBe(1);
});

test('what was rejected is corrected and checked again; both checks are kept', async () => {
  const ctx = await person();
  const { slug } = await openEnterprise(ctx, enterprise({ name: '拒绝科技有限公司' }));
  expect(await verifyEnterprise(ctx, { slug })).toEqual({ status: 'rejected' });
  const rejected = await onboardingState(ctx, { slug });
  expect(rejected).toMatchObject({
    step: 'identity',
    identity: { status: 'rejected', reason: 'REFUSED_BY_SANDBOX', sandbox: true },
  });
  await expect(confirmFirstSeal(ctx, { slug })).rejects.toMatchObject({ code: 'IDENTITY_REQUIRED' });
  const corrected = enterprise({ name: '聚杰科技有限公司', legalRepresentative: '韩梅' });
  await correctEnterprise(ctx, { slug, ...corrected });
  expect(await onboardingState(ctx, { slug })).toMatchObject({ enterprise: corrected, identity: null });
  expect(await myTenants(ctx)).toMatchObject([{ name: corrected.name }]);
  expect(await verifyEnterprise(ctx, { slug })).toEqual({ status: 'verified' });
  expect((await checksOf(slug)).map((row) => row.status)).toEqual(['rejected', 'verified']);
});

test('a correction after the check takes the verification away', async () => {
  const ctx = await person();
  const input = enterprise();
  const { slug } = await openEnterprise(ctx, input);
  await verifyEnterprise(ctx, { slug });
  await correctEnterprise(ctx, { slug, ...input });
  expect(await stepOf(ctx, slug)).toBe('seal');
  await correctEnterprise(ctx, { slug, ...input, name: '另一个名字有限公司' });
  expect(await stepOf(ctx, slug)).toBe('identity');
  await expect(confirmFirstSeal(ctx, { slug })).rejects.toMatchObject({ code: 'IDENTITY_REQUIRED' });
});

test("the legal representative's name is nowhere stored in the clear", async () => {
  const ctx = await person();
  const { slug } = await openEnterprise(ctx, enterprise({ legalRepresentative: '欧阳娜娜' }));
  await verifyEnterprise(ctx, { slug });
  const clear = (value: unknown) =>
    JSON.stringify(value, (_key, part) =>
      part instanceof Uint8Array ? Buffer.from(part).toString('utf8') : part,
    );
  const [check] = await checksOf(slug);
  expect(check?.legalRepresentativeSealed).not.toBeNull();
  expect(clear([await tenantOf(slug), check])).not.toContain('欧阳');
  expect(t.logged.map(clear).join()).not.toContain('欧阳');
});

async function underReview(ctx: Context) {
  const { slug } = await openEnterprise(ctx, enterprise({ name: '待审科技有限公司' }));
  expect(await verifyEnterprise(ctx, { slug })).toEqual({ status: 'pending' });
  return { slug, tenantId: (await tenantOf(slug)).id };
}

test('who is with manual review waits, is approved by an operator, told so and goes on', async () => {
  const ctx = await person({ email: 'waiting@example.com' });
  const { slug, tenantId } = await underReview(ctx);
  expect(await verifyEnterprise(ctx, { slug })).toEqual({ status: 'pending' });
  await expect(confirmFirstSeal(ctx, { slug })).rejects.toMatchObject({ code: 'IDENTITY_REQUIRED' });
  await decideIdentity(operator, { tenantId, decision: 'approve' });
  expect(await onboardingState(ctx, { slug })).toMatchObject({
    step: 'seal',
    // The sandbox began it, so it is no better than the sandbox.
    identity: { status: 'verified', level: 'low', sandbox: true, decidedAt: expect.any(String) },
  });
  expect(await t.newestMail('waiting@example.com')).toMatchObject({
    subject: expect.stringContaining('已通过实名认证'),
    link: `http://localhost:3000/signup/enterprise/${slug}`,
  });
  await confirmFirstSeal(ctx, { slug });
  expect(await checksOf(slug)).toMatchObject([{ status: 'verified', decidedBy: expect.any(String) }]);
  await expect(decideIdentity(operator, { tenantId, decision: 'reject', reason: 'x' })).rejects.toMatchObject(
    {
      code: 'CONFLICT',
    },
  );
});

test('who is rejected by an operator reads the reason, corrects and is checked anew', async () => {
  const ctx = await person({ email: 'refused@example.com' });
  const { slug, tenantId } = await underReview(ctx);
  await decideIdentity(operator, { tenantId, decision: 'reject', reason: '名称与营业执照不符' });
  expect(await onboardingState(ctx, { slug })).toMatchObject({
    step: 'identity',
    identity: { status: 'rejected', reason: '名称与营业执照不符' },
  });
  expect((await t.newestMail('refused@example.com')).text).toContain('名称与营业执照不符');
  await correctEnterprise(ctx, { slug, ...enterprise() });
  expect(await verifyEnterprise(ctx, { slug })).toEqual({ status: 'verified' });
});

test('a correction during the review ends it', async () => {
  const ctx = await person();
  const { slug, tenantId } = await underReview(ctx);
  await correctEnterprise(ctx, { slug, ...enterprise() });
  await expect(decideIdentity(operator, { tenantId, decision: 'approve' })).rejects.toMatchObject({
    code: 'CONFLICT',
  });
  expect(await stepOf(ctx, slug)).toBe('identity');
  expect(await verifyEnterprise(ctx, { slug })).toEqual({ status: 'verified' });
  expect(await checksOf(slug)).toMatchObject([
    { status: 'rejected', reason: 'CORRECTED' },
    { status: 'verified' },
  ]);
});

test('two operators at once decide once; nobody else decides at all', async () => {
  const ctx = await person();
  const { tenantId } = await underReview(ctx);
  for (const stranger of [ctx, await person(), t.anonymous]) {
    const refused = decideIdentity(stranger, { tenantId, decision: 'approve' });
    await expect(refused).rejects.toMatchObject({ status: expect.toSatisfy((s) => s === 401 || s === 403) });
  }
  const decisions = await Promise.allSettled([
    decideIdentity(operator, { tenantId, decision: 'approve' }),
    decideIdentity(operator, { tenantId, decision: 'reject', reason: 'x' }),
  ]);
  expect(decisions.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
});

test("another account cannot look at, change or go on with somebody's opening", async () => {
  const ctx = await person();
  const { slug } = await openEnterprise(ctx, enterprise());
  const stranger = await person();
  const acts = [
    () => onboardingState(stranger, { slug }),
    () => correctEnterprise(stranger, { slug, ...enterprise() }),
    () => verifyEnterprise(stranger, { slug }),
    () => previewFirstSeal(stranger, { slug }),
    () => confirmFirstSeal(stranger, { slug }),
  ];
  for (const act of acts) await expect(act()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(openEnterprise(t.anonymous, enterprise())).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  await expect(onboardingState(t.anonymous, {})).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
});

test('of two who open the same enterprise the first to finish has it, even when both finish at once', async () => {
  const input = enterprise();
  const both = await Promise.all(
    [await person(), await person()].map(async (ctx) => {
      const { slug } = await openEnterprise(ctx, input);
      await verifyEnterprise(ctx, { slug });
      return { ctx, slug };
    }),
  );
  const outcomes = await Promise.allSettled(both.map(({ ctx, slug }) => confirmFirstSeal(ctx, { slug })));
  expect(outcomes.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
  const refused = outcomes.find((each) => each.status === 'rejected');
  expect(refused).toMatchObject({ reason: { code: 'ENTERPRISE_EXISTS', field: 'creditCode' } });
  await expect(openEnterprise(await person(), input)).rejects.toMatchObject({ code: 'ENTERPRISE_EXISTS' });
});

test.each([
  ['a wrong check character', { creditCode: '91110108MA01A2B3C0' }, 'CREDIT_CODE_INVALID', 'creditCode'],
  ['a code that is too short', { creditCode: '9111' }, 'CREDIT_CODE_INVALID', 'creditCode'],
  ['a name the seal font cannot show', { name: '示例🙂公司' }, 'SEAL_CHARACTER_MISSING', 'name'],
])('%s is told by its field before anything is stored', async (_what, fault, code, field) => {
  const ctx = await person();
  const before = await t.admin.tenant.count();
  await expect(openEnterprise(ctx, enterprise(fault))).rejects.toMatchObject({ code, field });
  const { slug } = await openEnterprise(ctx, enterprise());
  await expect(correctEnterprise(ctx, { slug, ...enterprise(fault) })).rejects.toMatchObject({ code, field });
  expect(await t.admin.tenant.count()).toBe(before + 1);
});

test.each([
  ['control characters', { name: '示例\u0000公司' }],
  ['a turned direction', { name: '示例\u202e公司' }],
  ['41 characters', { name: '公'.repeat(41) }],
  ['a representative of control characters', { legalRepresentative: '李\u0007雷' }],
])('%s are not let in', (_what, fault) => {
  expect(() => enterprise(fault)).toThrow();
});

test('a seal type the font cannot show is told by its field, and the tenant stays as it was', async () => {
  const ctx = await person();
  const { slug } = await openEnterprise(ctx, enterprise());
  await verifyEnterprise(ctx, { slug });
  const refused = { code: 'SEAL_CHARACTER_MISSING', field: 'sealType', params: { character: '🙂' } };
  await expect(previewFirstSeal(ctx, { slug, sealType: '🙂章' })).rejects.toMatchObject(refused);
  await expect(confirmFirstSeal(ctx, { slug, sealType: '🙂章' })).rejects.toMatchObject(refused);
  expect(await stepOf(ctx, slug)).toBe('seal');
});

test('a tenant in use that was never verified is verified later, under its own name only', async () => {
  const old = await t.openTenant({ name: '老企业有限公司' });
  const ctx = contextOf(t.core, {
    kind: 'account',
    accountId: old.accountId,
    sessionId: '',
    operator: false,
  });
  const { slug } = old;
  expect(await onboardingState(ctx, { slug })).toMatchObject({ step: 'identity', working: true });
  await expect(verifyEnterprise(ctx, { slug })).rejects.toMatchObject({ field: 'creditCode' });
  const renamed = correctEnterprise(ctx, { slug, ...enterprise({ name: '新企业有限公司' }) });
  await expect(renamed).rejects.toMatchObject({ code: 'CONFLICT', field: 'name' });
  await correctEnterprise(ctx, { slug, ...enterprise({ name: old.name }) });
  await verifyEnterprise(ctx, { slug });
  expect(await onboardingState(ctx, { slug })).toMatchObject({ step: 'ready', working: true });
  const late = correctEnterprise(ctx, { slug, ...enterprise({ name: old.name }) });
  await expect(late).rejects.toMatchObject({ code: 'CONFLICT' });
});
