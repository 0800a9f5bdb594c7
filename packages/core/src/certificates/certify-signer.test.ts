import { describeCertificate } from '@chopmark/crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storingKey } from '../custody/signer-keys.ts';
import { ensureCertificate } from '../signing/certificate.ts';
import type { IntentScope } from '../signing/intent-scope.ts';
import { sendAndOpen, signingScope } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';

let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

async function agreed(): Promise<IntentScope> {
  const contract = await sendAndOpen(owner.ctx, { self: false });
  const [participant] = contract.participants;
  if (!participant) throw new Error('a party is missing');
  return signingScope(owner.ctx, contract, participant);
}

const keysOf = ({ intentId }: IntentScope) => t.admin.signingKey.findMany({ where: { intentId } });

async function expectOneOfEach(scope: IntentScope): Promise<void> {
  const [key, ...more] = await keysOf(scope);
  expect(more).toEqual([]);
  const certificates = await t.admin.certificate.findMany({ where: { keyId: key?.id ?? '' } });
  expect(certificates).toHaveLength(1);
  const { der, serialNumber, tenantId } = certificates[0] ?? { der: new Uint8Array() };
  expect(describeCertificate(der)).toMatchObject({ serialNumber, event: { contract: scope.contractId } });
  expect(Buffer.from(der).includes(Buffer.from(key?.publicKey ?? 'none'))).toBe(true);
  expect([tenantId, key?.tenantId]).toEqual([scope.tenantId, scope.tenantId]);
}

test('key and certificate are stored together, and a second call changes neither', async () => {
  const scope = await agreed();
  await ensureCertificate(t.core, scope);
  await expectOneOfEach(scope);
  const before = await keysOf(scope);
  await ensureCertificate(t.core, scope);
  expect(await keysOf(scope)).toEqual(before);
});

test('several who certify the same signer at once end with one key and its one certificate', async () => {
  const scope = await agreed();
  await Promise.all(Array.from({ length: 4 }, () => ensureCertificate(t.core, scope)));
  await expectOneOfEach(scope);
});

test('without a CA no key is left behind, and the next try succeeds', async () => {
  const scope = await agreed();
  const where = { tenantId: owner.tenantId, kind: 'ca' };
  await t.admin.providerConfiguration.updateMany({ where, data: { enabled: false } });
  await expect(ensureCertificate(t.core, scope)).rejects.toMatchObject({ code: 'PROVIDER_MISSING' });
  expect(await keysOf(scope)).toEqual([]);
  await t.admin.providerConfiguration.updateMany({ where, data: { enabled: true } });
  await ensureCertificate(t.core, scope);
  await expectOneOfEach(scope);
});

test('a key that an earlier release stored without its certificate gets it', async () => {
  const scope = await agreed();
  const { tenantId, intentId } = scope;
  const made = await t.core.signerKeys.make({ tenantId, algorithm: 'ec-p256' });
  await t.core.db.tenantBatch(tenantId, [await storingKey(made, { intentId, now: t.core.now() })]);
  await ensureCertificate(t.core, scope);
  await expectOneOfEach(scope);
  expect((await keysOf(scope)).map(({ id }) => id)).toEqual([made.id]);
});

test('in another tenant’s name nothing is certified', async () => {
  const scope = await agreed();
  const stranger = await t.openTenant({ name: '乙公司' });
  await expect(ensureCertificate(t.core, { ...scope, tenantId: stranger.tenantId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(await keysOf(scope)).toEqual([]);
});
