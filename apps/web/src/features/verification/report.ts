import type { UploadVerification, VerificationReport } from '#server/routers/verification-schemas.ts';

export type { UploadVerification, VerificationReport } from '#server/routers/verification-schemas.ts';

export type SignatureReport = VerificationReport['signatures'][number];

/**
 * What a report means to a reader. An intact file whose signers nobody vouches for is not "good": anyone can make a
 * certificate in another's name. A file that cannot be looked into at all says nothing for or against its signers.
 */
export type Conclusion = 'good' | 'unconfirmed' | 'modified' | 'invalid' | 'unsigned' | Unreadable;

type Unreadable = 'notPdf' | 'encrypted' | 'tooLarge' | 'damaged';

const unreadable: Record<string, Unreadable> = {
  NOT_A_PDF: 'notPdf',
  ENCRYPTED: 'encrypted',
  TOO_LARGE: 'tooLarge',
  TOO_COMPLEX: 'tooLarge',
  DAMAGED: 'damaged',
  UNREADABLE: 'damaged',
};

export function conclusionOf(report: VerificationReport): Conclusion {
  if (report.verdict === 'invalid' && report.signatures.length === 0) {
    const [cause] = report.reasons.flatMap((code) => unreadable[code] ?? []);
    return cause ?? 'invalid';
  }
  if (report.verdict !== 'valid') return report.verdict;
  return report.signatures.every((signature) => signature.trust === 'trusted') ? 'good' : 'unconfirmed';
}

export function conclusionOfSignature(
  signature: SignatureReport,
): Exclude<Conclusion, Unreadable | 'unsigned'> {
  if (signature.verdict !== 'valid') return signature.verdict;
  return signature.trust === 'trusted' ? 'good' : 'unconfirmed';
}

/** Why a signer's certificate can or cannot be trusted. The only roots we know are our own. */
export type TrustStory = 'ours' | 'oursUnchecked' | 'foreign' | 'untrusted' | 'unknown';

export function trustStoryOf({ trust, reasons }: SignatureReport): TrustStory {
  if (trust === 'trusted') return reasons.includes('REVOCATION_UNKNOWN') ? 'oursUnchecked' : 'ours';
  if (trust === 'untrusted') return 'untrusted';
  return reasons.includes('NO_TRUST_ANCHOR') ? 'foreign' : 'unknown';
}

/** Said by the story of trust already. */
const told = new Set(['NO_TRUST_ANCHOR', 'TIMESTAMP_NO_TRUST_ANCHOR']);

/** What else speaks against a signature or limits it. */
export const furtherReasons = ({ reasons }: SignatureReport): string[] =>
  reasons.filter((code) => !told.has(code));

const changeKinds = ['form-fill', 'signature', 'long-term-data', 'metadata', 'annotation', 'other'] as const;

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

/** Whom a certificate names: the person or enterprise, and where they belong to. */
export function holderOf({ certificate, signer }: SignatureReport): {
  name: string | null;
  of: string | null;
} {
  const organization = certificate?.subject.organization ?? null;
  return { name: signer, of: organization === signer ? null : organization };
}

/** A file somebody dropped, and what was found in it. */
export type VerifiedFile = {
  name: string;
  size: number;
  /** Empty where the browser cannot compute it. */
  sha256: string;
  bytes: Uint8Array;
  report: UploadVerification;
  /** ISO 8601. */
  at: string;
};

/** The report for whoever wants to keep it, with what it is about. */
export function reportFile({ name, size, sha256, at, report }: VerifiedFile): { name: string; json: string } {
  const json = JSON.stringify({ file: { name, size, sha256 }, verifiedAt: at, report }, null, 2);
  return { name: `${name.replace(/\.pdf$/i, '')}.verification.json`, json };
}
