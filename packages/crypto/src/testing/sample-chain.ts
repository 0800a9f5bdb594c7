import { randomBytes } from 'node:crypto';
import { generateKeyPair } from '../keys/generate-key-pair.ts';
import type { KeyAlgorithm, KeyPair } from '../keys/key-algorithm.ts';
import type { CertificateInput, CertificateProfile, RevokedEntry } from '../x509/certificate-types.ts';
import { describeCertificate } from '../x509/describe-certificate.ts';
import { issueCertificate } from '../x509/issue-certificate.ts';
import { issueCrl } from '../x509/issue-crl.ts';

/** A certificate with its key, for tests. */
export type Holder = KeyPair & { certificate: Uint8Array };

export const POLICY = '1.3.6.1.4.1.99999.1.1';

/** The moment tests sign at; sample certificates are valid from a day before it to years after. */
export const NOW = new Date('2026-05-01T12:00:00Z');

const DAY = 86_400_000;

export function daysFromNow(days: number): Date {
  return new Date(NOW.getTime() + days * DAY);
}

type Overrides = Partial<CertificateInput> & { algorithm?: KeyAlgorithm };

/** Issues a certificate of a profile to a fresh key. */
export async function issue(
  profile: CertificateProfile,
  issuer: Holder | 'self',
  overrides: Overrides = {},
): Promise<Holder> {
  const { algorithm = 'ec-p256', ...rest } = overrides;
  const keys = await generateKeyPair(algorithm);
  const certificate = await issueCertificate({
    profile,
    subject: { commonName: `样例 ${profile}`, organization: '杭州甲乙科技有限公司', country: 'CN' },
    publicKey: keys.publicKey,
    issuer,
    issuerKey: issuer === 'self' ? keys : issuer,
    serialNumber: randomBytes(16),
    notBefore: daysFromNow(-1),
    notAfter: daysFromNow(3650),
    ...rest,
  });
  return { ...keys, certificate };
}

export type SampleChain = { root: Holder; issuing: Holder; signer: Holder; tsa: Holder };

/** Root → issuing CA → enterprise signer and TSA, all with keys of one algorithm. */
export async function sampleChain(algorithm: KeyAlgorithm = 'ec-p256'): Promise<SampleChain> {
  const root = await issue('root', 'self', {
    algorithm,
    subject: { commonName: 'Sample Root', country: 'CN' },
  });
  const issuing = await issue('issuing-ca', root, {
    algorithm,
    subject: { commonName: 'Sample Issuing CA', country: 'CN' },
  });
  const signer = await issue('enterprise', issuing, { algorithm });
  const tsa = await issue('tsa', issuing, { algorithm });
  return { root, issuing, signer, tsa };
}

/** A CRL of `issuer` made a day after the tests sign. */
export function crlOf(
  issuer: Holder,
  revoked: RevokedEntry[] = [],
  thisUpdate: Date = daysFromNow(1),
): Promise<Uint8Array> {
  return issueCrl({
    issuer,
    issuerKey: issuer,
    crlNumber: 7,
    thisUpdate,
    nextUpdate: new Date(thisUpdate.getTime() + 7 * DAY),
    revoked,
  });
}

export function serialOf(certificate: Uint8Array): Uint8Array {
  return Buffer.from(describeCertificate(certificate).serialNumber, 'hex');
}
