import { describeCertificate, isIssuedBy, type KeyAlgorithm } from '@chopmark/crypto';
import { builtInPlugins, definePlugin } from '@chopmark/plugins';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { documentPdf } from '../contracts/document-file.ts';
import { sendContract } from '../contracts/send.ts';
import { rootCertificate, rootCertificates, rootCrl } from '../platform/authority.ts';
import { publishedCertificate, publishedCrl } from '../platform/issuing-ca.ts';
import { crlsFor } from '../platform/issuing-crls.ts';
import { listProviders } from '../providers/list-providers.ts';
import { testProvider } from '../providers/test-provider.ts';
import { addMember } from '../testing/add-member.ts';
import {
  type DrivenContract,
  draftContract,
  driveSigning,
  openSent,
  signingScope,
} from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { verifyBytes } from '../verification/verify-bytes.ts';
import { chooseAlgorithm } from './choose-algorithm.ts';
import { tenantSettings } from './tenant-settings.ts';

/** A CA of somebody else's that knows P-256 only; nothing here asks it for a certificate. */
const elsewhere = definePlugin({
  kind: 'ca',
  id: 'elsewhere',
  contract: 1,
  label: { 'zh-CN': '别处的 CA', en: 'A CA elsewhere' },
  config: z.object({}),
  secrets: [],
  supports: ['ec-p256'],
  create: () => {
    throw new Error('nobody should start this one');
  },
});

let t: TestCore;
let owner: TestTenant;

beforeAll(async () => {
  t = await testCore({ plugins: [...builtInPlugins, elsewhere] });
  owner = await t.openTenant();
});
afterAll(() => t.close());

async function signed(contract: DrivenContract): Promise<Uint8Array> {
  await openSent(owner.ctx, contract);
  for (const participant of contract.participants.slice(0, 1)) {
    const scope = await signingScope(owner.ctx, contract, participant);
    await driveSigning(t.core, scope, contract.documentId);
  }
  return (await documentPdf(owner.ctx, contract)).bytes;
}

async function sent(): Promise<DrivenContract> {
  const contract = await draftContract(owner.ctx);
  await sendContract(owner.ctx, contract);
  return contract;
}

const LEVEL = { verdict: 'valid', trust: 'trusted', level: 'B-T', reasons: [] };

describe('before anybody asks for SM2', () => {
  test('there is one root, and no other authority is published', async () => {
    expect(await rootCertificates(t.core)).toEqual([await rootCertificate(t.core)]);
    for (const file of ['root.sm2', `${owner.slug}.sm2`, 'root.rsa', '.sm2', 'nobody']) {
      await expect(publishedCrl(t.core, file)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(publishedCertificate(t.core, file)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }
  });

  test('a contract is signed with P-256', async () => {
    expect((await tenantSettings(owner.ctx)).policy.algorithm).toBe('ec-p256');
    const report = await verifyBytes(t.core, await signed(await sent()));
    expect(report.signatures).toMatchObject([
      { ...LEVEL, details: { scheme: 'ecdsa', digestAlgorithm: 'SHA-256' } },
      { ...LEVEL, certificate: { publicKeyAlgorithm: 'ec-p256' } },
    ]);
  });
});

test.each<[KeyAlgorithm, string, string, string]>([
  ['ec-p384', 'ecdsa', 'SHA-384', 'ec-p256'],
  ['rsa-2048', 'rsa-pkcs1', 'SHA-256', 'ec-p256'],
  ['rsa-3072', 'rsa-pkcs1', 'SHA-256', 'ec-p256'],
  ['sm2', 'sm2', 'SM3', 'sm2'],
])(
  'with %s chosen the signers get such keys',
  async (algorithm, scheme, digestAlgorithm, platformAlgorithm) => {
    await chooseAlgorithm(owner.ctx, { algorithm });
    expect((await tenantSettings(owner.ctx)).policy).toMatchObject({
      level: 'B-T',
      willingness: 'email-code',
      algorithm,
    });
    const report = await verifyBytes(t.core, await signed(await sent()));
    expect(report).toMatchObject({ verdict: 'valid', warnings: [] });
    expect(report.signatures).toMatchObject([
      { ...LEVEL, certification: { p: 2 }, certificate: { publicKeyAlgorithm: platformAlgorithm } },
      {
        ...LEVEL,
        certificate: { publicKeyAlgorithm: algorithm },
        details: { scheme, digestAlgorithm },
        timestamp: { intact: true, trust: 'trusted' },
      },
    ]);
  },
);

describe('SM2', () => {
  test('rests on a root, an issuing CA and a timestamp authority of its own', async () => {
    await chooseAlgorithm(owner.ctx, { algorithm: 'sm2' });
    const report = await verifyBytes(t.core, await signed(await sent()));
    for (const { details } of report.signatures) {
      const keys = [...details.chain, ...details.tsaChain].map(
        ({ publicKeyAlgorithm }) => publicKeyAlgorithm,
      );
      expect(new Set(keys)).toEqual(new Set(['sm2']));
    }
    const [signature] = report.signatures.slice(1);
    expect(signature?.details.chain.map(({ subject }) => subject.commonName)).toEqual([
      owner.name,
      `${owner.name} 签发CA`,
      'Chopmark SM2 Root CA',
    ]);
    expect(signature?.certificate?.crlUrls).toEqual([`${t.core.publicUrl}/crl/${owner.slug}.sm2.crl`]);
  });

  test('publishes certificates and CRLs like the first line', async () => {
    const [root, issuing] = [
      await publishedCertificate(t.core, 'root.sm2'),
      await publishedCertificate(t.core, `${owner.slug}.sm2`),
    ];
    expect(root).toEqual(await rootCertificate(t.core, 'national'));
    expect(isIssuedBy(issuing, root)).toBe(true);
    expect(isIssuedBy(await publishedCrl(t.core, 'root.sm2'), root)).toBe(true);
    expect(isIssuedBy(await publishedCrl(t.core, `${owner.slug}.sm2`), issuing)).toBe(true);
    const classic = await publishedCertificate(t.core, owner.slug);
    expect(describeCertificate(classic).publicKeyAlgorithm).toBe('ec-p256');
    expect(isIssuedBy(await publishedCrl(t.core, owner.slug), classic)).toBe(true);
    expect(isIssuedBy(await rootCrl(t.core), await rootCertificate(t.core))).toBe(true);
  });

  test('a revocation stands in the list of the CA that issued, and in no other', async () => {
    const ca = await t.core.providers.of(owner.tenantId, 'ca', 'sm2');
    const { certificates } = await t.admin.signingKey
      .findFirstOrThrow({ where: { tenantId: owner.tenantId, algorithm: 'sm2' }, orderBy: { id: 'desc' } })
      .then(async ({ id }) => ({
        certificates: await t.admin.certificate.findMany({ where: { keyId: id } }),
      }));
    const [row] = certificates;
    if (!row) throw new Error('no SM2 certificate');
    await ca.revoke({ serialNumber: row.serialNumber, reason: 1, at: t.core.now() });
    const serial = Buffer.from(row.serialNumber, 'hex');
    const listed = async (file: string) => Buffer.from(await publishedCrl(t.core, file)).includes(serial);
    expect(await listed(`${owner.slug}.sm2`)).toBe(true);
    expect(await listed(owner.slug)).toBe(false);
    const crls = await crlsFor(t.core, [row.der]);
    expect(crls.map((crl) => Buffer.from(crl).includes(serial))).toEqual([true]);
  });

  test('shows as the provider in use, and is the one that is tested', async () => {
    const kinds = await listProviders(owner.ctx);
    const inUse = (kind: string) =>
      kinds.find((each) => each.kind === kind)?.providers.filter((each) => each.inUse) ?? [];
    const algorithmOf = (kind: string) =>
      inUse(kind)[0]?.fields.find(({ name }) => name === 'algorithm')?.value;
    expect(inUse('ca')).toHaveLength(1);
    expect(algorithmOf('ca')).toBe('sm2');
    expect(inUse('timestamp')).toMatchObject([{ own: false, position: 100 }]);
    const { message } = await testProvider(owner.ctx, { kind: 'timestamp' });
    expect(message?.en).toContain('Chopmark SM2 Timestamp Authority');
    await chooseAlgorithm(owner.ctx, { algorithm: 'ec-p256' });
    const before = await testProvider(owner.ctx, { kind: 'timestamp' });
    expect(before.message?.en).toContain('Chopmark Timestamp Authority');
  });

  test('chosen by several tenants at once makes one root, and each its own CA', async () => {
    const others = await Promise.all(['甲', '乙'].map((name) => t.openTenant({ name: `${name}公司` })));
    await Promise.all(
      others.flatMap(({ ctx }) => [ctx, ctx]).map((ctx) => chooseAlgorithm(ctx, { algorithm: 'sm2' })),
    );
    const roots = await t.admin.signingKey.findMany({ where: { purpose: 'root', algorithm: 'sm2' } });
    expect(roots).toHaveLength(1);
    const issuing = await Promise.all(others.map(({ slug }) => publishedCertificate(t.core, `${slug}.sm2`)));
    expect(issuing.map((der) => describeCertificate(der).subject.organization)).toEqual(['甲公司', '乙公司']);
    for (const { tenantId } of others) {
      expect(await t.admin.providerConfiguration.count({ where: { tenantId, kind: 'ca' } })).toBe(2);
    }
  });
});

describe('the algorithm of a contract', () => {
  test('is fixed when it is sent, whatever is chosen afterwards', async () => {
    await chooseAlgorithm(owner.ctx, { algorithm: 'ec-p256' });
    const draft = await draftContract(owner.ctx);
    await chooseAlgorithm(owner.ctx, { algorithm: 'ec-p384' });
    await sendContract(owner.ctx, draft);
    await chooseAlgorithm(owner.ctx, { algorithm: 'ec-p256' });
    const report = await verifyBytes(t.core, await signed(draft));
    expect(report.signatures.at(-1)?.certificate?.publicKeyAlgorithm).toBe('ec-p384');
    const event = await t.admin.event.findFirstOrThrow({
      where: { contractId: draft.contractId, type: 'contract.sent' },
    });
    expect(JSON.stringify(event.data)).toContain('\\"algorithm\\":\\"ec-p384\\"');
  });
});

describe('refuses', () => {
  test('an algorithm that the CA of the tenant’s own choice does not certify', async () => {
    const tenant = await t.openTenant({ name: '丙公司' });
    const config = { tenantId: tenant.tenantId, kind: 'ca', pluginId: 'elsewhere', config: {} } as const;
    await t.core.providers.configure(config);
    for (const algorithm of ['sm2', 'rsa-2048'] as const) {
      await expect(chooseAlgorithm(tenant.ctx, { algorithm })).rejects.toMatchObject({
        code: 'ALGORITHM_UNAVAILABLE',
        params: { algorithm },
      });
    }
    await chooseAlgorithm(tenant.ctx, { algorithm: 'ec-p256' });
    expect((await tenantSettings(tenant.ctx)).policy.algorithm).toBe('ec-p256');
    expect(await t.admin.providerConfiguration.count({ where: { tenantId: tenant.tenantId } })).toBe(1);
  });

  test('who may not manage the enterprise', async () => {
    const member = await addMember(owner, { roles: ['system_admin'] });
    await expect(chooseAlgorithm(member.ctx, { algorithm: 'sm2' })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(chooseAlgorithm(t.anonymous, { algorithm: 'sm2' })).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
  });
});
