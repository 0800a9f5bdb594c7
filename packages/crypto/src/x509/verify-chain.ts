import { CryptoError } from '../errors.ts';
import { buildPaths } from './build-paths.ts';
import type { ChainInput, ChainReason, ChainResult } from './chain-types.ts';
import { type ParsedCertificate, parseCertificate } from './parsed-certificate.ts';
import { type ParsedCrl, parseCrl } from './parsed-crl.ts';
import { validatePath } from './validate-path.ts';

/** Reasons that are remarks: with no other reason the chain is trusted. */
const NOTES: ChainReason[] = ['REVOCATION_UNKNOWN', 'WEAK_ALGORITHM', 'MIXED_ALGORITHMS'];

/**
 * Builds and validates a path from a certificate to a trust anchor for a purpose at a moment (RFC 5280 §6, RFC 3161 §2.3).
 * `trusted`: a path holds, perhaps with remarks; `untrusted`: something speaks against it; `unknown`: no anchor was reached.
 * Unreadable intermediates and CRLs are passed over, since they come from the file under examination.
 * Never throws for what stands in certificates or CRLs; a trust anchor that is unreadable is the caller's error.
 * @throws CryptoError CERTIFICATE_INVALID for an unreadable trust anchor
 */
export function verifyChain({ leaf, intermediates, trust, crls, at, purpose }: ChainInput): ChainResult {
  const anchors = trust.map(parseCertificate);
  const certificate = readable(leaf, parseCertificate);
  if (certificate === undefined)
    return { status: 'untrusted', reasons: ['CERTIFICATE_UNREADABLE'], chain: [leaf] };
  const { paths, hasForgery } = buildPaths(
    certificate,
    readableOnes(intermediates, parseCertificate),
    anchors,
  );
  if (paths.length === 0) {
    const reason = hasForgery ? 'CERTIFICATE_SIGNATURE_WRONG' : 'NO_TRUST_ANCHOR';
    return { status: hasForgery ? 'untrusted' : 'unknown', reasons: [reason], chain: [leaf] };
  }
  const parsedCrls = readableOnes(crls, parseCrl);
  const results = paths.map((path) => judge(path, validatePath({ path, crls: parsedCrls, at, purpose })));
  return results.find(({ status }) => status === 'trusted') ?? results[0] ?? noPath(leaf);
}

function judge(path: ParsedCertificate[], reasons: ChainReason[]): ChainResult {
  const isTrusted = reasons.every((reason) => NOTES.includes(reason));
  return { status: isTrusted ? 'trusted' : 'untrusted', reasons, chain: path.map(({ der }) => der) };
}

function noPath(leaf: Uint8Array): ChainResult {
  return { status: 'unknown', reasons: ['NO_TRUST_ANCHOR'], chain: [leaf] };
}

function readableOnes<T extends ParsedCertificate | ParsedCrl>(
  ders: Uint8Array[],
  parse: (der: Uint8Array) => T,
): T[] {
  return ders.map((der) => readable(der, parse)).filter((parsed) => parsed !== undefined);
}

function readable<T>(der: Uint8Array, parse: (der: Uint8Array) => T): T | undefined {
  try {
    return parse(der);
  } catch (error) {
    if (error instanceof CryptoError) return undefined;
    throw error;
  }
}
