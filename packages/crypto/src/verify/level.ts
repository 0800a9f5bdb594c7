import { CryptoError } from '../errors.ts';
import { sameBytes } from '../pdf-reader/pdf-value.ts';
import { parseCertificate } from '../x509/parsed-certificate.ts';
import { parseCrl } from '../x509/parsed-crl.ts';
import type { CheckedSignature } from './check-signature.ts';
import type { SignatureLevel } from './report.ts';
import type { SecurityStore } from './security-store.ts';
import type { SignatureTrust } from './trust.ts';

export type LevelInput = {
  signature: CheckedSignature;
  trust: SignatureTrust;
  all: CheckedSignature[];
  /** The store as of a revision. */
  storeAt: (revision: number) => SecurityStore;
  latest: number /* index of the last revision */;
};

/** The highest baseline level a signature reaches (ETSI EN 319 142-1 §6), undefined while it isn't intact. */
export function levelOf(input: LevelInput): SignatureLevel | null {
  const { signature, all } = input;
  const { covered, parsed } = signature;
  if (!signature.intact || !covered.covered) return null;
  if (signature.documentTimestamp !== undefined) return 'timestamp';
  if (parsed === undefined) return null;
  // §6.3: the signing time belongs into /M; as a CMS attribute it takes a signature out of the baseline.
  const baseline = signature.subFilter === 'ETSI.CAdES.detached' && parsed.signingCertificate !== undefined;
  // CAdES is a profile of CMS: under other object identifiers it is none.
  if (!baseline || parsed.isNational || parsed.signingTime !== undefined) return 'CMS';
  const stamps = all.filter(
    (other) =>
      other.documentTimestamp !== undefined &&
      other.intact &&
      other.covered.covered &&
      other.covered.revision > covered.revision,
  );
  if (signature.signatureTimestamp?.intact !== true && stamps.length === 0) return 'B-B';
  if (!hasMaterial(input, input.storeAt(input.latest))) return 'B-T';
  const archived = stamps.some(
    ({ covered: later }) => later.covered && hasMaterial(input, input.storeAt(later.revision)),
  );
  return archived ? 'B-LTA' : 'B-LT';
}

/** Whether file and signature hold every certificate of the chains, and revocation data for each below the anchor. */
function hasMaterial({ signature, trust }: LevelInput, store: SecurityStore): boolean {
  const { parsed, signatureTimestamp } = signature;
  const embedded = [
    ...(parsed?.certificates ?? []),
    ...(signatureTimestamp?.certificates ?? []),
    ...store.certificates,
  ];
  const crls = [...store.crls, ...(parsed?.crls ?? [])];
  const ocsp = store.ocspResponses.length + (parsed?.ocspResponses.length ?? 0);
  if (crls.length + ocsp === 0) return false;
  const issuers = new Set(crls.map(issuerOfCrl));
  return [trust.signer, trust.timestamp].every((assessment) => {
    if (assessment === undefined) return true;
    const below = assessment.chain.length === 1 ? assessment.chain : assessment.chain.slice(0, -1);
    return below.every((certificate) => {
      if (!embedded.some((other) => sameBytes(other, certificate))) return false;
      return ocsp > 0 || issuers.has(issuerOfCertificate(certificate));
    });
  });
}

function issuerOfCrl(der: Uint8Array): string | undefined {
  return readable(() => parseCrl(der).issuer.key);
}

function issuerOfCertificate(der: Uint8Array): string | undefined {
  return readable(() => parseCertificate(der).issuer.key) ?? 'unreadable';
}

function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof CryptoError) return undefined;
    throw error;
  }
}
