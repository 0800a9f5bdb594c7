import { ocspEvidence } from '../ocsp/ocsp-evidence.ts';
import type { ParsedOcspResponse } from '../ocsp/parsed-ocsp-response.ts';
import type { ChainPurpose, RevocationFinding } from './chain-types.ts';
import { crlEvidence, hasUnsupportedCrl } from './check-crls.ts';
import type { ParsedCertificate } from './parsed-certificate.ts';
import type { ParsedCrl } from './parsed-crl.ts';
import { isNewer, ON_HOLD, type RevocationEvidence, voids } from './revocation-evidence.ts';

/** What cannot be shown to be older than its issuer's expiry. */
export type UndatedData = { crls: ParsedCrl[]; ocsps: ParsedOcspResponse[] };

type RevocationInput = {
  certificate: ParsedCertificate;
  issuer: ParsedCertificate;
  crls: ParsedCrl[];
  ocsps: ParsedOcspResponse[];
  undated?: UndatedData;
  at: Date;
  /** What the certificate itself did; `undefined` for the authorities above it. */
  purpose: ChainPurpose | undefined;
};

/**
 * Whether a certificate was revoked at a moment (RFC 5280 §6.3, RFC 6960 §3.2). A revocation known from any CRL or OCSP response
 * of the issuer counts; `good` needs one that was fresh at that moment or made later. A hold counts until something newer
 * says that it was lifted. What nobody can date is heard last, and only against the certificate.
 */
export function checkRevocation(input: RevocationInput): RevocationFinding {
  const { at, purpose, crls, issuer } = input;
  const evidence = [...crlEvidence(input), ...ocspEvidence(input)];
  const against = evidence.filter(({ revocation }) => revocation && voids(revocation, at, purpose));
  const final = against.find(({ revocation }) => revocation?.reason !== ON_HOLD);
  if (final) return finding('revoked', final);
  const good = newest(evidence.filter((each) => each.isConclusive && !against.includes(each)));
  const hold = newest(against);
  if (hold && !(good && isNewer(good, hold))) return finding('on-hold', hold);
  if (good) return finding('good', good);
  const suspected = input.undated && revocationAmong({ ...input, ...input.undated });
  if (suspected) return finding('revoked', suspected);
  return { ...NOTHING_KNOWN, hasUnsupportedCrl: hasUnsupportedCrl(crls, issuer) };
}

function revocationAmong(input: RevocationInput): RevocationEvidence | undefined {
  const evidence = [...crlEvidence(input), ...ocspEvidence(input)];
  return evidence.find(
    ({ revocation }) =>
      revocation && revocation.reason !== ON_HOLD && voids(revocation, input.at, input.purpose),
  );
}

const NOTHING_KNOWN = {
  status: 'unknown' as const,
  source: undefined,
  thisUpdate: undefined,
  revokedAt: undefined,
  reason: undefined,
};

function finding(
  status: RevocationFinding['status'],
  { source, issuedAt, revocation }: RevocationEvidence,
): RevocationFinding {
  return {
    status,
    source,
    thisUpdate: issuedAt,
    revokedAt: revocation?.revokedAt,
    reason: revocation?.reason,
    hasUnsupportedCrl: false,
  };
}

function newest(evidence: RevocationEvidence[]): RevocationEvidence | undefined {
  return evidence.reduce<RevocationEvidence | undefined>(
    (best, each) => (best === undefined || isNewer(each, best) ? each : best),
    undefined,
  );
}
