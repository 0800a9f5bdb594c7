import {
  describeCertificate,
  generateKeyPair,
  ocspRequest,
  pemDecode,
  readOcspResponse,
  verifyChain,
} from '@chopmark/crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { readCrl } from '../../../testing/crl.ts';
import { renewed, rolledOver, type TestAuthority, testAuthority } from '../../../testing/test-authority.ts';
import { memoryState, testHost } from '../../../testing/test-host.ts';
import type { CertificateAuthority, IssuedCertificate } from '../../contract/certificate-authority.ts';
import type { PluginState } from '../../contract/host.ts';
import { createRegistry } from '../../registry/registry.ts';
import { builtInCa } from './built-in.ts';

const hour = 60 * 60 * 1000;
const day = 24 * hour;

let authority: TestAuthority;
let publicKey: Uint8Array;
beforeAll(async () => {
  authority = await testAuthority();
  ({ publicKey } = await generateKeyPair('ec-p256'));
});

const person = (requestId: string) => ({
  requestId,
  profile: 'person' as const,
  subject: { commonName: '李明', country: 'CN' },
  publicKey,
  validityDays: 365,
});

async function ask(
  ca: CertificateAuthority,
  { certificate, chain: [issuer = new Uint8Array()] }: IssuedCertificate,
  now: Date,
) {
  const response = await ca.ocsp(ocspRequest({ certificates: [{ certificate, issuer }] }));
  return readOcspResponse({ response, certificate, issuer, now });
}

describe('OCSP responders', () => {
  test('are made anew by themselves, long before they end; answers never outlive them', async () => {
    let now = Date.now();
    const state = memoryState();
    const ca = await builtInCa.create(authority.ca, testHost({ state, clock: () => new Date(now) }));
    const issued = await ca.issue(person('one'));
    const seen = new Set<string>();
    for (let i = 0; i < 20; i++) {
      const { responder, nextUpdate, status } = await ask(ca, issued, new Date(now));
      const described = describeCertificate(responder);
      expect(status).toBe('good');
      expect(described.extendedKeyUsage).toEqual(['1.3.6.1.5.5.7.3.9']);
      expect(described.notAfter.getTime() - described.notBefore.getTime()).toBeLessThanOrEqual(7 * day);
      expect(nextUpdate?.getTime()).toBeLessThanOrEqual(described.notAfter.getTime());
      expect(described.notAfter.getTime() - now).toBeGreaterThan(3 * day);
      seen.add(described.serialNumber);
      now += day;
    }
    expect(seen.size).toBeGreaterThanOrEqual(5);
    expect(seen.size).toBeLessThanOrEqual(6);
  });

  test('are made once for many requests at a time', async () => {
    const state = memoryState();
    const ca = await builtInCa.create(authority.ca, testHost({ state }));
    const issued = await ca.issue(person('one'));
    const answers = await Promise.all(Array.from({ length: 10 }, () => ask(ca, issued, new Date())));
    expect(new Set(answers.map(({ responder }) => Buffer.from(responder).toString('hex'))).size).toBe(1);
    expect(await state.list('request/ocsp-responder')).toHaveLength(1);
  });

  test('can be revoked like other certificates, but not renewed', async () => {
    const ca = await builtInCa.create(authority.ca, testHost());
    const issued = await ca.issue(person('one'));
    const { responder } = await ask(ca, issued, new Date());
    const { serialNumber } = describeCertificate(responder);
    await expect(ca.renew({ requestId: 'r', serialNumber, validityDays: 9 })).rejects.toMatchObject({
      code: 'CA_CERTIFICATE_UNKNOWN',
    });
    await ca.revoke({ serialNumber, reason: 1, at: new Date() });
    expect(readCrl(await ca.crl()).revoked.map((entry) => entry.serialNumber)).toEqual([serialNumber]);
  });

  test('keep no key in the state', async () => {
    const state = memoryState();
    const ca = await builtInCa.create(authority.ca, testHost({ state }));
    await ask(ca, await ca.issue(person('one')), new Date());
    const kept = JSON.stringify(await state.list(''));
    expect(kept).not.toMatch(/PRIVATE|privateKey/);
    // id-ecPublicKey stands in PKCS#8 after version 0: MIGHAgEA…
    expect(kept).not.toContain('MIGHAgEA');
  });

  test('date no answer before a certificate that another machine issued with a faster clock', async () => {
    const state = memoryState();
    const now = Date.now();
    const at = (time: number) =>
      builtInCa.create(authority.ca, testHost({ state, clock: () => new Date(time) }));
    const issued = await (await at(now + 3 * hour)).issue(person('one'));
    const { thisUpdate, producedAt } = await ask(await at(now), issued, new Date(now + 3 * hour));
    expect(thisUpdate).toEqual(describeCertificate(issued.certificate).notBefore);
    expect(producedAt).toEqual(thisUpdate);
  });
});

test('an expired issuing CA signs no CRL and no OCSP answer any more, and neither outlives it', async () => {
  const [certificate = new Uint8Array()] = pemDecode(authority.ca.issuingCertificate);
  const { notAfter } = describeCertificate(certificate);
  let now = notAfter.getTime() - 400 * day;
  const ca = await builtInCa.create(authority.ca, testHost({ clock: () => new Date(now) }));
  const issued = await ca.issue(person('one'));
  now = notAfter.getTime() - hour;
  const answers = [await ask(ca, issued, new Date(now)), await ask(ca, issued, new Date(now))];
  expect(answers.map(({ nextUpdate }) => nextUpdate)).toEqual([notAfter, notAfter]);
  // Also shortly before the end one responder serves for all.
  expect(answers[0]?.responder).toEqual(answers[1]?.responder);
  expect(readCrl(await ca.crl()).nextUpdate).toEqual(notAfter);
  now = notAfter.getTime() + hour;
  await expect(ca.crl()).rejects.toMatchObject({ code: 'CA_VALIDITY' });
  await expect(ask(ca, issued, new Date(now))).rejects.toMatchObject({ code: 'OCSP_REFUSED' });
});

test('a CRL with a higher number never knows less, also when a list waits while others are made', async () => {
  const state = memoryState();
  let wait: Promise<void> | undefined;
  const waited = async () => {
    const waiting = wait;
    wait = undefined;
    await waiting;
  };
  const slow: PluginState = {
    ...state,
    list: (prefix) => waited().then(() => state.list(prefix)),
    listNumbered: (counter, prefix) => waited().then(() => state.listNumbered(counter, prefix)),
  };
  const [one, two] = await Promise.all(
    [slow, state].map((each) => builtInCa.create(authority.ca, testHost({ state: each }))),
  );
  if (!one || !two) throw new Error('a CA is missing');
  const { certificate } = await one.issue(person('one'));
  const { promise, resolve } = Promise.withResolvers<void>();
  wait = promise;
  const late = one.crl();
  while (wait) await new Promise((done) => setTimeout(done, 1));
  const before = readCrl(await two.crl());
  const { serialNumber } = describeCertificate(certificate);
  await two.revoke({ serialNumber, reason: 1, at: new Date() });
  resolve();
  const after = readCrl(await late);
  expect([before.revoked.length, after.revoked.length]).toEqual([0, 1]);
  expect(after.number).toBeGreaterThan(before.number);
});

/** Both say of a certificate, as it was at a moment, that it was good. */
async function expectKnownGood(
  ca: CertificateAuthority,
  { certificate: leaf, chain }: IssuedCertificate,
  at: Date,
): Promise<void> {
  const [issuer = new Uint8Array(), root = new Uint8Array()] = chain;
  const request = ocspRequest({ certificates: [{ certificate: leaf, issuer }] });
  const question = {
    leaf,
    intermediates: chain,
    trust: [root],
    at,
    purpose: 'document-signing' as const,
  };
  const byOcsp = verifyChain({ ...question, crls: [], ocsps: [await ca.ocsp(request)] });
  const byCrl = verifyChain({ ...question, crls: [await ca.crl()] });
  for (const { revocation } of [byOcsp, byCrl]) expect(revocation[0]).toMatchObject({ status: 'good' });
}

test('a certificate that expired still has its status: CRL and OCSP say that they keep it', async () => {
  let now = Date.now();
  const ca = await builtInCa.create(authority.ca, testHost({ clock: () => new Date(now) }));
  const issued = await ca.issue({ ...person('one'), validityDays: 1 });
  const signedAt = new Date(now + hour);
  now += 30 * day;
  await expectKnownGood(ca, issued, signedAt);
});

test('a renewed issuing CA still answers for certificates that expired before its renewal', async () => {
  let now = Date.now();
  const state = memoryState();
  const host = () => testHost({ state, clock: () => new Date(now) });
  const before = await builtInCa.create(authority.ca, host());
  const issued = await before.issue({ ...person('one'), validityDays: 1 });
  const signedAt = new Date(now + hour);
  now += 30 * day;
  const ca = await builtInCa.create(await renewed(authority, new Date(now)), host());
  await expectKnownGood(ca, issued, signedAt);
});

describe('rolling over', () => {
  test('leaves revocations from before there were several where they were', async () => {
    const state = memoryState();
    const before = await builtInCa.create(authority.ca, testHost({ state }));
    const { certificate, chain } = await before.issue(person('one'));
    const { serialNumber } = describeCertificate(certificate);
    // As an earlier release kept it.
    await state.put(`revoked/${serialNumber}`, { reason: 4, at: new Date().toISOString() });
    const after = await builtInCa.create(await rolledOver(authority), testHost({ state }));
    const listed = async (issuer?: Uint8Array) =>
      readCrl(await after.crl(issuer)).revoked.map((entry) => entry.serialNumber);
    expect(await listed(chain[0])).toEqual([serialNumber]);
    expect(await listed()).toEqual([]);
    expect(await after.status(serialNumber)).toMatchObject({ status: 'revoked', reason: 4 });
  });

  test('seals the keys of earlier issuing CAs like the present one', async () => {
    const config = await rolledOver(authority);
    expect(builtInCa.secrets).toEqual(expect.arrayContaining(['issuingKey', 'retired']));
    const registry = createRegistry([builtInCa]);
    expect(() => registry.validateConfig('ca', 'built-in', config)).not.toThrow();
    const damaged = { ...config, retired: [{ ...config.retired[0], key: 'geheim' }] };
    expect(() => registry.validateConfig('ca', 'built-in', damaged)).toThrow(/retired/);
    expect(() => registry.validateConfig('ca', 'built-in', damaged)).not.toThrow(/geheim/);
  });

  test('does not start with one issuing CA twice, or with a key that is not its own', async () => {
    const config = await rolledOver(authority);
    const [retired] = config.retired;
    const own = { certificate: config.issuingCertificate, key: config.issuingKey };
    for (const wrong of [
      [retired, retired],
      [{ ...retired, ...own }],
      [{ ...retired, key: config.issuingKey }],
      [{ ...retired, certificate: authority.tsa.certificate, key: authority.tsa.key }],
    ]) {
      await expect(builtInCa.create({ ...config, retired: wrong }, testHost())).rejects.toMatchObject({
        code: 'PLUGIN_CONFIG_INVALID',
        issues: [{ path: 'retired' }],
      });
    }
  });
});
