import { CryptoError } from '../errors.ts';
import type { ReaderLimits } from '../pdf-reader/limits.ts';
import { PdfFile } from '../pdf-reader/pdf-file.ts';
import { parseCertificate } from '../x509/parsed-certificate.ts';
import type { Change } from './changes/change.ts';
import { compareRevisions } from './changes/compare-revisions.ts';
import { type CheckedSignature, checkSignatures } from './check-signature.ts';
import { findSignatures } from './find-signatures.ts';
import { concludeAll } from './indication.ts';
import { placesOf } from './places.ts';
import type { SignaturePlace, SignatureReport, Verdict, VerificationReport, Warning } from './report.ts';
import { documentLevelOf, reportSignature } from './report-signature.ts';
import { securityStores } from './security-store.ts';
import { signingWindows } from './signing-window.ts';
import { type Snapshot, takeSnapshots } from './snapshot.ts';
import { hasStraySignature } from './stray-signatures.ts';
import { assessTrust } from './trust.ts';
import { freesForSome, hasUnlistedBytes } from './unlisted-bytes.ts';
import { findSuspicious } from './warnings.ts';

export type VerifyInput = {
  pdf: Uint8Array;
  trust: Uint8Array[] /* trust anchors, certificates DER */;
  timestampTrust?: Uint8Array[] /* trust anchors for timestamping alone, certificates DER */;
  crls: Uint8Array[] /* DER, beside those in the file */;
  ocsps?: Uint8Array[] /* OCSPResponse or BasicOCSPResponse DER, beside those in the file */;
  now: Date;
  limits?: ReaderLimits;
};

/**
 * Checks every signature of a PDF, and every change made after each. Says `unsigned` when there is none.
 * Never throws for what the bytes are: what can't be read or checked is `invalid`, with a reason.
 * @throws CryptoError CERTIFICATE_INVALID for an unreadable trust anchor, which says nothing about the file
 */
export async function verifyPdf(input: VerifyInput): Promise<VerificationReport> {
  for (const anchor of [...input.trust, ...(input.timestampTrust ?? [])]) parseCertificate(anchor);
  try {
    return verifyFile(PdfFile.open(input.pdf, input.limits), input);
  } catch (error) {
    return unreadable(error);
  }
}

/** Anything but a coded error is a fault of ours; the answer is still that the file could not be checked. */
function unreadable(error: unknown): VerificationReport {
  const code = error instanceof CryptoError ? error.code.replace(/^PDF_/, '') : 'UNREADABLE';
  const message = error instanceof Error ? error.message : String(error);
  return {
    verdict: 'invalid',
    ...concludeAll([], [code]),
    signatures: [],
    reasons: [code],
    warnings: [{ code, message }],
  };
}

function verifyFile(file: PdfFile, input: VerifyInput): VerificationReport {
  const snapshots = takeSnapshots(file);
  const found = findSignatures(snapshots);
  const checked = checkSignatures(file, found);
  const changes = changesSince(file, snapshots, Math.min(...found.map(({ revision }) => revision)));
  const signatures = reportAll(file, checked, changes, input, placesOf(snapshots.at(-1), checked));
  const reasons = structureReasons(file, checked, hasStraySignature(file, snapshots, found));
  // Last: what a file may cost is not used up by remarks before the verdict stands.
  const warnings = warningsOf(file, snapshots, { changes, checked });
  return {
    verdict: verdictOf(signatures, reasons),
    ...concludeAll(signatures, reasons),
    signatures,
    reasons,
    warnings,
  };
}

function verdictOf(signatures: SignatureReport[], reasons: string[]): Verdict {
  if (reasons.some((reason) => reason !== 'TRAILING_BYTES')) return 'invalid';
  if (signatures.length === 0) return 'unsigned';
  if (signatures.some(({ verdict }) => verdict === 'invalid')) return 'invalid';
  return signatures.some(({ verdict }) => verdict === 'modified') ? 'modified' : 'valid';
}

function changesSince(file: PdfFile, snapshots: Snapshot[], first: number): Change[] {
  return snapshots.slice(first + 1).flatMap((after) => {
    const before = snapshots[after.index - 1];
    const { revision } = after.document;
    const note = (description: string): Change => ({ kind: 'other', description, revision: revision.index });
    const unlisted = hasUnlistedBytes(file, revision)
      ? [note('data were added that belong to no object')]
      : [];
    const freed = freesForSome(file, revision) ? [note('objects were removed for some readers')] : [];
    return before === undefined ? [] : [...compareRevisions(before, after), ...unlisted, ...freed];
  });
}

function reportAll(
  file: PdfFile,
  checked: CheckedSignature[],
  changes: Change[],
  input: VerifyInput,
  places: Map<CheckedSignature, SignaturePlace[]>,
): SignatureReport[] {
  const latest = file.revisions.length - 1;
  const { trust, timestampTrust = [], crls, ocsps = [], now } = input;
  const storeAt = securityStores(file);
  const trusts = assessTrust(checked, { trust, timestampTrust, crls, ocsps, now, storeAt, latest });
  const windows = signingWindows(checked, trusts);
  const documentLevel = documentLevelOf(checked);
  const ordered = checked.toSorted((a, b) => a.found.revision - b.found.revision);
  return ordered.flatMap((signature) => {
    const assessed = trusts.get(signature);
    const window = windows.get(signature);
    if (assessed === undefined || window === undefined) return [];
    const later = { changes, documentLevel, trailingBytes: trailingBytes(file, checked) };
    return [
      reportSignature(
        {
          signature,
          trust: assessed,
          window,
          anchors: [...trust, ...timestampTrust],
          all: checked,
          storeAt,
          latest,
        },
        later,
        places.get(signature) ?? [],
      ),
    ];
  });
}

/** What is wrong with the file as a whole, once everything reachable has been read. */
function structureReasons(file: PdfFile, checked: CheckedSignature[], stray: boolean): string[] {
  const reasons: string[] = [];
  if (trailingBytes(file, checked) > 0) reasons.push('TRAILING_BYTES');
  if (stray) reasons.push('SIGNATURE_UNREACHABLE');
  if (checked.some((signature) => isGapUsed(file, signature))) reasons.push('OBJECT_IN_CONTENTS');
  return reasons;
}

/** White space behind the end that a signature covers was there when it was signed. */
function trailingBytes(file: PdfFile, checked: CheckedSignature[]): number {
  const isSigned = checked.some(({ covered }) => covered.covered && covered.end === file.bytes.length);
  return isSigned ? 0 : file.trailingBytes;
}

/** The bytes of /Contents are the only unsigned ones: nothing may be found in them, and nothing but the signature around them. */
function isGapUsed(file: PdfFile, { covered, found }: CheckedSignature): boolean {
  if (!covered.covered) return false;
  const [start, end] = covered.gap;
  const named = file.revisions.some(({ entries }) =>
    entries.values().some((entry) => entry.type === 'offset' && entry.offset > start && entry.offset < end),
  );
  const holder = found.object ?? found.fieldNumber;
  return named || file.objectsWithin(start, end).some((object) => object.num !== holder);
}

function warningsOf(
  file: PdfFile,
  snapshots: Snapshot[],
  found: { changes: Change[]; checked: CheckedSignature[] },
): Warning[] {
  const last = snapshots.at(-1);
  return last === undefined ? [] : findSuspicious(file, last, found);
}
