import { afterAll, beforeAll, expect, test } from 'vitest';
import { contractDetail } from '../contracts/contract-detail.ts';
import { sendContract } from '../contracts/send.ts';
import { draftContract } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { changeSignaturePolicy, changeSignaturePolicyInput } from './signature-policy.ts';
import { tenantSettings } from './tenant-settings.ts';

let t: TestCore;
let tenant: TestTenant;
beforeAll(async () => {
  t = await testCore();
  tenant = await t.openTenant();
});
afterAll(() => t.close());

test('a new tenant promises B-T and renews archives 90 days ahead', async () => {
  expect((await tenantSettings(tenant.ctx)).policy).toEqual({
    level: 'B-T',
    renewalDays: 90,
    willingness: 'email-code',
    algorithm: 'ec-p256',
  });
});

test('a change holds for what is sent from then on, and for nothing that was sent', async () => {
  const [sent, draft] = [await draftContract(tenant.ctx), await draftContract(tenant.ctx)];
  await sendContract(tenant.ctx, sent);
  expect(await changeSignaturePolicy(tenant.ctx, { level: 'B-LTA' })).toEqual({
    level: 'B-LTA',
    renewalDays: 90,
  });
  await sendContract(tenant.ctx, draft);
  const levelOf = async ({ contractId }: { contractId: string }) =>
    (await contractDetail(tenant.ctx, { contractId })).level;
  expect([await levelOf(sent), await levelOf(draft)]).toEqual(['B-T', 'B-LTA']);
  expect(await changeSignaturePolicy(tenant.ctx, { renewalDays: 30 })).toEqual({
    level: 'B-LTA',
    renewalDays: 30,
  });
  expect((await tenantSettings(tenant.ctx)).policy).toMatchObject({ willingness: 'email-code' });
});

test('is for those who manage the tenant, and knows no other levels', async () => {
  const { actor } = tenant;
  const permissions = new Set([...actor.permissions].filter((name) => name !== 'tenant.manage'));
  const member = { ...tenant.ctx, actor: { ...actor, permissions } };
  await expect(changeSignaturePolicy(member, { level: 'B-B' })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  for (const input of [{ level: 'B-X' }, { renewalDays: 1 }, { renewalDays: 1.5 }]) {
    expect(changeSignaturePolicyInput.safeParse(input).success).toBe(false);
  }
});
