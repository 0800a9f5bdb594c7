import type { VerificationReport } from '@chopmark/crypto';
import type { Core } from '../context.ts';
import { rootCertificates, rootCrls } from '../platform/authority.ts';
import { crlsFor } from '../platform/issuing-crls.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { timestampTrust } from '../timestamps/known-authorities.ts';

/**
 * Our verifier's report on a PDF as of now: the platform's roots are trusted, for timestamps also whom its authorities are
 * trusted by, and the lists of revoked certificates of the roots and of every issuing CA of ours that the file's signers
 * come from are at hand.
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
  // Only of authorities that the operator set up: a tenant's own speak for its own contracts.
  const stamping = await timestampTrust(core, PLATFORM_TENANT_ID);
  const input = { pdf, trust, timestampTrust: stamping, crls, now: core.now() };
  return core.cpu.run('verify', input, limitMs);
}
