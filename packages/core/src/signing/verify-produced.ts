import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';

type Expected = {
  trust: Uint8Array[];
  /** Anchors for timestamps alone. */
  timestampTrust: Uint8Array[];
  field: string | 'certification';
  level: 'B-B' | 'B-T';
};

/**
 * Holds what we produced against our own verifier, and a library that shares no code with it, before anybody gets to see it.
 * @param expected the field that was signed just now and the level promised for it
 * @throws CoreError SIGNATURE_REFUSED: nothing is stored then
 */
export async function verifyProduced(
  core: Core,
  pdf: Uint8Array,
  { trust, timestampTrust, field, level }: Expected,
): Promise<void> {
  const report = await core.cpu.run('verify', { pdf, trust, timestampTrust, crls: [], now: core.now() });
  const refuse = (why: string) =>
    new CoreError('SIGNATURE_REFUSED', `our own check refuses the signed document: ${why}`, {
      retryable: true,
    });
  if (report.verdict !== 'valid') {
    throw refuse(`${report.verdict} (${report.signatures.flatMap((each) => each.reasons).join(', ')})`);
  }
  const signed =
    field === 'certification'
      ? report.signatures.find((each) => each.certification)
      : report.signatures.find((each) => each.field === field);
  if (!signed) throw refuse(`the signature ${field} is not there`);
  // Others may have signed the upload before us, with certificates that are nothing to the platform's root.
  if (signed.trust === 'untrusted') throw refuse(`${field} is untrusted (${signed.reasons.join(', ')})`);
  const { byteRange } = signed.details;
  if (!byteRange) throw refuse(`${field} covers nothing`);
  const opinion = await core.cpu.run('secondOpinion', { pdf, byteRange });
  if (opinion.status === 'broken') {
    throw refuse(`another library does not find ${field} to hold (${opinion.reason})`);
  }
  if (level !== 'B-T') return;
  if (signed.level === 'B-B' || !signed.timestamp)
    throw refuse(`${field} has no timestamp, which the policy promises`);
  if (signed.timestamp.trust !== 'trusted') throw refuse(`the timestamp of ${field} is not trusted`);
}
