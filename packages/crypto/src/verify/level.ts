import { proveChain } from '../x509/prove-chain.ts';
import { isSelfIssued } from '../x509/self-issued.ts';
import { joinData, type ValidationData } from '../x509/validation-data.ts';
import type { CheckedSignature } from './check-signature.ts';
import type { SignatureLevel } from './report.ts';
import { broughtBy, type SecurityStore, storedFor } from './security-store.ts';
import type { SignatureTrust } from './trust.ts';

export type LevelInput = {
  signature: CheckedSignature;
  trust: SignatureTrust;
  /** Trust anchors, DER. The level is a matter of form, for which any root in the file will do too. */
  anchors: Uint8Array[];
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
  const stamps = all.flatMap(({ documentTimestamp, intact, covered: later }) =>
    documentTimestamp && intact && later.covered && later.revision > covered.revision
      ? [{ time: documentTimestamp.time, revision: later.revision }]
      : [],
  );
  const times = stamps.map(({ time }) => time.getTime());
  const own = signature.signatureTimestamp;
  const provenAt =
    own?.intact === true ? own.time : times.length > 0 ? new Date(Math.min(...times)) : undefined;
  if (provenAt === undefined) return 'B-B';
  if (!hasMaterial(input, input.storeAt(input.latest), provenAt)) return 'B-T';
  const archived = stamps.some(({ revision }) => hasMaterial(input, input.storeAt(revision), provenAt));
  return archived ? 'B-LTA' : 'B-LT';
}

/**
 * Whether signature and store hold every certificate of the chains of signer and timestamp, and for each below the anchor
 * revocation data that verify and speak for the moment it was used.
 */
function hasMaterial({ signature, anchors }: LevelInput, store: SecurityStore, provenAt: Date): boolean {
  const { parsed, signatureTimestamp } = signature;
  const data = joinData(broughtBy(signature), storedFor(store, signature));
  const roots = [...anchors, ...data.certificates.filter(isSelfIssued)];
  const isProven = (leaf: Uint8Array | undefined, purpose: 'document-signing' | 'timestamping', at: Date) =>
    leaf !== undefined && isComplete(proveChain({ leaf, purpose, at, anchors: roots, data }), data);
  if (!isProven(parsed?.signerCertificate, 'document-signing', provenAt)) return false;
  if (signatureTimestamp === undefined) return true;
  return isProven(signatureTimestamp.tsaCertificate, 'timestamping', signatureTimestamp.time);
}

/** The anchor itself may stay outside of the file; the certificates below it may not. */
function isComplete(
  { chain, missing }: ReturnType<typeof proveChain>,
  { certificates }: ValidationData,
): boolean {
  const below = chain.length === 1 ? chain : chain.slice(0, -1);
  const held = new Set(certificates.map((der) => Buffer.from(der).toString('latin1')));
  return missing.length === 0 && below.every((der) => held.has(Buffer.from(der).toString('latin1')));
}
