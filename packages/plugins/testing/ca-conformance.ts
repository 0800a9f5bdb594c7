import { generateKeyPairSync, randomUUID, X509Certificate } from 'node:crypto';
import {
  describeCertificate,
  generateKeyPair,
  isIssuedBy,
  type KeyAlgorithm,
  verifyChain,
} from '@chopmark/crypto';
import { expect } from 'vitest';
import type { CertificateAuthority, IssueRequest } from '../src/contract/certificate-authority.ts';
import { alongsideChecks } from './ca-alongside-checks.ts';
import { renewalChecks } from './ca-renewal-checks.ts';
import { rollOverChecks } from './ca-roll-over-checks.ts';
import { type CaSubject, statusChecks } from './ca-status-checks.ts';
import { type Check, checksAfter, describeChecks } from './check.ts';
import { isSignedBy, readCrl } from './crl.ts';

const day = 24 * 60 * 60 * 1000;

export type CaSuiteOptions = {
  /** The keys it is asked to certify; P-256 when left out. An SM2 authority certifies SM2 keys only. */
  keyAlgorithm?: KeyAlgorithm;
  /**
   * The same authority, with all that it has issued, after another issuing CA took over. Called once. An authority that has
   * no such thing leaves it out.
   */
  rollOver?: () => Promise<CertificateAuthority>;
};

/**
 * What every certificate authority must do. `makeAuthority` is called once; the suite issues some eighty certificates and
 * revokes some. The authority's clock must be the machine's.
 */
export function caConformance(
  name: string,
  makeAuthority: () => Promise<CertificateAuthority>,
  options: CaSuiteOptions = {},
): void {
  describeChecks(`certificate authority conformance: ${name}`, caChecks(makeAuthority, options));
}

/** The checks themselves, so that a test can hand them a provider that must fail. */
export function caChecks(
  makeAuthority: () => Promise<CertificateAuthority>,
  { keyAlgorithm = 'ec-p256', rollOver }: CaSuiteOptions = {},
): Check[] {
  let ca: CertificateAuthority;
  let publicKey: Uint8Array;
  const { checks, check } = checksAfter(async () => {
    ca = await makeAuthority();
    ({ publicKey } = await generateKeyPair(keyAlgorithm));
  });

  const person = (change: Partial<IssueRequest> = {}): IssueRequest => ({
    requestId: randomUUID(),
    profile: 'person',
    subject: { commonName: '李明', country: 'CN' },
    publicKey,
    validityDays: 365,
    ...change,
  });
  const serialOf = (certificate: Uint8Array) => describeCertificate(certificate).serialNumber;
  const trustIn = async (certificate: Uint8Array, chain: Uint8Array[], crl: Uint8Array) => {
    const root = chain.at(-1);
    const trust = root ? [root] : [];
    const at = new Date(Date.now() + 1000);
    return verifyChain({
      leaf: certificate,
      intermediates: chain,
      trust,
      crls: [crl],
      at,
      purpose: 'document-signing',
    });
  };

  check('says whether it is licensed', () => {
    expect(typeof ca.licensed).toBe('boolean');
  });

  check('issues a person a certificate that fits the request', async () => {
    const before = Date.now();
    const { certificate } = await ca.issue(person({ email: 'li.ming@example.com' }));
    const described = describeCertificate(certificate);
    expect(described.subject).toMatchObject({ commonName: '李明', country: 'CN' });
    expect(described.isCa).toBe(false);
    expect(described.keyUsage).toEqual(expect.arrayContaining(['digitalSignature', 'nonRepudiation']));
    expect(described.keyUsage).not.toContain('keyCertSign');
    expect(described.notBefore.getTime()).toBeLessThanOrEqual(Date.now());
    expect(described.notBefore.getTime()).toBeGreaterThan(before - day);
    const lifetime = described.notAfter.getTime() - described.notBefore.getTime();
    expect(Math.abs(lifetime - 365 * day)).toBeLessThanOrEqual(day);

    const parsed = new X509Certificate(certificate);
    expect(Buffer.compare(parsed.publicKey.export({ type: 'spki', format: 'der' }), publicKey)).toBe(0);
    expect(parsed.subjectAltName).toContain('li.ming@example.com');
  });

  check('issues an enterprise a certificate with its name and its code', async () => {
    const subject = {
      commonName: '示例科技有限公司',
      organization: '示例科技有限公司',
      organizationIdentifier: '914403001922038216',
      country: 'CN',
    };
    const { certificate } = await ca.issue(person({ profile: 'enterprise', subject }));
    expect(describeCertificate(certificate).subject).toMatchObject(subject);
  });

  check('gives the chain, each certificate followed by its issuer, up to a root', async () => {
    const { certificate, chain } = await ca.issue(person());
    expect(chain.length).toBeGreaterThan(0);
    expect(ca.chain()).toEqual(chain);
    const path = [certificate, ...chain].map((der) => new X509Certificate(der));
    path.forEach((link, index) => {
      const issuer = path[index + 1] ?? link;
      expect(link.checkIssued(issuer)).toBe(true);
      expect(isIssuedBy(link.raw, issuer.raw)).toBe(true);
      expect(issuer.ca).toBe(true);
    });
  });

  check('issues certificates that are trusted for signing documents', async () => {
    const { certificate, chain } = await ca.issue(person());
    expect(await trustIn(certificate, chain, await ca.crl())).toMatchObject({ status: 'trusted' });
  });

  check('certifies the key it is asked to, and RSA keys beside elliptic ones', async () => {
    const { certificate } = await ca.issue(person());
    expect(describeCertificate(certificate).publicKeyAlgorithm).toBe(keyAlgorithm);
    if (keyAlgorithm === 'sm2') return;
    const rsa = await generateKeyPair('rsa-2048');
    const issued = await ca.issue(person({ publicKey: rsa.publicKey }));
    expect(describeCertificate(issued.certificate).publicKeyAlgorithm).toBe('rsa-2048');
  });

  check('keeps SM2 apart from all other algorithms', async () => {
    const { publicKey: other } = await generateKeyPair(keyAlgorithm === 'sm2' ? 'ec-p256' : 'sm2');
    await expect(ca.issue(person({ publicKey: other }))).rejects.toMatchObject({ code: 'CA_REQUEST' });
  });

  check('gives every certificate a serial number of its own, positive and of at most 20 octets', async () => {
    const issued = await Promise.all(Array.from({ length: 25 }, () => ca.issue(person())));
    const serials = issued.map(({ certificate }) => serialOf(certificate));
    expect(new Set(serials).size).toBe(25);
    for (const serial of serials) {
      expect(serial).toMatch(/^([0-9a-f]{2}){8,20}$/);
      expect(BigInt(`0x${serial}`)).toBeLessThan(1n << 159n);
    }
  });

  check('answers the same request with the same certificate, later and at the same time', async () => {
    const request = person({ email: 'a@example.com' });
    const first = await ca.issue(request);
    expect(await ca.issue({ ...request, subject: { country: 'CN', commonName: '李明' } })).toEqual(first);
    const together = person();
    const answers = await Promise.all(Array.from({ length: 12 }, () => ca.issue(together)));
    expect(new Set(answers.map(({ certificate }) => Buffer.from(certificate).toString('hex'))).size).toBe(1);
  });

  check('refuses a known request ID with other content', async () => {
    const request = person();
    await ca.issue(request);
    const { publicKey: other } = await generateKeyPair(keyAlgorithm);
    const changes: Partial<IssueRequest>[] = [
      { publicKey: other },
      { subject: { commonName: '王强', country: 'CN' } },
      { validityDays: 30 },
      { profile: 'enterprise' },
      { email: 'other@example.com' },
    ];
    for (const change of changes) {
      await expect(ca.issue({ ...request, ...change })).rejects.toMatchObject({
        code: 'CA_REQUEST_CONFLICT',
      });
    }
  });

  const weak = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({
    type: 'spki',
    format: 'der',
  });
  const dsa = generateKeyPairSync('ec', { namedCurve: 'secp224r1' }).publicKey.export({
    type: 'spki',
    format: 'der',
  });
  const unfit: [string, Partial<IssueRequest>, string][] = [
    ['a short RSA key', { publicKey: new Uint8Array(weak) }, 'CA_REQUEST'],
    ['an unusual curve', { publicKey: new Uint8Array(dsa) }, 'CA_REQUEST'],
    ['bytes that are no key', { publicKey: new Uint8Array([1, 2, 3]) }, 'CA_REQUEST'],
    ['no name', { subject: { commonName: ' ' } }, 'CA_REQUEST'],
    ['no request ID', { requestId: '' }, 'CA_REQUEST'],
    ['the profile of an authority', { profile: 'issuing-ca' as 'person' }, 'CA_REQUEST'],
    ['no validity', { validityDays: 0 }, 'CA_VALIDITY'],
    ['a validity before now', { validityDays: -5 }, 'CA_VALIDITY'],
    ['half a day', { validityDays: 0.5 }, 'CA_VALIDITY'],
    ['no number of days', { validityDays: Number.NaN }, 'CA_VALIDITY'],
    ['a century', { validityDays: 36_525 }, 'CA_VALIDITY'],
  ];
  for (const [what, change, code] of unfit)
    check(`refuses ${what}`, async () => {
      await expect(ca.issue(person(change))).rejects.toMatchObject({ name: 'PluginError', code });
    });

  check('gives a CRL signed by the issuing CA, current, not older than what it issued', async () => {
    const { certificate, chain } = await ca.issue(person());
    const der = await ca.crl();
    const crl = readCrl(der);
    expect(isSignedBy(der, chain[0] ?? new Uint8Array())).toBe(true);
    expect(crl.thisUpdate.getTime()).toBeGreaterThanOrEqual(
      describeCertificate(certificate).notBefore.getTime(),
    );
    expect(crl.thisUpdate.getTime()).toBeLessThanOrEqual(Date.now());
    expect(crl.nextUpdate.getTime()).toBeGreaterThan(Date.now());
    expect(crl.revoked.map(({ serialNumber }) => serialNumber)).not.toContain(serialOf(certificate));
  });

  check('numbers its CRLs upwards, also when asked several times at once', async () => {
    const numbers: bigint[] = [];
    for (let index = 0; index < 3; index += 1) numbers.push(readCrl(await ca.crl()).number);
    const together = await Promise.all(Array.from({ length: 8 }, () => ca.crl()));
    const later = together.map((der) => readCrl(der).number).sort((a, b) => (a < b ? -1 : 1));
    const all = [...numbers, ...later];
    for (const [index, number] of all.slice(1).entries())
      expect(number).toBeGreaterThan(all[index] ?? number);
  });

  check(
    'revokes: the certificate is no longer trusted, others are, and every later CRL says so',
    async () => {
      const [revoked, kept] = [await ca.issue(person()), await ca.issue(person())];
      const serialNumber = serialOf(revoked.certificate);
      const at = new Date();
      await ca.revoke({ serialNumber, reason: 1, at });
      for (const der of [await ca.crl(), await ca.crl()]) {
        const entry = readCrl(der).revoked.find((each) => each.serialNumber === serialNumber);
        expect(entry).toMatchObject({ reason: 1 });
        expect(Math.abs((entry?.revokedAt.getTime() ?? 0) - at.getTime())).toBeLessThan(2000);
        expect(await trustIn(revoked.certificate, revoked.chain, der)).toMatchObject({
          status: 'untrusted',
          reasons: expect.arrayContaining(['REVOKED']),
        });
        expect(await trustIn(kept.certificate, kept.chain, der)).toMatchObject({ status: 'trusted' });
      }
    },
  );

  check('keeps the first revocation when it is asked again, and writes it once', async () => {
    const { certificate } = await ca.issue(person());
    const serialNumber = serialOf(certificate);
    const at = new Date(Date.now() - 5000);
    await ca.revoke({ serialNumber, reason: 4, at });
    await ca.revoke({ serialNumber: serialNumber.toUpperCase(), reason: 1, at: new Date() });
    const entries = readCrl(await ca.crl()).revoked.filter((each) => each.serialNumber === serialNumber);
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ reason: 4 });
  });

  check(
    'answers a request whose certificate was revoked with that certificate, not with a new one',
    async () => {
      const request = person();
      const first = await ca.issue(request);
      await ca.revoke({ serialNumber: serialOf(first.certificate), reason: 5, at: new Date() });
      expect(await ca.issue(request)).toEqual(first);
    },
  );

  check('refuses to revoke what it has not issued, for no known reason, or in the future', async () => {
    const { certificate } = await ca.issue(person());
    const revocation = { serialNumber: serialOf(certificate), reason: 1, at: new Date() };
    for (const serialNumber of ['0102030405060708090a0b0c0d0e0f10', '', 'no hex', '../revoked']) {
      await expect(ca.revoke({ ...revocation, serialNumber })).rejects.toMatchObject({
        code: 'CA_CERTIFICATE_UNKNOWN',
      });
    }
    for (const reason of [7, 8, 11, -1, 1.5]) {
      await expect(ca.revoke({ ...revocation, reason })).rejects.toMatchObject({
        code: 'CA_REVOCATION_REASON',
      });
    }
    for (const at of [new Date(Date.now() + day), new Date(Number.NaN)]) {
      await expect(ca.revoke({ ...revocation, at })).rejects.toMatchObject({ code: 'CA_REVOCATION_DATE' });
    }
    const { revoked } = readCrl(await ca.crl());
    expect(revoked.map(({ serialNumber }) => serialNumber)).not.toContain(revocation.serialNumber);
  });

  check('reports its health if it can', async () => {
    const health = await ca.healthCheck?.();
    if (health) expect(health).toMatchObject({ ok: true, message: { en: expect.stringMatching(/./) } });
  });
  const subject: CaSubject = { check, ca: () => ca, person, keyAlgorithm };
  statusChecks(subject);
  renewalChecks(subject);
  alongsideChecks(subject);
  if (rollOver) rollOverChecks(subject, rollOver);
  return checks;
}
