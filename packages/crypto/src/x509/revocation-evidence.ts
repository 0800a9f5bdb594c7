import type { ChainPurpose } from './chain-types.ts';
import type { Revocation } from './parsed-crl.ts';

/** What one CRL or OCSP response, checked as to who made it, says of a certificate. */
export type RevocationEvidence = {
  source: 'crl' | 'ocsp';
  issuedAt: Date /* thisUpdate */;
  number: bigint | undefined /* of a CRL */;
  revocation: Revocation | undefined /* undefined: it isn't listed, or said to be good */;
  /** Whether it shows that the certificate wasn't revoked at the moment asked about, were there nothing in `revocation`. */
  isConclusive: boolean;
};

/** CRLReason values, RFC 5280 §5.3.1. */
export const ON_HOLD = 6;
const REMOVED = 8;
const COMPROMISE = [1, 2, 10];
/** Reasons after which a TSA's earlier tokens stay good (RFC 3161 §4.1). */
const TSA_ENDED_WELL = [0, 3, 4, 5];

/** Whether a revocation voids what was done at `at`. */
export function voids(
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

/** Of two CRLs the one with the higher number is newer (RFC 5280 §5.2.3); anything else goes by its time. */
export function isNewer(a: RevocationEvidence, b: RevocationEvidence): boolean {
  if (a.number !== undefined && b.number !== undefined) return a.number > b.number;
  return a.issuedAt > b.issuedAt;
}
