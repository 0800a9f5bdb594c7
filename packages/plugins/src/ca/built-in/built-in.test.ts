import { generateKeyPairSync } from 'node:crypto';
import { describeCertificate, generateKeyPair, pemDecode, pemEncode } from '@chopmark/crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { caConformance } from '../../../testing/ca-conformance.ts';
import { readCrl } from '../../../testing/crl.ts';
import { rolledOver, type TestAuthority, testAuthority } from '../../../testing/test-authority.ts';
import { memoryState, testHost } from '../../../testing/test-host.ts';
import type { IssueRequest } from '../../contract/certificate-authority.ts';
import { createRegistry } from '../../registry/registry.ts';
import { builtInCa } from './built-in.ts';

for (const algorithm of ['ec-p256', 'ec-p384', 'rsa-2048', 'sm2'] as const) {
  const host = testHost();
  const own = testAuthority(algorithm);
  caConformance(`built-in with ${algorithm}`, async () => builtInCa.create((await own).ca, host), {
    ...(algorithm === 'sm2' ? { keyAlgorithm: 'sm2' } : {}),
    rollOver: async () => builtInCa.create(await rolledOver(await own), host),
  });
}

let authority: TestAuthority;
let other: TestAuthority;
let publicKey: Uint8Array;
beforeAll(async () => {
  [authority, other] = [await testAuthority(), await testAuthority()];
  ({ publicKey } = await generateKeyPair('ec-p256'));
});

const hour = 60 * 60 * 1000;
const request = (change: Partial<IssueRequest> = {}): IssueRequest => ({
  requestId: 'request-1',
  profile: 'person',
  subject: { commonName: '李明' },
  publicKey,
  validityDays: 365,
  ...change,
});

test('is labelled as not licensed', async () => {
  expect(builtInCa.label['zh-CN']).toContain('无电子认证服务许可');
  expect((await builtInCa.create(authority.ca, testHost())).licensed).toBe(false);
});

test('writes its addresses and its policy into certificates', async () => {
  const config = {
    ...authority.ca,
    crlUrl: 'http://pki.example/issuing.crl',
    caIssuersUrl: 'http://pki.example/issuing.cer',
    policyOid: '1.3.6.1.4.1.99999.2',
  };
  const { certificate } = await (await builtInCa.create(config, testHost())).issue(request());
  const text = Buffer.from(certificate).toString('latin1');
  expect(text).toContain('http://pki.example/issuing.crl');
  expect(text).toContain('http://pki.example/issuing.cer');
  expect(text).toContain(Buffer.from('06092b06010401868d1f02', 'hex').toString('latin1'));
});

test('remembers what it issued and revoked over a restart', async () => {
  const host = testHost();
  const before = await builtInCa.create(authority.ca, host);
  const issued = await before.issue(request());
  const { serialNumber } = describeCertificate(issued.certificate);
  await before.revoke({ serialNumber, reason: 4, at: new Date() });
  const number = readCrl(await before.crl()).number;

  const after = await builtInCa.create(authority.ca, host);
  expect(await after.issue(request())).toEqual(issued);
  const crl = readCrl(await after.crl());
  expect(crl.number).toBe(number + 1n);
  expect(crl.revoked.map((entry) => entry.serialNumber)).toEqual([serialNumber]);
});

test('never dates a CRL before a certificate it speaks for, though another machine had a faster clock', async () => {
  const state = memoryState();
  const now = Date.now();
  const ahead = await builtInCa.create(
    authority.ca,
    testHost({ state, clock: () => new Date(now + 3 * hour) }),
  );
  const { certificate } = await ahead.issue(request());
  const behind = await builtInCa.create(authority.ca, testHost({ state, clock: () => new Date(now) }));
  await behind.issue(request({ requestId: 'request-2' }));
  expect(readCrl(await behind.crl()).thisUpdate).toEqual(describeCertificate(certificate).notBefore);
});

test('issues nothing that outlives the issuing CA, or begins before it', async () => {
  const { notBefore, notAfter } = describeCertificate(
    pemDecode(authority.ca.issuingCertificate)[0] ?? new Uint8Array(),
  );
  for (const now of [new Date(notBefore.getTime() - hour), new Date(notAfter.getTime() - 300 * 24 * hour)]) {
    const ca = await builtInCa.create(authority.ca, testHost({ clock: () => now }));
    await expect(ca.issue(request())).rejects.toMatchObject({
      code: 'CA_VALIDITY',
      message: expect.stringContaining('Renew the issuing CA'),
    });
  }
});

test('reports an issuing CA that has expired', async () => {
  const late = () => new Date(Date.now() + 2000 * 24 * hour);
  const ca = await builtInCa.create(authority.ca, testHost({ clock: late }));
  expect(await ca.healthCheck?.()).toMatchObject({
    ok: false,
    message: { en: expect.stringContaining('expired') },
  });
});

test('takes another serial number when the random source repeats itself, and gives up when it only repeats', async () => {
  const bytes = [1, 1, 2, 1].map((value) => new Uint8Array(16).fill(value));
  const ca = await builtInCa.create(
    authority.ca,
    testHost({ random: () => bytes.shift() ?? new Uint8Array(16).fill(1) }),
  );
  const serials: string[] = [];
  for (const requestId of ['a', 'b']) {
    const { certificate } = await ca.issue(request({ requestId }));
    serials.push(describeCertificate(certificate).serialNumber);
  }
  expect(serials).toEqual(['01'.repeat(16), '02'.repeat(16)]);
  await expect(ca.issue(request({ requestId: 'c' }))).rejects.toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
});

test('does not revoke a serial number that was reserved but never issued', async () => {
  const state = memoryState();
  const ca = await builtInCa.create(authority.ca, testHost({ state }));
  await ca.issue(request());
  await state.put(`serial/${'ab'.repeat(16)}`, { requestId: 'request-1' });
  const revocation = { serialNumber: 'ab'.repeat(16), reason: 1, at: new Date() };
  await expect(ca.revoke(revocation)).rejects.toMatchObject({ code: 'CA_CERTIFICATE_UNKNOWN' });
});

test('stops when its records were altered', async () => {
  const state = memoryState();
  const ca = await builtInCa.create(authority.ca, testHost({ state }));
  await ca.issue(request());
  await state.put('request/request-1', { certificate: 'something else' });
  await expect(ca.issue(request())).rejects.toMatchObject({ code: 'PLUGIN_STATE_INVALID' });
});

describe('a configuration', () => {
  const registry = createRegistry([builtInCa]);
  const validate = (change: Record<string, unknown>) => () =>
    registry.validateConfig('ca', 'built-in', { ...authority.ca, ...change });
  const start = (change: Record<string, unknown>) =>
    builtInCa.create({ ...authority.ca, ...change }, testHost());

  test('takes certificates and keys as PEM or Base64', async () => {
    const { issuingCertificate, issuingKey, chain } = authority.ca;
    const [der = new Uint8Array()] = pemDecode(issuingCertificate);
    const keyPem = pemEncode(Buffer.from(issuingKey, 'base64'), 'PRIVATE KEY');
    const asBase64 = Buffer.from(der).toString('base64');
    expect(validate({ issuingCertificate: asBase64, issuingKey: keyPem })).not.toThrow();
    await start({ issuingCertificate: asBase64, issuingKey: keyPem });
    await start({ issuingCertificate: issuingCertificate + chain.join(''), chain: [] });
  });

  test('with an unreadable certificate or key is refused, and the key is not repeated', () => {
    expect(validate({ issuingCertificate: 'no certificate' })).toThrow(
      /issuingCertificate: is no certificate/,
    );
    expect(validate({ issuingKey: 'geheim' })).toThrow(/issuingKey: is missing or not in the expected form/);
    expect(validate({ issuingKey: 'geheim' })).not.toThrow(/geheim/);
  });

  test('whose parts do not belong together is refused, naming the field', async () => {
    const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
      type: 'pkcs8',
      format: 'der',
    });
    const wrong: [Record<string, unknown>, string][] = [
      [{ issuingKey: other.ca.issuingKey }, 'issuingKey'],
      [{ issuingKey: rsa.toString('base64') }, 'issuingKey'],
      [{ algorithm: 'ec-p384' }, 'algorithm'],
      [{ chain: other.ca.chain }, 'chain'],
      [{ chain: [...authority.ca.chain, ...authority.ca.chain, authority.ca.issuingCertificate] }, 'chain'],
      [{ chain: [] }, 'issuingCertificate'],
    ];
    for (const [change, path] of wrong) {
      await expect(start(change), JSON.stringify(change)).rejects.toMatchObject({
        code: 'PLUGIN_CONFIG_INVALID',
        issues: [{ path }],
      });
    }
  });

  test('with the certificate of no CA is refused', async () => {
    const { certificate, key } = authority.tsa;
    await expect(start({ issuingCertificate: certificate, issuingKey: key })).rejects.toMatchObject({
      code: 'PLUGIN_CONFIG_INVALID',
      issues: [{ path: 'issuingCertificate' }],
    });
  });
});

test('says which keys it certifies with the CA it was given', async () => {
  const sm2 = await testAuthority('sm2');
  expect(builtInCa.capabilities(authority.ca)).toEqual([
    'ec-p256',
    'ec-p384',
    'rsa-2048',
    'rsa-3072',
    'crl',
    'revocation',
  ]);
  expect(builtInCa.capabilities(sm2.ca)).toEqual(['sm2', 'crl', 'revocation']);
});
