import type { ReaderLimits } from '../pdf-reader/limits.ts';
import { PdfFile } from '../pdf-reader/pdf-file.ts';
import { securityStoreKey } from '../pdf-reader/security-store-key.ts';
import type { ChainPurpose } from '../x509/chain-types.ts';
import { type MissingData, proveChain } from '../x509/prove-chain.ts';
import { joinData, type ValidationData } from '../x509/validation-data.ts';
import { type CheckedSignature, checkSignatures } from './check-signature.ts';
import { findSignatures } from './find-signatures.ts';
import { broughtBy, type SecurityStore, securityStores, storedFor } from './security-store.ts';
import { takeSnapshots } from './snapshot.ts';

export type SecurityStorePlanInput = {
  pdf: Uint8Array;
  /** Trust anchors, DER. */
  trust: Uint8Array[];
  /** What was collected; none of it is trusted. */
  data: ValidationData;
  now: Date;
  limits?: ReaderLimits;
};

/** What one signature or document timestamp needs for long-term validation. */
export type SignaturePlan = {
  field: string;
  type: 'signature' | 'timestamp';
  /** Bytes of the file up to the end of the revision it covers. */
  coveredLength: number;
  /** Ready for `buildSecurityStoreRevision`: what is there, as far as it verifies. */
  related: { key: string } & ValidationData;
  /** What neither the file nor the collected data hold: empty when B-LT can be reached. */
  missing: MissingData[];
};

/**
 * What a file needs for B-LT, for each intact signature and timestamp in it (EN 319 142-1 §5.4, §6.3): the certificates of the
 * chains of signer and TSA, and for each but the root a CRL or OCSP response that speaks for the moment it is needed for.
 * That is the proven signing time for signers; for a timestamp the next document timestamp after it, or now.
 * @throws CryptoError PDF_… for a file that cannot be read
 */
export function planSecurityStore(input: SecurityStorePlanInput): SignaturePlan[] {
  const file = PdfFile.open(input.pdf, input.limits);
  const store = securityStores(file)(file.revisions.length - 1);
  const checked = checkSignatures(file, findSignatures(takeSnapshots(file)));
  const newestFirst = checked
    .flatMap((signature) => (signature.covered.covered ? [{ signature, covered: signature.covered }] : []))
    .filter(({ signature }) => signature.intact)
    .sort((a, b) => b.covered.end - a.covered.end);
  let until = input.now;
  const plans = newestFirst.map(({ signature, covered }) => {
    const proof = proveSignature(signature, { ...input, store, until });
    const stamp = signature.documentTimestamp;
    if (stamp && stamp.time < until) until = stamp.time;
    return {
      field: signature.found.field,
      type: stamp ? ('timestamp' as const) : ('signature' as const),
      coveredLength: covered.end,
      related: { key: securityStoreKey(covered.contents), ...proof.data },
      missing: proof.missing,
    };
  });
  return plans.reverse();
}

type Need = SecurityStorePlanInput & { store: SecurityStore; until: Date };

function proveSignature(signature: CheckedSignature, need: Need) {
  const { parsed, signatureTimestamp, documentTimestamp } = signature;
  const data = joinData(need.data, broughtBy(signature), storedFor(need.store, signature));
  const prove = (leaf: Uint8Array | undefined, purpose: ChainPurpose, at: Date) =>
    leaf === undefined ? [] : [proveChain({ leaf, purpose, at, anchors: need.trust, data })];
  const signedAt = signatureTimestamp?.intact ? signatureTimestamp.time : need.until;
  const proofs = [
    ...prove(parsed?.signerCertificate, 'document-signing', signedAt),
    ...prove(signatureTimestamp?.tsaCertificate, 'timestamping', need.until),
    ...prove(documentTimestamp?.tsaCertificate, 'timestamping', need.until),
  ];
  return {
    data: joinData(...proofs.map((proof) => proof.data)),
    missing: proofs.flatMap(({ missing }) => missing),
  };
}
