import { OID } from '../asn1/oids.ts';
import { isSm2Key } from '../keys/sm2-identity.ts';
import type { ParsedOcspResponse } from '../ocsp/parsed-ocsp-response.ts';
import type { ChainPurpose, ChainReason, RevocationFinding } from './chain-types.ts';
import { checkRevocation, type UndatedData } from './check-revocation.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import type { ParsedCrl } from './parsed-crl.ts';
import { usableKey } from './signed-by.ts';

/** Extensions we process, or whose meaning for us (any policy will do) is settled (RFC 5280 §4.2). */
const KNOWN_EXTENSIONS: string[] = [
  OID.authorityKeyIdentifier,
  OID.subjectKeyIdentifier,
  OID.keyUsage,
  OID.extendedKeyUsage,
  OID.basicConstraints,
  OID.certificatePolicies,
  OID.subjectAltName,
  OID.crlDistributionPoints,
  OID.authorityInfoAccess,
];

/** Purposes under which software in the field signs documents. */
const DOCUMENT_PURPOSES: string[] = [
  OID.documentSigning,
  OID.emailProtection,
  OID.microsoftDocumentSigning,
  OID.adobeAuthenticDocuments,
  OID.anyExtendedKeyUsage,
];

const MIN_RSA_BITS = 2048;

export type PathInput = {
  path: ParsedCertificate[] /* leaf first, anchor last; signatures already checked */;
  crls: ParsedCrl[];
  ocsps: ParsedOcspResponse[];
  undated: UndatedData;
  at: Date;
  isProven: boolean;
  purpose: ChainPurpose;
};

/** Everything that speaks against a path or is worth a remark, each reason once. */
export function validatePath(input: PathInput, revocation: RevocationFinding[]): ChainReason[] {
  const { path, at, purpose } = input;
  const reasons = new Set<ChainReason>();
  path.forEach((certificate, depth) => {
    const isAnchor = depth === path.length - 1;
    for (const reason of validityReasons(certificate, at)) reasons.add(reason);
    if (hasUnknownCritical(certificate)) reasons.add('CRITICAL_EXTENSION_UNKNOWN');
    if (isWeak(certificate, isAnchor)) reasons.add('WEAK_ALGORITHM');
    if (depth > 0) for (const reason of authorityReasons(path, depth, purpose)) reasons.add(reason);
  });
  if (isMixed(path)) reasons.add('MIXED_ALGORITHMS');
  for (const reason of leafReasons(path[0], purpose)) reasons.add(reason);
  for (const reason of revocationReasons(revocation)) reasons.add(reason);
  return [...reasons];
}

function* validityReasons({ notBefore, notAfter }: ParsedCertificate, at: Date): Generator<ChainReason> {
  if (at < notBefore) yield 'NOT_YET_VALID';
  if (at > notAfter) yield 'EXPIRED';
}

function hasUnknownCritical({ extensions }: ParsedCertificate): boolean {
  return [...extensions].some(([oid, { critical }]) => critical && !KNOWN_EXTENSIONS.includes(oid));
}

/** An anchor is trusted for itself, so its own signature doesn't matter; its key does. */
function isWeak(certificate: ParsedCertificate, isAnchor: boolean): boolean {
  const bits = usableKey(certificate)?.asymmetricKeyDetails?.modulusLength;
  return (bits !== undefined && bits < MIN_RSA_BITS) || (!isAnchor && certificate.scheme?.digest === 'SHA-1');
}

/** RFC 5280 lets every issuer have an algorithm of its own; who relies on SM2 wants it up to the root (GB/T 20518). */
function isMixed(path: ParsedCertificate[]): boolean {
  const ofSm2 = path.filter((certificate) => {
    const key = usableKey(certificate);
    return key !== undefined && isSm2Key(key);
  });
  return ofSm2.length > 0 && ofSm2.length < path.length;
}

/** RFC 5280 §6.1.4 (k)–(n): who issues must be an authority, allowed to issue, with room for those below it. */
function* authorityReasons(
  path: ParsedCertificate[],
  depth: number,
  purpose: ChainPurpose,
): Generator<ChainReason> {
  const authority = path[depth];
  if (authority === undefined) return;
  const { basicConstraints, keyUsage, extendedKeyUsage, extensions } = authority;
  const isOldAnchor = depth === path.length - 1 && extensions.size === 0;
  if (!basicConstraints?.isCa && !isOldAnchor) yield 'NOT_A_CA';
  if (keyUsage && !keyUsage.includes('keyCertSign')) yield 'KEY_USAGE';
  if (extendedKeyUsage && !permits(extendedKeyUsage, [...purposesFor(purpose), OID.anyExtendedKeyUsage])) {
    yield 'EXTENDED_KEY_USAGE';
  }
  const below = path.slice(1, depth).filter(({ subject, issuer }) => subject.key !== issuer.key).length;
  if (basicConstraints?.pathLength !== undefined && below > basicConstraints.pathLength)
    yield 'PATH_TOO_LONG';
}

function* leafReasons(leaf: ParsedCertificate | undefined, purpose: ChainPurpose): Generator<ChainReason> {
  const { keyUsage, extendedKeyUsage } = leaf ?? {};
  if (keyUsage && !keyUsage.includes('digitalSignature') && !keyUsage.includes('nonRepudiation'))
    yield 'KEY_USAGE';
  if (purpose === 'timestamping') {
    if (!leaf || !isForTimestampingAlone(leaf)) yield 'EXTENDED_KEY_USAGE';
  } else if (extendedKeyUsage && !permits(extendedKeyUsage, purposesFor(purpose))) {
    yield 'EXTENDED_KEY_USAGE';
  }
}

/** RFC 3161 §2.3: the only purpose, and a critical extension. */
export function isForTimestampingAlone({ extendedKeyUsage, extensions }: ParsedCertificate): boolean {
  const isOnlyPurpose = extendedKeyUsage?.length === 1 && extendedKeyUsage[0] === OID.timeStamping;
  return isOnlyPurpose && extensions.get(OID.extendedKeyUsage)?.critical === true;
}

function purposesFor(purpose: ChainPurpose): string[] {
  return purpose === 'timestamping' ? [OID.timeStamping] : DOCUMENT_PURPOSES;
}

function permits(extendedKeyUsage: string[], purposes: string[]): boolean {
  return extendedKeyUsage.some((oid) => purposes.includes(oid));
}

/** What is known of the revocation of each certificate below the anchor. */
export function revocationOf(input: PathInput): RevocationFinding[] {
  const { path, crls, ocsps, undated, at, isProven, purpose } = input;
  return path.slice(0, -1).flatMap((certificate, depth) => {
    const issuer = path[depth + 1];
    if (issuer === undefined) return [];
    const own = depth === 0 && !isProven ? purpose : undefined;
    return [checkRevocation({ certificate, issuer, crls, ocsps, undated, at, purpose: own })];
  });
}

function* revocationReasons(findings: RevocationFinding[]): Generator<ChainReason> {
  for (const { status, hasUnsupportedCrl } of findings) {
    if (status === 'revoked') yield 'REVOKED';
    if (status === 'on-hold') yield 'ON_HOLD';
    if (status === 'unknown') yield 'REVOCATION_UNKNOWN';
    if (hasUnsupportedCrl) yield 'CRL_UNSUPPORTED';
  }
}
