import { createHash, randomBytes } from 'node:crypto';
import {
  buildSecurityStoreRevision,
  buildTimestampRevision,
  type CertificateProfile,
  embedSignature,
  generateKeyPair,
  issueCertificate,
  issueCrl,
  type KeyPair,
  ocspRequest,
  ocspResponse,
  pemEncode,
  planSecurityStore,
  readTimestampResponse,
  signingFunction,
  signPdf,
  timestampRequest,
  timestampResponse,
} from '@chopmark/crypto';

type Holder = { key: KeyPair; certificate: Uint8Array; chain: Uint8Array[] };

/** A root, an issuing CA, a signer and a timestamp authority with RSA keys, and both authorities' present CRLs. */
export type RsaAuthorities = {
  trust: string /* PEM */;
  root: Uint8Array;
  signer: Holder;
  tsa: Holder;
  crls: Uint8Array[];
  /** The issuing CA's, about the signer. */
  ocsp: Uint8Array;
  /** When they began: the lists are of that moment. */
  now: Date;
  /** What there is a number of days on: another timestamp authority, and both authorities' CRLs. */
  later(days: number): Promise<{ now: Date; tsa: Holder; crls: Uint8Array[] }>;
};

const DAY = 86_400_000;
/** Of the certificates of signers and timestamp authorities. */
export const VALIDITY_DAYS = 700;
const AUTHORITY_DAYS = 4000;

/** @param ago how many days ago they began */
export async function rsaAuthorities(ago = 0): Promise<RsaAuthorities> {
  const began = Date.now() - ago * DAY;
  const daysOn = (days: number) => new Date(began + days * DAY);
  const issue = async (profile: CertificateProfile, name: string, by?: Holder, from = 0): Promise<Holder> => {
    const key = await generateKeyPair('rsa-2048');
    const isAuthority = profile === 'root' || profile === 'issuing-ca';
    const certificate = await issueCertificate({
      profile,
      subject: { commonName: name, country: 'CN' },
      publicKey: key.publicKey,
      issuer: by ? { certificate: by.certificate } : 'self',
      issuerKey: by?.key ?? key,
      serialNumber: randomBytes(16),
      notBefore: daysOn(from - 1),
      notAfter: daysOn(from + (isAuthority ? AUTHORITY_DAYS : VALIDITY_DAYS)),
      // pyHanko uses a response only for a certificate that names a responder.
      ...(profile === 'person' && { ocspUrl: 'http://ca.invalid/ocsp' }),
    });
    return { key, certificate, chain: by ? [by.certificate, ...by.chain] : [] };
  };
  const list = ({ key, certificate }: Holder, days = 0) =>
    issueCrl({
      issuer: { certificate },
      issuerKey: key,
      crlNumber: 1 + days,
      thisUpdate: daysOn(days),
      nextUpdate: daysOn(days + 7),
      revoked: [],
    });
  const root = await issue('root', 'RSA Root');
  const issuing = await issue('issuing-ca', 'RSA Issuing CA', root);
  const signer = await issue('person', 'RSA Signer', issuing);
  const asked = { certificate: signer.certificate, issuer: issuing.certificate };
  return {
    trust: pemEncode(root.certificate, 'CERTIFICATE'),
    root: root.certificate,
    signer,
    tsa: await issue('tsa', 'RSA TSA', root),
    crls: [await list(root), await list(issuing)],
    ocsp: await ocspResponse({
      request: ocspRequest({ certificates: [asked] }),
      issuer: issuing.certificate,
      responder: { ...issuing.key, certificate: issuing.certificate },
      statusOf: () => ({ status: 'good' }),
      producedAt: new Date(began),
      thisUpdate: new Date(began),
      nextUpdate: daysOn(7),
    }),
    now: new Date(began),
    later: async (days) => ({
      now: daysOn(days),
      tsa: await issue('tsa', `RSA TSA after ${days} days`, root, days),
      crls: [await list(root, days), await list(issuing, days)],
    }),
  };
}

const PLACE = { name: 'rsa', rect: { page: 0, x: 60, y: 60, width: 90, height: 40 } };

/**
 * Signs a PDF at B-B, or at B-T, B-LT and B-LTA one after the other.
 * @param field an empty signature field of the file, one of our own when absent
 */
export async function signWithRsa(
  pdf: Uint8Array,
  authorities: RsaAuthorities,
  field: string | typeof PLACE = PLACE,
) {
  const { signer, tsa, root, crls, ocsp, now } = authorities;
  const input = {
    pdf,
    field,
    signer: { name: 'RSA Signer' },
    signingTime: now,
    identity: {
      algorithm: signer.key.algorithm,
      certificates: [signer.certificate, ...signer.chain],
      sign: signingFunction(signer.key),
    },
  };
  const basic = await signPdf(input);
  const stamped = await signPdf({
    ...input,
    timestamp: async (value) => timestampOf(tsa, sha256(value), now),
  });
  const stored = withValidationData(stamped, { root, crls, ocsps: [ocsp], now });
  return { 'B-B': basic, 'B-T': stamped, 'B-LT': stored, 'B-LTA': archive(stored, tsa, now) };
}

/** What keeps an archive provable a number of days on: data about its last timestamp, and a new timestamp over all. */
export async function renew(pdf: Uint8Array, authorities: RsaAuthorities, days: number): Promise<Uint8Array> {
  const { now, tsa, crls } = await authorities.later(days);
  return archive(withValidationData(pdf, { root: authorities.root, crls, ocsps: [], now }), tsa, now);
}

type Data = { root: Uint8Array; crls: Uint8Array[]; ocsps: Uint8Array[]; now: Date };

function withValidationData(pdf: Uint8Array, { root, crls, ocsps, now }: Data): Uint8Array {
  const plans = planSecurityStore({ pdf, trust: [root], data: { certificates: [], crls, ocsps }, now });
  return buildSecurityStoreRevision({ pdf, related: plans.map(({ related }) => related), time: now });
}

function archive(pdf: Uint8Array, tsa: Holder, time: Date): Uint8Array {
  const revision = buildTimestampRevision({ pdf });
  return embedSignature({ ...revision, cms: timestampOf(tsa, revision.digest, time) });
}

function timestampOf(tsa: Holder, digest: Uint8Array, time: Date): Uint8Array {
  const request = timestampRequest({ digest, digestAlgorithm: 'SHA-256' });
  const response = timestampResponse({
    request,
    tsa: { ...tsa.key, certificate: tsa.certificate, chain: tsa.chain },
    serialNumber: randomBytes(16),
    time,
    policy: '1.2.3.4',
  });
  return readTimestampResponse({ response, request }).token;
}

const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());
