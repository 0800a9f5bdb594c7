import type { UploadVerification, VerificationReport } from '#server/routers/verification-schemas.ts';

export type { UploadVerification, VerificationReport } from '#server/routers/verification-schemas.ts';

export type SignatureReport = VerificationReport['signatures'][number];

/**
 * What a report means to a reader. An intact file whose signers nobody vouches for is not "good": anyone can make a
 * certificate in another's name.
 */
export type Conclusion = 'good' | 'unconfirmed' | 'modified' | 'invalid' | 'unsigned';

export function conclusionOf(report: VerificationReport): Conclusion {
  if (report.verdict !== 'valid') return report.verdict;
  return report.signatures.every((signature) => signature.trust === 'trusted') ? 'good' : 'unconfirmed';
}

export function conclusionOfSignature(signature: SignatureReport): Conclusion {
  if (signature.verdict !== 'valid') return signature.verdict;
  return signature.trust === 'trusted' ? 'good' : 'unconfirmed';
}

const changeKinds = ['form-fill', 'signature', 'long-term-data', 'annotation', 'other'] as const;

export type ChangeKind = (typeof changeKinds)[number];

/** The kinds of changes after a signature, each once, those that matter most first. */
export function changesOf(signature: SignatureReport): { kind: ChangeKind; count: number }[] {
  return changeKinds
    .toReversed()
    .map((kind) => ({
      kind,
      count: signature.changesAfter.filter((change) => kindOf(change.kind) === kind).length,
    }))
    .filter(({ count }) => count > 0);
}

const kindOf = (kind: string): ChangeKind => changeKinds.find((each) => each === kind) ?? 'other';

/** A file somebody dropped, and what was found in it. */
export type VerifiedFile = { name: string; size: number; sha256: string; report: UploadVerification };
