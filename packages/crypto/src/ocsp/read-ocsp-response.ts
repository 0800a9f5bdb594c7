import { CryptoError } from '../errors.ts';
import { type ParsedCertificate, parseCertificate } from '../x509/parsed-certificate.ts';
import { parseCrl } from '../x509/parsed-crl.ts';
import { namesIssuer } from './cert-id.ts';
import { isResponderSound } from './ocsp-evidence.ts';
import { type ParsedOcspResponse, parseOcspResponse, type SingleResponse } from './parsed-ocsp-response.ts';
import { authorisedResponder } from './responder.ts';
import { failureName, isPassing } from './response-status.ts';

export type OcspReadInput = {
  response: Uint8Array /* as received, not trusted */;
  certificate: Uint8Array /* the one asked about, DER */;
  issuer: Uint8Array /* who signed it, DER */;
  nonce?: Uint8Array /* as in the request */;
  /** An answer without the nonce is one made in advance (RFC 5019 §2.2.1): as fresh as its times say. `require` refuses it. */
  nonceCheck?: 'if-present' | 'require';
  crls?: Uint8Array[] /* of the issuer: for a responder that isn't exempt from revocation */;
  now: Date;
  toleranceSeconds?: number /* how far clocks may differ; 300 by default */;
  maxAgeSeconds?: number /* of an answer that doesn't say until when it holds; 3600 by default */;
};

/** What a responder said about the certificate, after all checks. */
export type OcspAnswer = {
  status: 'good' | 'revoked' | 'unknown';
  revokedAt: Date | undefined;
  reason: number | undefined /* CRLReason, RFC 5280 §5.3.1 */;
  producedAt: Date;
  thisUpdate: Date;
  nextUpdate: Date | undefined;
  responder: Uint8Array /* certificate of who signed it, DER */;
  nonceMatched: boolean;
};

/**
 * Reads a responder's answer and checks all that RFC 6960 §3.2 asks of a client: it is a successful one, about this
 * certificate, signed by the issuer itself or by who this issuer certified for it, repeats the nonce, and is fresh now.
 * @throws CryptoError OCSP_REFUSED (no answer, with its status; retryable where that may pass), OCSP_INVALID, OCSP_MISMATCH (an
 *   answer to something else), OCSP_UNTRUSTWORTHY (responder or signature), OCSP_STALE, CERTIFICATE_INVALID (what is asked about)
 */
export function readOcspResponse(input: OcspReadInput): OcspAnswer {
  const certificate = parseCertificate(input.certificate);
  const issuer = parseCertificate(input.issuer);
  const basic = successful(input.response);
  const single = answerAbout(basic, certificate, issuer);
  const responder = authorisedResponder(basic, issuer);
  if (responder === undefined) {
    throw untrustworthy('is not signed by the issuer, nor by a responder that the issuer certified for it');
  }
  if (basic.hasUnknownCritical || single.hasUnknownCritical) {
    throw untrustworthy('has a critical extension nobody knows');
  }
  const crls = (input.crls ?? []).map(parseCrl);
  if (!isResponderSound({ responder, issuer, crls, producedAt: basic.producedAt })) {
    throw untrustworthy('is signed by a responder that was revoked, or for which that is not known');
  }
  const nonceMatched = checkNonce(basic, input);
  checkTimes(single, basic, input);
  const { status, revokedAt, reason, thisUpdate, nextUpdate } = single;
  const { producedAt } = basic;
  return {
    status,
    revokedAt,
    reason,
    producedAt,
    thisUpdate,
    nextUpdate,
    responder: responder.der,
    nonceMatched,
  };
}

/**
 * What an answer says, unchecked, as a cache has to know it: how long it may be kept (RFC 5019 §6), and whether it is for one
 * requester alone. `undefined` for one that answers nothing.
 * @throws CryptoError OCSP_INVALID
 */
export function describeOcspResponse(response: Uint8Array): OcspDescription | undefined {
  const { basic } = parseOcspResponse(response);
  if (basic === undefined) return undefined;
  const { producedAt, singles, nonce } = basic;
  const ends = singles.flatMap(({ nextUpdate }) => nextUpdate?.getTime() ?? []);
  const nextUpdate = ends.length > 0 ? new Date(Math.min(...ends)) : undefined;
  const statuses = singles.map(({ status }) => status);
  return { producedAt, nextUpdate, hasNonce: nonce !== undefined, statuses };
}

export type OcspDescription = {
  producedAt: Date;
  nextUpdate: Date | undefined /* the first, of several answers */;
  hasNonce: boolean;
  statuses: OcspAnswer['status'][] /* in the order of the request */;
};

function successful(response: Uint8Array): ParsedOcspResponse {
  const { status, basic } = parseOcspResponse(response);
  if (basic !== undefined) return basic;
  throw new CryptoError('OCSP_REFUSED', `The OCSP responder gave no answer: ${failureName(status)}.`, {
    retryable: isPassing(status),
  });
}

function answerAbout(
  { singles }: ParsedOcspResponse,
  certificate: ParsedCertificate,
  issuer: ParsedCertificate,
): SingleResponse {
  const found = singles.find(
    ({ id }) => id.serialNumber === certificate.serialNumber && namesIssuer(id, issuer),
  );
  if (found === undefined) throw mismatch('is about other certificates');
  return found;
}

function checkNonce(
  { nonce: given }: ParsedOcspResponse,
  { nonce, nonceCheck = 'if-present' }: OcspReadInput,
): boolean {
  if (nonce === undefined) return false;
  if (given !== undefined && Buffer.compare(given, nonce) === 0) return true;
  if (given !== undefined) throw mismatch('repeats another nonce');
  if (nonceCheck === 'require') throw mismatch("doesn't repeat the nonce");
  return false;
}

/** RFC 6960 §4.2.2.1, RFC 5019 §4. */
function checkTimes(single: SingleResponse, { producedAt }: ParsedOcspResponse, input: OcspReadInput): void {
  const { now, toleranceSeconds = 300, maxAgeSeconds = 3600 } = input;
  const tolerance = toleranceSeconds * 1000;
  const until = single.nextUpdate?.getTime() ?? single.thisUpdate.getTime() + maxAgeSeconds * 1000;
  const latest = Math.max(single.thisUpdate.getTime(), producedAt.getTime());
  if (latest > now.getTime() + tolerance) throw stale('lies in the future');
  if (until < now.getTime() - tolerance) throw stale('is out of date');
}

function mismatch(what: string): CryptoError {
  return new CryptoError('OCSP_MISMATCH', `The OCSP responder's answer ${what}. Don't use it.`);
}

function untrustworthy(what: string): CryptoError {
  return new CryptoError('OCSP_UNTRUSTWORTHY', `The OCSP responder's answer ${what}. Don't use it.`);
}

function stale(what: string): CryptoError {
  return new CryptoError(
    'OCSP_STALE',
    `The OCSP responder's answer ${what}. Ask again, or check the clock.`,
    {
      retryable: true,
    },
  );
}
