import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import {
  describeCertificate,
  isIssuedBy,
  parseSignature,
  verifyChain,
  verifyTimestampToken,
} from '@chopmark/crypto';
import { expect } from 'vitest';
import type { TimestampAuthority, TimestampDigest } from '../src/contract/timestamp-authority.ts';
import { type Check, checksAfter, describeChecks } from './check.ts';
import { childAt, integerHex, readDer, timeOf } from './der.ts';

const timeStamping = '1.3.6.1.5.5.7.3.8';
const always = ['SHA-256', 'SHA-384'] as const;
const nodeDigests = { 'SHA-256': 'sha256', 'SHA-384': 'sha384', SM3: 'sm3' } as const;

export type TimestampSuiteOptions = {
  /** Whether it stamps SM3 digests too. */
  sm3?: boolean;
};

/** What every timestamp authority must do. `makeAuthority` is called once; its clock must be the machine's. */
export function timestampConformance(
  name: string,
  makeAuthority: () => Promise<TimestampAuthority>,
  options: TimestampSuiteOptions = {},
): void {
  describeChecks(`timestamp authority conformance: ${name}`, timestampChecks(makeAuthority, options));
}

/** The checks themselves, so that a test can hand them a provider that must fail. */
export function timestampChecks(
  makeAuthority: () => Promise<TimestampAuthority>,
  { sm3 = false }: TimestampSuiteOptions = {},
): Check[] {
  const algorithms = sm3 ? [...always, 'SM3' as const] : always;
  let tsa: TimestampAuthority;
  const { checks, check } = checksAfter(async () => {
    tsa = await makeAuthority();
  });

  const digestOf = (text: string, algorithm: TimestampDigest['digestAlgorithm']) =>
    new Uint8Array(createHash(nodeDigests[algorithm]).update(text).digest());
  const request = (algorithm: TimestampDigest['digestAlgorithm'] = 'SHA-256'): TimestampDigest => ({
    digest: digestOf(randomBytes(8).toString('hex'), algorithm),
    digestAlgorithm: algorithm,
  });

  for (const digestAlgorithm of algorithms)
    check(`stamps a ${digestAlgorithm} digest, and no other`, async () => {
      const { digest } = request(digestAlgorithm);
      const { token } = await tsa.timestamp({ digest, digestAlgorithm });
      const asked: string[] = [];
      const check = verifyTimestampToken(token, (algorithm) => {
        asked.push(algorithm);
        return digest;
      });
      expect(check).toMatchObject({ intact: true, reasons: [] });
      expect(asked).toEqual([digestAlgorithm]);
      const other = verifyTimestampToken(token, () => digestOf('something else', digestAlgorithm));
      expect(other).toMatchObject({ intact: false, reasons: ['IMPRINT_MISMATCH'] });
    });

  check('holds the digest itself in the token, with the time it returns and a nonce', async () => {
    const { digest, digestAlgorithm } = request();
    const { token, time } = await tsa.timestamp({ digest, digestAlgorithm });
    const info = readDer(parseSignature(token).content ?? new Uint8Array());
    expect(childAt(info, 2, 1).content.equals(digest)).toBe(true);
    expect(timeOf(childAt(info, 4))).toEqual(time);
    expect(nonceOf(token)).toMatch(/^([0-9a-f]{2}){8,}$/);
  });

  check('stamps the present time', async () => {
    const before = Date.now();
    const { token, time } = await tsa.timestamp(request());
    const { accuracy, time: stamped } = verifyTimestampToken(token, () => new Uint8Array(32));
    // genTime may be in whole seconds.
    const slack = 1000 + (accuracy ?? 0) * 1000;
    expect(stamped).toEqual(time);
    expect(time.getTime()).toBeGreaterThanOrEqual(before - slack);
    expect(time.getTime()).toBeLessThanOrEqual(Date.now() + slack);
  });

  check('brings a certificate for timestamping alone, the first of its chain', async () => {
    const { token } = await tsa.timestamp(request());
    const { tsaCertificate = new Uint8Array(), certificates } = verifyTimestampToken(
      token,
      () => new Uint8Array(32),
    );
    const [own = new Uint8Array()] = tsa.chain();
    expect(Buffer.compare(tsaCertificate, own)).toBe(0);
    expect(certificates.some((der) => Buffer.compare(der, own) === 0)).toBe(true);
    const described = describeCertificate(own);
    expect(described).toMatchObject({ isCa: false, extendedKeyUsage: [timeStamping] });
    expect(described.keyUsage).toContain('digitalSignature');
  });

  check('has a chain in order up to a root, which makes its tokens trusted', async () => {
    const { token, time } = await tsa.timestamp(request());
    const chain = tsa.chain();
    const path = chain.map((der) => new X509Certificate(der));
    path.forEach((link, index) => {
      const issuer = path[index + 1] ?? link;
      expect(link.checkIssued(issuer) && isIssuedBy(link.raw, issuer.raw)).toBe(true);
    });
    const { tsaCertificate = new Uint8Array() } = verifyTimestampToken(token, () => new Uint8Array(32));
    const trust = chain.slice(-1);
    const judged = { leaf: tsaCertificate, intermediates: chain, trust, crls: [], at: time };
    expect(verifyChain({ ...judged, purpose: 'timestamping' }).status).toBe('trusted');
    expect(verifyChain({ ...judged, purpose: 'document-signing' }).status).toBe('untrusted');
  });

  check(
    'gives every token a serial number and a nonce of its own, though the digest is the same',
    async () => {
      const same = request();
      const stamped = await Promise.all(Array.from({ length: 30 }, () => tsa.timestamp(same)));
      const checks = stamped.map(({ token }) => verifyTimestampToken(token, () => same.digest));
      expect(checks.every(({ intact }) => intact)).toBe(true);
      expect(new Set(checks.map(({ serialNumber }) => serialNumber)).size).toBe(30);
      expect(new Set(stamped.map(({ token }) => nonceOf(token))).size).toBe(30);
    },
  );

  check('is tamper-evident: no changed byte of the stamped content goes unnoticed', async () => {
    const { digest, digestAlgorithm } = request();
    const { token } = await tsa.timestamp({ digest, digestAlgorithm });
    const content = parseSignature(token).content ?? new Uint8Array();
    const start = Buffer.from(token).indexOf(content);
    for (let offset = 0; offset < content.length; offset += 3) {
      const changed = token.slice();
      changed[start + offset] = (changed[start + offset] ?? 0) ^ 1;
      expect(isIntact(changed, digest), `byte ${offset}`).toBe(false);
    }
  });

  check('hands out copies of its chain', () => {
    tsa.chain()[0]?.fill(0);
    expect(() => new X509Certificate(tsa.chain()[0] ?? new Uint8Array())).not.toThrow();
  });

  const unfit: [string, TimestampDigest][] = [
    ['an empty digest', { digest: new Uint8Array(), digestAlgorithm: 'SHA-256' }],
    ['31 octets as SHA-256', { digest: new Uint8Array(31), digestAlgorithm: 'SHA-256' }],
    ['33 octets as SHA-256', { digest: new Uint8Array(33), digestAlgorithm: 'SHA-256' }],
    ['a SHA-384 as SHA-256', { digest: new Uint8Array(48), digestAlgorithm: 'SHA-256' }],
    ['a SHA-256 as SHA-384', { digest: new Uint8Array(32), digestAlgorithm: 'SHA-384' }],
    ['31 octets as SM3', { digest: new Uint8Array(31), digestAlgorithm: 'SM3' }],
    ['a SHA-1', { digest: new Uint8Array(20), digestAlgorithm: 'SHA-1' as 'SHA-256' }],
    [
      'an algorithm by an inherited name',
      { digest: new Uint8Array(32), digestAlgorithm: 'toString' as 'SHA-256' },
    ],
  ];
  for (const [what, digest] of unfit)
    check(`refuses ${what}`, async () => {
      await expect(tsa.timestamp(digest)).rejects.toMatchObject({
        name: 'PluginError',
        code: 'TIMESTAMP_DIGEST',
      });
    });

  check('reports its health if it can', async () => {
    const health = await tsa.healthCheck?.();
    if (health) expect(health).toMatchObject({ ok: true, message: { en: expect.stringMatching(/./) } });
  });
  return checks;
}

function isIntact(token: Uint8Array, digest: Uint8Array): boolean {
  try {
    return verifyTimestampToken(token, () => digest).intact;
  } catch {
    return false;
  }
}

/** The nonce is the only INTEGER after genTime (RFC 3161 §2.4.2: accuracy and ordering are no INTEGERs). */
function nonceOf(token: Uint8Array): string | undefined {
  const { children } = readDer(parseSignature(token).content ?? new Uint8Array());
  const nonce = children.slice(5).find(({ tag }) => tag === 0x02);
  return nonce && integerHex(nonce);
}
