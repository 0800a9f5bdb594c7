import { buildPaths } from './build-paths.ts';
import type { ChainInput, ChainReason, ChainResult } from './chain-types.ts';
import type { UndatedData } from './check-revocation.ts';
import { parseCertificate } from './parsed-certificate.ts';
import { readCertificate, readCrl, readOcspResponse } from './read-once.ts';
import { type PathInput, revocationOf, validatePath } from './validate-path.ts';

/** Reasons that are remarks: with no other reason the chain is trusted. */
const NOTES: ChainReason[] = ['REVOCATION_UNKNOWN', 'CRL_UNSUPPORTED', 'WEAK_ALGORITHM', 'MIXED_ALGORITHMS'];
/** Reasons that leave it open, and may pass. */
const OPEN: ChainReason[] = ['ON_HOLD'];

/**
 * Builds and validates a path from a certificate to a trust anchor for a purpose at a moment (RFC 5280 §6, RFC 3161 §2.3).
 * `trusted`: a path holds, perhaps with remarks; `untrusted`: something speaks against it; `unknown`: no anchor was reached, or a
 * certificate was on hold.
 * Unreadable intermediates, CRLs and OCSP responses are passed over, since they come from the file under examination.
 * Never throws for what stands in them; a trust anchor that is unreadable is the caller's error.
 * @throws CryptoError CERTIFICATE_INVALID for an unreadable trust anchor
 */
export function verifyChain(input: ChainInput): ChainResult {
  const { leaf, intermediates, trust, crls, at, isProven = false, purpose } = input;
  const anchors = trust.map(parseCertificate);
  const certificate = readCertificate(leaf);
  if (certificate === undefined)
    return { status: 'untrusted', reasons: ['CERTIFICATE_UNREADABLE'], chain: [leaf], revocation: [] };
  const { paths, hasForgery } = buildPaths(
    certificate,
    intermediates.flatMap((der) => readCertificate(der) ?? []),
    anchors,
  );
  if (paths.length === 0) {
    const reason = hasForgery ? 'CERTIFICATE_SIGNATURE_WRONG' : 'NO_TRUST_ANCHOR';
    return { status: hasForgery ? 'untrusted' : 'unknown', reasons: [reason], chain: [leaf], revocation: [] };
  }
  const dated = readData(crls, input.ocsps ?? []);
  const undated = readData(input.undated?.crls ?? [], input.undated?.ocsps ?? []);
  const results = paths.map((path) => judge({ path, ...dated, undated, at, isProven, purpose }));
  return results.find(({ status }) => status === 'trusted') ?? results[0] ?? noPath(leaf);
}

function readData(crls: Uint8Array[], ocsps: Uint8Array[]): UndatedData {
  return {
    crls: crls.flatMap((der) => readCrl(der) ?? []),
    ocsps: ocsps.flatMap((der) => readOcspResponse(der)?.basic ?? []),
  };
}

function judge(input: PathInput): ChainResult {
  const revocation = revocationOf(input);
  const reasons = validatePath(input, revocation);
  const serious = reasons.filter((reason) => !NOTES.includes(reason));
  const isOpen = serious.every((reason) => OPEN.includes(reason));
  const status = serious.length === 0 ? 'trusted' : isOpen ? 'unknown' : 'untrusted';
  return { status, reasons, chain: input.path.map(({ der }) => der), revocation };
}

function noPath(leaf: Uint8Array): ChainResult {
  return { status: 'unknown', reasons: ['NO_TRUST_ANCHOR'], chain: [leaf], revocation: [] };
}
