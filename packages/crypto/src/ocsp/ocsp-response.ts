import {
  bitString,
  encodeTag,
  generalizedTime,
  objectIdentifier,
  octetString,
  sequence,
  tagged,
  taggedPrimitive,
} from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import type { SigningKey } from '../keys/key-algorithm.ts';
import { publicKeyOf, signWithKey } from '../keys/sign-with-key.ts';
import { signatureIdentifier } from '../keys/signature-scheme.ts';
import { extension } from '../x509/certificate-profiles.ts';
import { checkKeysMatch } from '../x509/issue-certificate.ts';
import { type ParsedCertificate, parseCertificate } from '../x509/parsed-certificate.ts';
import { type CertId, keyHash, namesIssuer } from './cert-id.ts';
import { type ParsedOcspRequest, readOcspRequest } from './ocsp-request.ts';
import { mayRespondFor } from './responder.ts';
import { type OcspFailure, ocspFailure } from './response-status.ts';

/** What an authority knows of one of its certificates (RFC 6960 §2.2). `unknown`: it never issued it. */
export type OcspStatus =
  | { status: 'good' }
  | { status: 'revoked'; revokedAt: Date; reason?: number /* CRLReason, RFC 5280 §5.3.1 */ }
  | { status: 'unknown' };

export type OcspResponseInput = {
  request: Uint8Array /* OCSPRequest DER, not trusted */;
  issuer: Uint8Array /* certificate of the CA that is spoken for, DER */;
  /** The issuer itself, or who it certified for OCSP signing (profile `ocsp-responder`). */
  responder: SigningKey & { certificate: Uint8Array };
  /** @param serialNumber hex, as `describeCertificate` writes it */
  statusOf: (serialNumber: string) => OcspStatus | Promise<OcspStatus>;
  producedAt: Date;
  thisUpdate: Date /* when what is said was known to be right */;
  nextUpdate: Date /* when something newer will be there at the latest */;
  /** Certificates that expired since then are still answered for (RFC 6960 §4.4.4): of a CA that forgets none, its own start. */
  archiveCutoff?: Date;
};

/** CRLReason without 7 (unused), RFC 5280 §5.3.1. */
const REASONS = [0, 1, 2, 3, 4, 5, 6, 8, 9, 10];

/**
 * Answers an OCSPRequest for one CA (RFC 6960 §4.2, RFC 5019 §2.2, nonce by RFC 9654); returns OCSPResponse DER. What can't
 * be read gets `malformedRequest`, what asks about none of the CA's certificates `unauthorized`: both unsigned, not an error.
 * @throws CryptoError OCSP_INPUT_INVALID, KEY_INVALID, CERTIFICATE_INVALID for the responder's own side
 */
export async function ocspResponse(input: OcspResponseInput): Promise<Uint8Array> {
  const issuer = parseCertificate(input.issuer);
  const responder = parseCertificate(input.responder.certificate);
  checkResponder(input, issuer, responder);
  const request = readRequest(input.request);
  if (typeof request === 'string') return ocspFailure(request);
  if (!request.ids.some((id) => namesIssuer(id, issuer))) return ocspFailure('unauthorized');
  const singles: Uint8Array[] = [];
  for (const id of request.ids) {
    const known = namesIssuer(id, issuer) ? await input.statusOf(id.serialNumber) : undefined;
    singles.push(encodeSingle(id, known ?? { status: 'unknown' }, input));
  }
  return encodeBasic(input, responder, request, singles);
}

/**
 * Whether a request asks about certificates of this CA: for a responder that speaks for several. False for what is unreadable.
 * @throws CryptoError CERTIFICATE_INVALID
 */
export function asksAbout(request: Uint8Array, issuer: Uint8Array): boolean {
  const read = readRequest(request);
  const authority = parseCertificate(issuer);
  return typeof read !== 'string' && read.ids.some((id) => namesIssuer(id, authority));
}

function readRequest(der: Uint8Array): ParsedOcspRequest | OcspFailure {
  try {
    return readOcspRequest(der);
  } catch (error) {
    if (error instanceof CryptoError) return 'malformedRequest';
    throw error;
  }
}

function checkResponder(
  { responder: key, producedAt, thisUpdate, nextUpdate }: OcspResponseInput,
  issuer: ParsedCertificate,
  responder: ParsedCertificate,
): void {
  if (!mayRespondFor(responder, issuer, producedAt)) {
    throw inputInvalid('The responder is neither the issuer nor certified by it for OCSP signing now.');
  }
  if (!(thisUpdate <= producedAt && producedAt < nextUpdate)) {
    throw inputInvalid('An answer is produced after its thisUpdate and before its nextUpdate.');
  }
  checkKeysMatch(responder.publicKey, publicKeyOf(key));
}

function encodeSingle(id: CertId, status: OcspStatus, input: OcspResponseInput): Uint8Array {
  const { thisUpdate, nextUpdate, archiveCutoff } = input;
  return sequence(
    id.raw,
    encodeStatus(status),
    wholeTime(thisUpdate),
    tagged(0, wholeTime(nextUpdate)),
    ...(archiveCutoff
      ? [tagged(1, sequence(extension(OID.ocspArchiveCutoff, wholeTime(archiveCutoff))))]
      : []),
  );
}

function encodeStatus(status: OcspStatus): Uint8Array {
  switch (status.status) {
    case 'good':
      return taggedPrimitive(0, new Uint8Array());
    case 'unknown':
      return taggedPrimitive(2, new Uint8Array());
    case 'revoked':
      return tagged(1, wholeTime(status.revokedAt), ...encodeReason(status.reason));
  }
}

/** Left out where there is none to tell, as in a CRL (RFC 5280 §5.3.1). */
function encodeReason(reason = 0): Uint8Array[] {
  if (!REASONS.includes(reason)) throw inputInvalid(`${reason} is not a reason for a revocation.`);
  return reason === 0 ? [] : [tagged(0, encodeTag(0x0a, Uint8Array.of(reason)))];
}

function encodeBasic(
  input: OcspResponseInput,
  responder: ParsedCertificate,
  { nonceExtension }: ParsedOcspRequest,
  singles: Uint8Array[],
): Uint8Array {
  const { privateKey, algorithm } = input.responder;
  const identifier = signatureIdentifier(algorithm);
  const data = sequence(
    // SHA-1 whatever else is used (RFC 6960 §4.2.1): it only says whose key to look for.
    tagged(2, octetString(keyHash(responder, 'SHA-1'))),
    wholeTime(input.producedAt),
    sequence(...singles),
    ...(nonceExtension ? [tagged(1, sequence(nonceExtension))] : []),
  );
  const isDelegated = Buffer.compare(input.responder.certificate, input.issuer) !== 0;
  const basic = sequence(
    data,
    identifier,
    bitString(signWithKey(privateKey, algorithm, data)),
    ...(isDelegated ? [tagged(0, sequence(input.responder.certificate))] : []),
  );
  const bytes = sequence(objectIdentifier(OID.ocspBasic), octetString(basic));
  return sequence(encodeTag(0x0a, Uint8Array.of(0)), tagged(0, bytes));
}

/** Without fractions of seconds (RFC 5019 §2.2.4). */
function wholeTime(time: Date): Uint8Array {
  return generalizedTime(new Date(Math.floor(time.getTime() / 1000) * 1000));
}

function inputInvalid(message: string): CryptoError {
  return new CryptoError('OCSP_INPUT_INVALID', message);
}
