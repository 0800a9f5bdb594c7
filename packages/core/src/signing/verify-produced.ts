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
  { trust, field, level }: { trust: Uint8Array[]; field: string | 'certification'; level: 'B-B' | 'B-T' },
): Promise<void> {
  const report = await core.cpu.run('verify', { pdf, trust, crls: [], now: core.now() });
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
  if (level === 'B-T' && signed.level === 'B-B')
    throw refuse(`${field} has no timestamp, which the policy promises`);
}
