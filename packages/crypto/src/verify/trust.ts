import type { ChainPurpose } from '../x509/chain-types.ts';
import { verifyChain } from '../x509/verify-chain.ts';
import type { CheckedSignature } from './check-signature.ts';
import type { Trust } from './report.ts';
import type { SecurityStore } from './security-store.ts';

export type TrustInput = { trust: Uint8Array[]; crls: Uint8Array[]; now: Date; store: SecurityStore };

export type Assessment = { status: Trust; reasons: string[]; chain: Uint8Array[] };

/** Trust in a signature's signer and in the authority of its timestamp, each at the moment that is proven for it. */
export type SignatureTrust = { signer: Assessment; timestamp: Assessment | undefined };

const NOBODY: Assessment = { status: 'unknown', reasons: [], chain: [] };

/**
 * Goes from the newest signature to the oldest: a trusted document timestamp proves that everything it covers existed at its
 * time, so what is older is judged as of then, even when certificates have expired since (EN 319 142-1 §5.5).
 */
export function assessTrust(
  signatures: CheckedSignature[],
  input: TrustInput,
): Map<CheckedSignature, SignatureTrust> {
  const result = new Map<CheckedSignature, SignatureTrust>();
  const newestFirst = signatures.toSorted((a, b) => coveredEnd(b) - coveredEnd(a));
  let provenAt = input.now;
  for (const signature of newestFirst) {
    const trust = assessOne(signature, input, provenAt);
    result.set(signature, trust);
    const stamp = signature.documentTimestamp;
    if (
      stamp !== undefined &&
      signature.intact &&
      trust.signer.status === 'trusted' &&
      stamp.time < provenAt
    ) {
      provenAt = stamp.time;
    }
  }
  return result;
}

function coveredEnd({ covered }: CheckedSignature): number {
  return covered.covered ? covered.end : -1;
}

function assessOne(signature: CheckedSignature, input: TrustInput, provenAt: Date): SignatureTrust {
  const { documentTimestamp, signatureTimestamp, parsed } = signature;
  if (documentTimestamp !== undefined) {
    const { tsaCertificate, certificates, crls } = documentTimestamp;
    return {
      signer: assess(tsaCertificate, certificates, crls, 'timestamping', provenAt, input),
      timestamp: undefined,
    };
  }
  if (parsed === undefined) return { signer: NOBODY, timestamp: undefined };
  const certificates = [...parsed.certificates, ...(signatureTimestamp?.certificates ?? [])];
  const crls = [...parsed.crls, ...(signatureTimestamp?.crls ?? [])];
  const timestamp =
    signatureTimestamp === undefined
      ? undefined
      : assess(signatureTimestamp.tsaCertificate, certificates, crls, 'timestamping', provenAt, input);
  const proven = signatureTimestamp?.intact === true && timestamp?.status === 'trusted';
  const at = proven && signatureTimestamp.time < provenAt ? signatureTimestamp.time : provenAt;
  const signer = assess(parsed.signerCertificate, certificates, crls, 'document-signing', at, input);
  return { signer, timestamp };
}

function assess(
  leaf: Uint8Array | undefined,
  certificates: Uint8Array[],
  crls: Uint8Array[],
  purpose: ChainPurpose,
  at: Date,
  input: TrustInput,
): Assessment {
  if (leaf === undefined) return NOBODY;
  return verifyChain({
    leaf,
    intermediates: [...certificates, ...input.store.certificates],
    trust: input.trust,
    crls: [...input.crls, ...crls, ...input.store.crls],
    at,
    purpose,
  });
}
