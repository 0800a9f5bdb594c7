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
};

const DAY = 86_400_000;

export async function rsaAuthorities(): Promise<RsaAuthorities> {
  const now = Date.now();
  const issue = async (profile: CertificateProfile, commonName: string, by?: Holder): Promise<Holder> => {
    const key = await generateKeyPair('rsa-2048');
    const certificate = await issueCertificate({
      profile,
      subject: { commonName, country: 'CN' },
      publicKey: key.publicKey,
      issuer: by ? { certificate: by.certificate } : 'self',
      issuerKey: by?.key ?? key,
      serialNumber: randomBytes(16),
      notBefore: new Date(now - DAY),
      notAfter: new Date(now + 700 * DAY),
    });
    return { key, certificate, chain: by ? [by.certificate, ...by.chain] : [] };
  };
  const list = ({ key, certificate }: Holder) =>
    issueCrl({
      issuer: { certificate },
      issuerKey: key,
      crlNumber: 1,
      thisUpdate: new Date(now),
      nextUpdate: new Date(now + 7 * DAY),
      revoked: [],
    });
  const root = await issue('root', 'RSA Root');
  const issuing = await issue('issuing-ca', 'RSA Issuing CA', root);
  return {
    trust: pemEncode(root.certificate, 'CERTIFICATE'),
    root: root.certificate,
    signer: await issue('person', 'RSA Signer', issuing),
    tsa: await issue('tsa', 'RSA TSA', root),
    crls: [await list(root), await list(issuing)],
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
  const { signer, tsa, root, crls } = authorities;
  const input = {
    pdf,
    field,
    signer: { name: 'RSA Signer' },
    signingTime: new Date(),
    identity: {
      algorithm: signer.key.algorithm,
      certificates: [signer.certificate, ...signer.chain],
      sign: signingFunction(signer.key),
    },
  };
  const basic = await signPdf(input);
  const stamped = await signPdf({ ...input, timestamp: async (value) => timestampOf(tsa, sha256(value)) });
  const now = new Date();
  const plans = planSecurityStore({
    pdf: stamped,
    trust: [root],
    data: { certificates: [], crls, ocsps: [] },
    now,
  });
  const stored = buildSecurityStoreRevision({
    pdf: stamped,
    related: plans.map(({ related }) => related),
    time: now,
  });
  const revision = buildTimestampRevision({ pdf: stored });
  const archived = embedSignature({ ...revision, cms: timestampOf(tsa, revision.digest) });
  return { 'B-B': basic, 'B-T': stamped, 'B-LT': stored, 'B-LTA': archived };
}

function timestampOf(tsa: Holder, digest: Uint8Array): Uint8Array {
  const request = timestampRequest({ digest, digestAlgorithm: 'SHA-256' });
  const response = timestampResponse({
    request,
    tsa: { ...tsa.key, certificate: tsa.certificate, chain: tsa.chain },
    serialNumber: randomBytes(16),
    time: new Date(),
    policy: '1.2.3.4',
  });
  return readTimestampResponse({ response, request }).token;
}

const sha256 = (data: Uint8Array) => new Uint8Array(createHash('sha256').update(data).digest());
