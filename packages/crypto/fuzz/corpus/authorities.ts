import { digestOf } from '../../src/keys/digest-algorithm.ts';
import { generateKeyPair } from '../../src/keys/generate-key-pair.ts';
import type { KeyAlgorithm, KeyPair } from '../../src/keys/key-algorithm.ts';
import { digestForKey, signingFunction } from '../../src/keys/sign-with-key.ts';
import { ocspRequest } from '../../src/ocsp/ocsp-request.ts';
import { ocspResponse } from '../../src/ocsp/ocsp-response.ts';
import { readTimestampResponse } from '../../src/timestamp/read-timestamp-response.ts';
import { timestampRequest } from '../../src/timestamp/timestamp-request.ts';
import { timestampResponse } from '../../src/timestamp/timestamp-response.ts';
import type { CertificateProfile } from '../../src/x509/certificate-types.ts';
import { issueCertificate } from '../../src/x509/issue-certificate.ts';
import { issueCrl } from '../../src/x509/issue-crl.ts';

export type Holder = { key: KeyPair; certificate: Uint8Array; chain: Uint8Array[] };

/** Root, issuing CA, and who is certified by them, with keys of one algorithm; lists and answers of both authorities. */
export type Authorities = {
  root: Holder;
  issuing: Holder;
  signer: Holder;
  tsa: Holder;
  responder: Holder;
  crls: Uint8Array[];
  ocsps: Uint8Array[];
};

export const SIGNED_AT = new Date('2026-06-01T12:00:00Z');
export const POLICY = '1.2.3.4';
const DAY = 86_400_000;

export async function makeAuthorities(algorithm: KeyAlgorithm): Promise<Authorities> {
  let serial = 1;
  const issue = async (profile: CertificateProfile, by?: Holder): Promise<Holder> => {
    const key = await generateKeyPair(algorithm);
    const certificate = await issueCertificate({
      profile,
      subject: { commonName: `Fuzz ${profile}`, organization: '模糊测试有限公司', country: 'CN' },
      publicKey: key.publicKey,
      issuer: by ? { certificate: by.certificate } : 'self',
      issuerKey: by?.key ?? key,
      serialNumber: new Uint8Array(16).fill(serial++),
      notBefore: new Date(SIGNED_AT.getTime() - 100 * DAY),
      notAfter: new Date(SIGNED_AT.getTime() + 3000 * DAY),
      ...(profile === 'person' && {
        crlUrl: 'http://ca.example/issuing.crl',
        ocspUrl: 'http://ca.example/ocsp',
      }),
    });
    return { key, certificate, chain: by ? [by.certificate, ...by.chain] : [] };
  };
  const root = await issue('root');
  const issuing = await issue('issuing-ca', root);
  const signer = await issue('person', issuing);
  const tsa = await issue('tsa', issuing);
  const responder = await issue('ocsp-responder', issuing);
  const crls = await Promise.all([crlOf(root), crlOf(issuing)]);
  const ocsps = [await answerFor(signer, issuing, responder)];
  return { root, issuing, signer, tsa, responder, crls, ocsps };
}

export function crlOf(issuer: Holder, revoked = 0): Promise<Uint8Array> {
  return issueCrl({
    issuer: { certificate: issuer.certificate },
    issuerKey: issuer.key,
    crlNumber: 1,
    thisUpdate: SIGNED_AT,
    nextUpdate: new Date(SIGNED_AT.getTime() + 7 * DAY),
    revoked: Array.from({ length: revoked }, (_, i) => ({
      serialNumber: new Uint8Array(16).fill(100 + i),
      revokedAt: SIGNED_AT,
      reason: 1,
    })),
  });
}

function answerFor(subject: Holder, issuer: Holder, responder: Holder): Promise<Uint8Array> {
  return ocspResponse({
    request: ocspRequest({
      certificates: [{ certificate: subject.certificate, issuer: issuer.certificate }],
    }),
    issuer: issuer.certificate,
    responder: { ...responder.key, certificate: responder.certificate },
    statusOf: () => ({ status: 'good' }),
    producedAt: SIGNED_AT,
    thisUpdate: SIGNED_AT,
    nextUpdate: new Date(SIGNED_AT.getTime() + 7 * DAY),
  });
}

/** An RFC 3161 token over a digest of the key's own algorithm's kind. */
export function tokenOver({ tsa }: Authorities, data: Uint8Array): Uint8Array {
  return tokenOf(tsa, digestOf(digestForKey(tsa.key.algorithm), data));
}

export function tokenOf(tsa: Holder, digest: Uint8Array): Uint8Array {
  const request = timestampRequest({ digest, digestAlgorithm: digestForKey(tsa.key.algorithm) });
  return readTimestampResponse({ response: answerTo(tsa, request), request }).token;
}

export function answerTo(tsa: Holder, request: Uint8Array): Uint8Array {
  return timestampResponse({
    request,
    tsa: { ...tsa.key, certificate: tsa.certificate, chain: tsa.chain },
    serialNumber: Uint8Array.of(7),
    time: SIGNED_AT,
    policy: POLICY,
  });
}

export function identityOf({ key, certificate, chain }: Holder) {
  return { algorithm: key.algorithm, certificates: [certificate, ...chain], sign: signingFunction(key) };
}
