import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import { findRevocation, type ParsedCrl, type Revocation } from './parsed-crl.ts';
import type { RevocationEvidence } from './revocation-evidence.ts';
import { isSignedBy } from './signed-by.ts';

const KNOWN_CRL_EXTENSIONS: string[] = [
  OID.authorityKeyIdentifier,
  OID.crlNumber,
  OID.issuingDistributionPoint,
];

type CrlInput = { certificate: ParsedCertificate; issuer: ParsedCertificate; crls: ParsedCrl[]; at: Date };

/** What CRLs say of a certificate, as far as they are its issuer's and speak for it (RFC 5280 §6.3). */
export function crlEvidence({ certificate, issuer, crls, at }: CrlInput): RevocationEvidence[] {
  return crls.flatMap((crl) => {
    if (!isOf(crl, issuer) || !canProcess(crl) || !covers(crl, certificate)) return [];
    if (!maySignCrls(issuer) || !isSignedBy(crl, issuer)) return [];
    const revocation = lookUp(crl, certificate);
    if (revocation === 'unreadable') return [];
    const isConclusive =
      (revocation !== undefined || isInformative(crl, certificate, at)) && !crl.limits?.onlySomeReasons;
    return [
      { source: 'crl' as const, issuedAt: crl.thisUpdate, number: crl.number, revocation, isConclusive },
    ];
  });
}

/** Whether one of the issuer's CRLs is of a kind that must not be used alone: delta, indirect, or critically unknown. */
export function hasUnsupportedCrl(crls: ParsedCrl[], issuer: ParsedCertificate): boolean {
  return crls.some((crl) => isOf(crl, issuer) && !canProcess(crl));
}

function lookUp(crl: ParsedCrl, { serialNumber }: ParsedCertificate): Revocation | undefined | 'unreadable' {
  try {
    return findRevocation(crl, serialNumber);
  } catch (error) {
    if (error instanceof CryptoError) return 'unreadable';
    throw error;
  }
}

function isOf(crl: ParsedCrl, issuer: ParsedCertificate): boolean {
  if (crl.issuer.key !== issuer.subject.key) return false;
  return !crl.authorityKeyId || !issuer.subjectKeyId || crl.authorityKeyId === issuer.subjectKeyId;
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
