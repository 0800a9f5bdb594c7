import type { ChainPurpose, RevocationFinding } from '../x509/chain-types.ts';
import { joinData, type ValidationData } from '../x509/validation-data.ts';
import { verifyChain } from '../x509/verify-chain.ts';
import type { CheckedSignature } from './check-signature.ts';
import { Existence } from './existence.ts';
import type { Trust } from './report.ts';
import { broughtBy, type SecurityStore, storedFor } from './security-store.ts';

export type TrustInput = {
  trust: Uint8Array[];
  timestampTrust: Uint8Array[] /* for timestamping alone */;
  crls: Uint8Array[];
  ocsps: Uint8Array[];
  now: Date;
  /** The store as of a revision. */
  storeAt: (revision: number) => SecurityStore;
  latest: number /* index of the last revision */;
};

export type Assessment = {
  status: Trust;
  reasons: string[];
  chain: Uint8Array[];
  /** Of each certificate of the chain below the anchor. */
  revocation: RevocationFinding[];
};

/** Trust in a signature's signer and in the authority of its timestamp, each at the moment that is proven for it. */
export type SignatureTrust = {
  signer: Assessment;
  timestamp: Assessment | undefined;
  at: Date /* the moment the signer was judged at */;
  isProven: boolean /* that it existed then, by a trusted timestamp; otherwise the moment is now */;
};

const NOBODY: Assessment = { status: 'unknown', reasons: [], chain: [], revocation: [] };

/**
 * Goes from the newest signature to the oldest: a trusted document timestamp proves that everything it covers existed at its
 * time, so what is older is judged as of then, even when certificates have expired or were revoked since (past signature
 * validation, EN 319 102-1 §5.6.2).
 */
export function assessTrust(
  signatures: CheckedSignature[],
  input: TrustInput,
): Map<CheckedSignature, SignatureTrust> {
  const result = new Map<CheckedSignature, SignatureTrust>();
  const newestFirst = signatures.toSorted((a, b) => coveredEnd(b) - coveredEnd(a));
  const existence = new Existence(input);
  let provenAt = input.now;
  for (const signature of newestFirst) {
    const trust = assessOne(signature, { ...input, existence }, provenAt);
    result.set(signature, trust);
    const { documentTimestamp: stamp, covered, intact } = signature;
    if (stamp === undefined || !intact || !covered.covered || trust.signer.status !== 'trusted') continue;
    existence.add({ time: stamp.time, revision: covered.revision });
    if (stamp.time < provenAt) provenAt = stamp.time;
  }
  return result;
}

function coveredEnd({ covered }: CheckedSignature): number {
  return covered.covered ? covered.end : -1;
}

type Assessing = TrustInput & { existence: Existence };

function assessOne(signature: CheckedSignature, input: Assessing, provenAt: Date): SignatureTrust {
  const { documentTimestamp, signatureTimestamp, parsed } = signature;
  const data = joinData(broughtBy(signature), storedFor(input.storeAt(input.latest), signature));
  const assess = (leaf: Uint8Array | undefined, purpose: ChainPurpose, at: Date) =>
    assessChain(leaf, { purpose, at, data }, input);
  if (documentTimestamp !== undefined) {
    const { tsaCertificate } = documentTimestamp;
    return {
      signer: assess(tsaCertificate, 'timestamping', provenAt),
      timestamp: undefined,
      ...momentOf(provenAt, input),
    };
  }
  if (parsed === undefined) return { signer: NOBODY, timestamp: undefined, ...momentOf(provenAt, input) };
  const timestamp = signatureTimestamp && assess(signatureTimestamp.tsaCertificate, 'timestamping', provenAt);
  const proven = signatureTimestamp?.intact === true && timestamp?.status === 'trusted';
  const at = proven && signatureTimestamp.time < provenAt ? signatureTimestamp.time : provenAt;
  return {
    signer: assess(parsed.signerCertificate, 'document-signing', at),
    timestamp,
    ...momentOf(at, input),
  };
}

/** Earlier than now only by a trusted timestamp over it. */
const momentOf = (at: Date, { now }: Assessing) => ({ at, isProven: at < now });

function assessChain(
  leaf: Uint8Array | undefined,
  { purpose, at, data }: { purpose: ChainPurpose; at: Date; data: ValidationData },
  input: Assessing,
): Assessment {
  const { timestampTrust, crls, ocsps, existence } = input;
  if (leaf === undefined) return NOBODY;
  const trust = purpose === 'timestamping' ? [...input.trust, ...timestampTrust] : input.trust;
  const issuers = [...data.certificates, ...trust];
  const lists = [...crls, ...data.crls];
  const answers = [...ocsps, ...data.ocsps];
  const dated = {
    crls: existence.usable(lists, issuers),
    ocsps: existence.usableAnswers(answers, issuers),
  };
  return verifyChain({
    leaf,
    intermediates: data.certificates,
    trust,
    ...dated,
    undated: {
      crls: without(lists, dated.crls),
      ocsps: without(answers, dated.ocsps),
    },
    ...momentOf(at, input),
    purpose,
  });
}

function without(all: Uint8Array[], some: Uint8Array[]): Uint8Array[] {
  if (all.length === some.length) return [];
  const left = new Set(some);
  return all.filter((each) => !left.has(each));
}
