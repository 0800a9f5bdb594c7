import type { VerificationReport } from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { rootCertificates, rootCrls } from '../platform/authority.ts';
import { crlsFor } from '../platform/issuing-crls.ts';

/**
 * Our verifier's report on a PDF as of now: the platform's roots are trusted, and the lists of revoked certificates of the
 * roots and of every issuing CA of ours that the file's signers come from are at hand.
 * @param limitMs gives up after so long
 */
export async function verifyBytes(
  core: Core,
  pdf: Uint8Array,
  limitMs?: number,
): Promise<VerificationReport> {
  const certificates = await core.cpu.run('readCertificates', pdf, limitMs);
  const crls = [...(await rootCrls(core)), ...(await crlsFor(core, certificates))];
  const trust = await rootCertificates(core);
  return core.cpu.run('verify', { pdf, trust, crls, now: core.now() }, limitMs);
}
