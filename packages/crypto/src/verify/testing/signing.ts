import { createHash } from 'node:crypto';
import { assembleSignature } from '../../cms/assemble-signature.ts';
import { signedAttributes } from '../../cms/signed-attributes.ts';
import { generateKeyPair } from '../../keys/generate-key-pair.ts';
import type { KeyPair } from '../../keys/key-algorithm.ts';
import { signWithKey } from '../../keys/sign-with-key.ts';
import { readTimestampResponse } from '../../timestamp/read-timestamp-response.ts';
import { timestampRequest } from '../../timestamp/timestamp-request.ts';
import { timestampResponse } from '../../timestamp/timestamp-response.ts';
import type { CertificateProfile } from '../../x509/certificate-types.ts';
import { issueCertificate } from '../../x509/issue-certificate.ts';
import { issueCrl } from '../../x509/issue-crl.ts';
import { appendRevision, bytes, latin1, type Objects } from './pdf-maker.ts';

export type Party = { certificate: Uint8Array; key: KeyPair; chain: Uint8Array[] };
export type Trade = { root: Uint8Array; crl: Uint8Array; buyer: Party; seller: Party; tsa: Party };

export const NOW = new Date('2026-06-01T12:00:00Z');
const ISSUED = new Date('2026-01-01T00:00:00Z');
/** Signers' certificates expire long before those of the authorities. */
export const SIGNERS_EXPIRE = new Date('2027-01-01T00:00:00Z');
const AUTHORITIES_EXPIRE = new Date('2036-01-01T00:00:00Z');

/** A root, two signers, a time-stamping authority and the root's CRL. */
export async function tradeFixture(): Promise<Trade> {
  const rootKey = await generateKeyPair('ec-p256');
  const issue = async (
    profile: CertificateProfile,
    commonName: string,
    serial: number,
    root?: Uint8Array,
  ) => {
    const key = root === undefined ? rootKey : await generateKeyPair('ec-p256');
    const certificate = await issueCertificate({
      notBefore: ISSUED,
      notAfter: profile === 'person' || profile === 'enterprise' ? SIGNERS_EXPIRE : AUTHORITIES_EXPIRE,
      profile,
      subject: { commonName, country: 'CN' },
      publicKey: key.publicKey,
      issuer: root === undefined ? 'self' : { certificate: root },
      issuerKey: rootKey,
      serialNumber: new Uint8Array(16).fill(serial),
    });
    return { certificate, key, chain: root === undefined ? [] : [root] };
  };
  const root = (await issue('root', 'Test Root', 1)).certificate;
  const crl = await issueCrl({
    issuer: { certificate: root },
    issuerKey: rootKey,
    crlNumber: 1,
    thisUpdate: new Date('2026-05-31T00:00:00Z'),
    nextUpdate: new Date('2026-07-01T00:00:00Z'),
    revoked: [],
  });
  return {
    root,
    crl,
    buyer: await issue('person', 'Li Buyer', 2, root),
    seller: await issue('enterprise', 'Seller Ltd', 3, root),
    tsa: await issue('tsa', 'Test TSA', 4, root),
  };
}

export function timestamp(tsa: Party, digest: Uint8Array, time = NOW): Uint8Array {
  const request = timestampRequest({ digest, digestAlgorithm: 'SHA-256' });
  const response = timestampResponse({
    request,
    tsa: { ...tsa.key, certificate: tsa.certificate, chain: tsa.chain },
    serialNumber: Uint8Array.of(7),
    time,
    policy: '1.2.3.4',
  });
  return readTimestampResponse({ response, request }).token;
}

/** @param stamp an authority, or what makes a token of the signature value's SHA-256 */
export function cmsOf(
  party: Party,
  digest: Uint8Array,
  stamp?: Party | ((digest: Uint8Array) => Uint8Array),
  time?: Date,
): Uint8Array {
  const { certificate, key } = party;
  const attributes = signedAttributes({ digest, digestAlgorithm: 'SHA-256', certificate });
  const signature = signWithKey(key.privateKey, key.algorithm, attributes);
  const stamped = sha256(signature);
  const timestampToken = typeof stamp === 'object' ? timestamp(stamp, stamped, time) : stamp?.(stamped);
  return assembleSignature({
    signedAttributes: attributes,
    signature,
    algorithm: key.algorithm,
    certificates: [certificate, ...party.chain],
    ...(timestampToken && { timestampToken }),
  });
}

export type SignOptions = {
  /** The other objects of the signature's revision, given the signature dictionary's reference. */
  objects: (value: string) => Objects;
  number?: number /* of the signature dictionary */;
  entries?: string /* further entries of it */;
  subFilter?: string;
  root?: number /* of the catalogue; 1 when absent */;
  tail?: string /* white space behind the end, signed too */;
  /** The CMS, given the SHA-256 of the bytes to be signed, and these. */
  contents?: (digest: Uint8Array, content: Uint8Array) => Uint8Array;
};

const RESERVED = 8192;
const RANGE = '[0 ********** ********** **********]';

/** Appends a revision with a signature over all of it. */
export function sign(pdf: Uint8Array, options: SignOptions): Uint8Array {
  const number = options.number ?? 20;
  const subFilter = options.subFilter ?? 'ETSI.CAdES.detached';
  const type = subFilter === 'ETSI.RFC3161' ? 'DocTimeStamp' : 'Sig';
  const dictionary = `<< /Type /${type} /Filter /Adobe.PPKLite /SubFilter /${subFilter} /M (D:20260601120000Z) /ByteRange ${RANGE} /Contents <${'0'.repeat(RESERVED * 2)}> ${options.entries ?? ''} >>`;
  const objects = { ...options.objects(`${number} 0 R`), [number]: dictionary };
  const unsigned = appendRevision(pdf, objects, options.root === undefined ? {} : { root: options.root });
  const whole = bytes(latin1(unsigned) + (options.tail ?? ''));
  return fillSignature(whole, options.contents ?? (() => new Uint8Array()));
}

/** Completes the one signature dictionary that still has its placeholders. */
export function fillSignature(
  unsigned: Uint8Array,
  contents: (digest: Uint8Array, content: Uint8Array) => Uint8Array,
): Uint8Array {
  let text = latin1(unsigned);
  const rangeAt = text.indexOf(RANGE);
  const start = text.indexOf(`<${'0'.repeat(RESERVED * 2)}>`, rangeAt);
  const end = start + RESERVED * 2 + 2;
  const range = `[0 ${start} ${end} ${text.length - end}]`.padEnd(RANGE.length);
  text = text.slice(0, rangeAt) + range + text.slice(rangeAt + RANGE.length);
  const content = bytes(text.slice(0, start) + text.slice(end));
  const hex = Buffer.from(contents(sha256(content), content)).toString('hex');
  return bytes(text.slice(0, start + 1) + hex + text.slice(start + 1 + hex.length));
}

export function sha256(data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(data).digest());
}
