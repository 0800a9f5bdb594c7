import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contextOf } from '../context.ts';
import { contractDetail } from '../contracts/contract-detail.ts';
import { documentPdf } from '../contracts/document-file.ts';
import { createSampleContract } from '../contracts/sample.ts';
import { finishIntent } from '../signing/advance.ts';
import { sampleCreditCode } from '../testing/credit-code.ts';
import { driveSigning, sendAndOpen, signingScope } from '../testing/drive-contract.ts';
import { type TestCore, testCore } from '../testing/test-core.ts';
import { checkList, dismissCheckList } from './check-list.ts';
import type { Permission } from './permissions.ts';

let t: TestCore;
beforeAll(async () => {
  t = await testCore();
});
afterAll(() => t.close());

const done = (list: Awaited<ReturnType<typeof checkList>>) =>
  list.items.filter((item) => item.done).map((item) => item.id);

test('from the opening to the first signed contract, each step is ticked when it is really done', async () => {
  const tenant = await t.openTenant({ creditCode: sampleCreditCode(1) });
  expect(await checkList(tenant.ctx)).toMatchObject({ hidden: false, draftId: null, toSignId: null });
  expect(done(await checkList(tenant.ctx))).toEqual(['verify', 'seal']);

  const draft = await createSampleContract(tenant.ctx, { locale: 'zh-CN' });
  expect(await checkList(tenant.ctx)).toMatchObject({ draftId: draft.contractId });
  const sent = await sendAndOpen(tenant.ctx, { persons: [] });
  expect(await checkList(tenant.ctx)).toMatchObject({ draftId: null, toSignId: sent.contractId });
  expect(done(await checkList(tenant.ctx))).toEqual(['verify', 'seal', 'send']);

  const [own] = sent.participants;
  if (!own) throw new Error('there is no participant');
  const scope = await signingScope(tenant.ctx, sent, own);
  await driveSigning(t.core, scope, sent.documentId);
  expect(done(await checkList(tenant.ctx))).not.toContain('sign');
  await finishIntent(t.core, scope);
  expect(done(await checkList(tenant.ctx))).toEqual(['verify', 'seal', 'send', 'sign']);

  await t.admin.memberInvitation.create({
    data: {
      id: randomUUID(),
      tenantId: tenant.tenantId,
      emailHash: new Uint8Array([1]),
      emailSealed: new Uint8Array([1]),
      name: '李雷',
      roleNames: ['user'],
      locale: 'zh-CN',
      invitedBy: tenant.accountId,
      createdAt: t.core.now(),
      expiresAt: t.core.now(),
    },
  });
  expect(await checkList(tenant.ctx)).toMatchObject({ hidden: true });
});

test('a tenant that is not verified is told so', async () => {
  const tenant = await t.openTenant();
  expect(done(await checkList(tenant.ctx))).toEqual(['seal']);
});

test('put away, it stays away for this person only', async () => {
  const tenant = await t.openTenant();
  await dismissCheckList(tenant.ctx);
  await dismissCheckList(tenant.ctx);
  expect(await checkList(tenant.ctx)).toMatchObject({ hidden: true });
  expect(await checkList((await t.openTenant()).ctx)).toMatchObject({ hidden: false });
});

test('a person reads only of steps they may take', async () => {
  const tenant = await t.openTenant();
  const only = (...permissions: Permission[]) =>
    contextOf(t.core, { ...tenant.actor, permissions: new Set(permissions) });
  const list = await checkList(only('tenant.view', 'contract.send', 'contract.sign'));
  expect(list.items.map((item) => item.id)).toEqual(['send', 'sign']);
  expect(await checkList(only('tenant.view'))).toMatchObject({ hidden: true, items: [] });
  await expect(checkList(only('contract.send'))).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(dismissCheckList(only())).rejects.toMatchObject({ code: 'FORBIDDEN' });
});

test.each(['zh-CN', 'en'] as const)('the sample in %s is put up as an upload would be', async (locale) => {
  const tenant = await t.openTenant();
  const { contractId, documentId } = await createSampleContract(tenant.ctx, { locale });
  const detail = await contractDetail(tenant.ctx, { contractId });
  expect(detail).toMatchObject({ state: 'draft', documents: [{ pages: { length: 2 } }] });
  expect(detail.title).toMatch(locale === 'en' ? /NDA/ : /保密协议/);
  const { bytes } = await documentPdf(tenant.ctx, { contractId, documentId });
  expect(Buffer.from(bytes.subarray(0, 5)).toString()).toBe('%PDF-');
  const powerless = contextOf(t.core, { ...tenant.actor, permissions: new Set<never>() });
  await expect(createSampleContract(powerless, { locale })).rejects.toMatchObject({ code: 'FORBIDDEN' });
});
