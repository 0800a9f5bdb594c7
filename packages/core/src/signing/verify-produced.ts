import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';

/**
 * Holds what we produced against our own verifier before anybody gets to see it.
 * @param expected the field that was signed just now and the level promised for it
 * @throws CoreError SIGNATURE_REFUSED: nothing is stored then
 */
export async function verifyProduced(
  core: Core,
  pdf: Uint8Array,
  { trust, field, level }: { trust: Uint8Array[]; field?: string; level?: string },
): Promise<void> {
  const report = await core.cpu.run('verify', { pdf, trust, crls: [], now: core.now() });
  const refuse = (why: string) =>
    new CoreError('SIGNATURE_REFUSED', `our own check refuses the signed document: ${why}`, {
      retryable: true,
    });
  if (report.verdict !== 'valid') {
    throw refuse(`${report.verdict} (${report.signatures.flatMap((each) => each.reasons).join(', ')})`);
  }
  const untrusted = report.signatures.find((each) => each.trust === 'untrusted');
  if (untrusted) throw refuse(`${untrusted.field} is untrusted (${untrusted.reasons.join(', ')})`);
  if (!field) return;
  const signed = report.signatures.find((each) => each.field === field);
  if (!signed) throw refuse(`the signature ${field} is not there`);
  if (level === 'B-T' && signed.level === 'B-B')
    throw refuse(`${field} has no timestamp, which the policy promises`);
}
