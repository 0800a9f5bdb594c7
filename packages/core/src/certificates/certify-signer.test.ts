import { randomUUID } from 'node:crypto';
import { describeCertificate } from '@chopmark/crypto';
import { type AnyPlugin, builtInPlugins, type Plugin } from '@chopmark/plugins';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storingKey } from '../custody/signer-keys.ts';
import { createProviders } from '../providers/providers.ts';
import { ensureCertificate } from '../signing/certificate.ts';
import type { IntentScope } from '../signing/intent-scope.ts';
import { sendAndOpen, signingScope } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { certifySigner } from './certify-signer.ts';
import { rollOverIssuingCa } from './issuing-cas.ts';

let t: TestCore;
let owner: TestTenant;
beforeAll(async () => {
  t = await testCore();
  owner = await t.openTenant();
});
afterAll(() => t.close());

function builtInCa(): Plugin<'ca'> {
  const isCa = (plugin: AnyPlugin): plugin is Plugin<'ca'> =>
    plugin.kind === 'ca' && plugin.id === 'built-in';
  const found = builtInPlugins.find(isCa);
  if (!found) throw new Error('there is no built-in CA');
  return found;
}

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
  const before = await recordsOf();
  await Promise.all(Array.from({ length: 4 }, () => ensureCertificate(t.core, scope)));
  await expectOneOfEach(scope);
  expect(await recordsOf()).toBe(before + 1);
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

const recordsOf = () =>
  t.admin.pluginState.count({ where: { tenantId: owner.tenantId, key: { startsWith: 'request/' } } });

test('the CA has one record for each certificate that was stored, and it can be revoked', async () => {
  const before = await recordsOf();
  const scopes = [await agreed(), await agreed()];
  for (const scope of scopes) await ensureCertificate(t.core, scope);
  expect(await recordsOf()).toBe(before + 2);
  const ca = await t.core.providers.of(owner.tenantId, 'ca', 'ec-p256');
  for (const scope of scopes) {
    const [key] = await keysOf(scope);
    const { serialNumber } = await t.admin.certificate.findFirstOrThrow({ where: { keyId: key?.id ?? '' } });
    expect(await ca.status(serialNumber)).toEqual({ status: 'good' });
    await ca.revoke({ serialNumber, reason: 4, at: t.core.now() });
    expect(await ca.status(serialNumber)).toMatchObject({ status: 'revoked', reason: 4 });
  }
});

test('what can not be stored leaves no record with the CA', async () => {
  const before = await recordsOf();
  const scope = await agreed();
  const failing = certifySigner(t.core, {
    tenantId: scope.tenantId,
    algorithm: 'ec-p256',
    profile: 'person',
    subject: { commonName: '王芳' },
    intentId: randomUUID(),
  });
  await expect(failing).rejects.toThrow(/signing_key_intent_id_fkey/);
  expect(await recordsOf()).toBe(before);
});

test('a request that the CA has answered before gets the same certificate, and it is stored', async () => {
  const scope = await agreed();
  await ensureCertificate(t.core, scope);
  const [key] = await keysOf(scope);
  const where = { keyId: key?.id ?? '' };
  const { der } = await t.admin.certificate.findFirstOrThrow({ where });
  await t.admin.certificate.deleteMany({ where });
  await ensureCertificate(t.core, scope);
  expect((await t.admin.certificate.findFirstOrThrow({ where })).der).toEqual(der);
  await expectOneOfEach(scope);
});

test('a CA that has nothing written with its record is served as well', async () => {
  const { create, ...plugin } = builtInCa();
  const ignoring: AnyPlugin = {
    ...plugin,
    async create(config, host) {
      const ca = await create(config, host);
      return { ...ca, issue: (request) => ca.issue(request) };
    },
  };
  const others = builtInPlugins.filter(({ kind, id }) => kind !== 'ca' || id !== 'built-in');
  const providers = createProviders({ ...t.core, plugins: [...others, ignoring] });
  for (const scope of [await agreed(), await agreed()]) {
    await ensureCertificate({ ...t.core, providers }, scope);
    await expectOneOfEach(scope);
  }
});

test('a change of the CA counts at once, in every process', async () => {
  const issuerOf = async (core = t.core) => {
    const scope = await agreed();
    await ensureCertificate(core, scope);
    await expectOneOfEach(scope);
    const [key] = await keysOf(scope);
    const { der } = await t.admin.certificate.findFirstOrThrow({ where: { keyId: key?.id ?? '' } });
    return describeCertificate(der).issuer.text;
  };
  const other = { ...t.core, providers: createProviders(t.core) };
  const before = [await issuerOf(), await issuerOf(other)];
  const records = await recordsOf();
  await rollOverIssuingCa(owner.ctx, { line: 'international' });
  const after = [await issuerOf(), await issuerOf(other)];
  expect(new Set(before).size).toBe(1);
  expect(new Set(after).size).toBe(1);
  expect(after[0]).not.toBe(before[0]);
  expect(await recordsOf()).toBe(records + 2);
});

test('in another tenant’s name nothing is certified', async () => {
  const scope = await agreed();
  const stranger = await t.openTenant({ name: '乙公司' });
  await expect(ensureCertificate(t.core, { ...scope, tenantId: stranger.tenantId })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(await keysOf(scope)).toEqual([]);
});
