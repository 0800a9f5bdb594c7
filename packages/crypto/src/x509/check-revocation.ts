import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import type { ChainPurpose } from './chain-types.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import { findRevocation, type ParsedCrl, type Revocation } from './parsed-crl.ts';
import { isSignedBy } from './signed-by.ts';

/** CRLReason values, RFC 5280 §5.3.1. */
const COMPROMISE = [1, 2, 10];
const REMOVED = 8;
/** Reasons after which a TSA's earlier tokens stay good (RFC 3161 §4.1). */
const TSA_ENDED_WELL = [0, 3, 4, 5];

const KNOWN_CRL_EXTENSIONS: string[] = [
  OID.authorityKeyIdentifier,
  OID.crlNumber,
  OID.issuingDistributionPoint,
];

type RevocationInput = {
  certificate: ParsedCertificate;
  issuer: ParsedCertificate;
  crls: ParsedCrl[];
  at: Date;
  /** What the certificate itself did; `undefined` for the authorities above it. */
  purpose: ChainPurpose | undefined;
};

/**
 * Whether a certificate was revoked at a moment (RFC 5280 §6.3). A revocation known from any CRL of the issuer counts;
 * `good` needs a complete one that was fresh at that moment or made later.
 */
export function checkRevocation({
  certificate,
  issuer,
  crls,
  at,
  purpose,
}: RevocationInput): 'good' | 'revoked' | 'unknown' {
  let isKnownGood = false;
  for (const crl of crls) {
    if (!isFor(crl, certificate, issuer)) continue;
    const revocation = lookUp(crl, certificate);
    if (revocation === 'unreadable') continue;
    if (revocation && voids(revocation, at, purpose)) return 'revoked';
    if (revocation || isInformative(crl, certificate, at))
      isKnownGood ||= crl.limits?.onlySomeReasons !== true;
  }
  return isKnownGood ? 'good' : 'unknown';
}

function lookUp(crl: ParsedCrl, { serialNumber }: ParsedCertificate): Revocation | undefined | 'unreadable' {
  try {
    return findRevocation(crl, serialNumber);
  } catch (error) {
    if (error instanceof CryptoError) return 'unreadable';
    throw error;
  }
}

/** Whether a CRL speaks for this certificate and is really its issuer's. */
function isFor(crl: ParsedCrl, certificate: ParsedCertificate, issuer: ParsedCertificate): boolean {
  if (crl.issuer.key !== issuer.subject.key) return false;
  if (crl.authorityKeyId && issuer.subjectKeyId && crl.authorityKeyId !== issuer.subjectKeyId) return false;
  return canProcess(crl) && covers(crl, certificate) && maySignCrls(issuer) && isSignedBy(crl, issuer);
}

/** Delta and indirect CRLs, and those with critical extensions we don't know, must not be used (RFC 5280 §5.2). */
function canProcess({ extensions, limits }: ParsedCrl): boolean {
  if (limits?.isIndirect || limits?.onlyAttributeCertificates || extensions.has(OID.deltaCrlIndicator))
    return false;
  return [...extensions].every(([oid, { critical }]) => !critical || KNOWN_CRL_EXTENSIONS.includes(oid));
}

/** A CRL split by kind or by distribution point says nothing about the certificates of the other parts. */
function covers({ limits }: ParsedCrl, certificate: ParsedCertificate): boolean {
  if (limits === undefined) return true;
  const isCa = certificate.basicConstraints?.isCa ?? false;
  if (isCa ? limits.onlyUserCertificates : limits.onlyCaCertificates) return false;
  return limits.urls === undefined || limits.urls.some((url) => certificate.crlUrls.includes(url));
}

function maySignCrls({ keyUsage }: ParsedCertificate): boolean {
  return keyUsage?.includes('cRLSign') ?? true;
}

/**
 * Whether a certificate's absence from a CRL says something about the moment `at`: it was made after the certificate,
 * was in force then or made later, and not so late that the expired certificate may have been dropped from it.
 */
function isInformative(
  { thisUpdate, nextUpdate, expiredSince }: ParsedCrl,
  certificate: ParsedCertificate,
  at: Date,
): boolean {
  if (thisUpdate < certificate.notBefore) return false;
  const keepsExpired = expiredSince !== undefined && expiredSince <= certificate.notAfter;
  if (thisUpdate > certificate.notAfter && !keepsExpired) return false;
  return thisUpdate >= at || (nextUpdate !== undefined && at <= nextUpdate);
}

/** Whether a revocation voids what was done at `at`. */
function voids(
  { revokedAt, reason, invalidSince }: Revocation,
  at: Date,
  purpose: ChainPurpose | undefined,
): boolean {
  if (reason === REMOVED) return false;
  if (revokedAt <= at) return true;
  if (purpose === 'timestamping') return reason === undefined || !TSA_ENDED_WELL.includes(reason);
  return (
    reason !== undefined && COMPROMISE.includes(reason) && invalidSince !== undefined && invalidSince <= at
  );
}
