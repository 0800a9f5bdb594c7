import { crlEvidence } from '../x509/check-crls.ts';
import type { ParsedCertificate } from '../x509/parsed-certificate.ts';
import type { ParsedCrl } from '../x509/parsed-crl.ts';
import { type RevocationEvidence, voids } from '../x509/revocation-evidence.ts';
import { namesIssuer } from './cert-id.ts';
import type { ParsedOcspResponse, SingleResponse } from './parsed-ocsp-response.ts';
import { authorisedResponder, isExemptFromRevocation } from './responder.ts';

type EvidenceInput = {
  certificate: ParsedCertificate;
  issuer: ParsedCertificate;
  ocsps: ParsedOcspResponse[];
  crls: ParsedCrl[];
  at: Date;
};

/** Without a nextUpdate newer information is there all the time (RFC 6960 §4.2.2.1), so an answer holds for moments only. */
const OPEN_ENDED_MS = 5 * 60 * 1000;

/** What responses say of a certificate, as far as its very issuer stands behind them (RFC 6960 §3.2). */
export function ocspEvidence(input: EvidenceInput): RevocationEvidence[] {
  const { certificate, issuer, ocsps, crls, at } = input;
  return ocsps.flatMap((response) => {
    const single = response.singles.find(
      ({ id }) => id.serialNumber === certificate.serialNumber && namesIssuer(id, issuer),
    );
    if (single === undefined || single.hasUnknownCritical || response.hasUnknownCritical) return [];
    const responder = authorisedResponder(response, issuer);
    if (responder === undefined) return [];
    if (!isResponderSound({ responder, issuer, crls, producedAt: response.producedAt })) return [];
    return toEvidence(single, certificate, at, responder.notAfter);
  });
}

function toEvidence(
  single: SingleResponse,
  certificate: ParsedCertificate,
  at: Date,
  responderUntil: Date,
): RevocationEvidence[] {
  const { status, revokedAt, reason, invalidSince, thisUpdate } = single;
  const known = { source: 'ocsp' as const, issuedAt: thisUpdate, number: undefined };
  if (status === 'revoked' && revokedAt) {
    return [{ ...known, revocation: { revokedAt, reason, invalidSince }, isConclusive: true }];
  }
  if (status !== 'good' || !isInformative(single, certificate, at, responderUntil)) return [];
  return [{ ...known, revocation: undefined, isConclusive: true }];
}

/**
 * Whether `good` says something about the moment `at`: it was said after the certificate was issued, was in force then or
 * said later, and not so late that the responder may have forgotten an expired certificate (RFC 6960 §4.4.4). An answer is in
 * force no longer than the certificate of who gave it.
 */
function isInformative(
  { thisUpdate, nextUpdate, archiveCutoff }: SingleResponse,
  { notBefore, notAfter }: ParsedCertificate,
  at: Date,
  responderUntil: Date,
): boolean {
  if (thisUpdate < notBefore) return false;
  const keepsExpired = archiveCutoff !== undefined && archiveCutoff <= notAfter;
  if (thisUpdate > notAfter && !keepsExpired) return false;
  const until = nextUpdate ?? new Date(thisUpdate.getTime() + OPEN_ENDED_MS);
  return thisUpdate >= at || (at <= until && at <= responderUntil);
}

type ResponderInput = {
  responder: ParsedCertificate;
  issuer: ParsedCertificate;
  crls: ParsedCrl[];
  producedAt: Date;
};

/**
 * Whether a responder's certificate can be relied on for what it signed: not listed as revoked, and either exempt from being
 * looked up or shown good by a CRL (RFC 6960 §4.2.2.2.1). One whose key may be compromised could have made any answer.
 */
export function isResponderSound({ responder, issuer, crls, producedAt }: ResponderInput): boolean {
  if (Buffer.compare(responder.publicKey, issuer.publicKey) === 0) return true;
  const evidence = crlEvidence({ certificate: responder, issuer, crls, at: producedAt });
  const isVoid = evidence.some(
    ({ revocation }) => revocation && voids(revocation, producedAt, 'timestamping'),
  );
  if (isVoid) return false;
  return isExemptFromRevocation(responder) || evidence.some(({ isConclusive }) => isConclusive);
}
