import type { TimestampCheck } from '../timestamp/timestamp-types.ts';
import type { CheckedSignature } from './check-signature.ts';
import type { SignatureTrust } from './trust.ts';

/** One timestamp of a file, whoever made it. */
type Stamp = {
  holder: CheckedSignature;
  revision: number;
  time: number /* ms */;
  tolerance: number /* ms */;
  isTrusted: boolean;
};

/** What the timestamps of a file prove about one signature of it. */
export type SigningWindow = {
  /** It was made after this: what it signs holds a trusted timestamp of then. */
  notBefore: Date | undefined;
  /** Its own timestamp and another that it covers, or that covers it, can't both be right. */
  isOutOfOrder: boolean;
};

/** What a token without an accuracy of its own is taken to mean: clocks are set to within a second (RFC 3161 §2.4.2). */
const USUAL_ACCURACY_SECONDS = 1;

/**
 * Holds the timestamps of a file against each other. Revisions are nested, so a timestamp in a later one is younger than all
 * those before it (EN 319 102-1 §5.6.2.2 step 4, §5.5.4 step 5). Only a trusted one is held against others: anybody
 * can append a token of their own that names any time.
 */
export function signingWindows(
  checked: CheckedSignature[],
  trusts: Map<CheckedSignature, SignatureTrust>,
): Map<CheckedSignature, SigningWindow> {
  const stamps = checked
    .flatMap((holder) => stampOf(holder, trusts.get(holder)) ?? [])
    .sort((a, b) => a.revision - b.revision);
  const outOfOrder = new Set<CheckedSignature>();
  const earlier: Stamp[] = [];
  for (const stamp of stamps) {
    for (const before of earlier) {
      if (before.revision === stamp.revision) continue;
      if (before.time - before.tolerance <= stamp.time + stamp.tolerance) continue;
      if (stamp.isTrusted) outOfOrder.add(before.holder);
      if (before.isTrusted) outOfOrder.add(stamp.holder);
    }
    earlier.push(stamp);
  }
  return new Map(
    checked.map((signature) => [
      signature,
      { notBefore: notBefore(signature, stamps), isOutOfOrder: outOfOrder.has(signature) },
    ]),
  );
}

function stampOf(holder: CheckedSignature, trust: SignatureTrust | undefined): Stamp | undefined {
  const { documentTimestamp, signatureTimestamp, covered, intact } = holder;
  if (!covered.covered) return undefined;
  const own = documentTimestamp && intact ? documentTimestamp : signatureTimestamp;
  if (!own?.intact) return undefined;
  const judged = documentTimestamp ? trust?.signer : trust?.timestamp;
  return {
    holder,
    revision: covered.revision,
    time: own.time.getTime(),
    tolerance: toleranceOf(own),
    isTrusted: judged?.status === 'trusted',
  };
}

const toleranceOf = ({ accuracy }: TimestampCheck): number =>
  Math.max(accuracy ?? 0, USUAL_ACCURACY_SECONDS) * 1000;

function notBefore({ covered }: CheckedSignature, stamps: Stamp[]): Date | undefined {
  if (!covered.covered) return undefined;
  const times = stamps
    .filter(({ revision, isTrusted }) => isTrusted && revision < covered.revision)
    .map(({ time }) => time);
  return times.length === 0 ? undefined : new Date(times.reduce((a, b) => Math.max(a, b)));
}
