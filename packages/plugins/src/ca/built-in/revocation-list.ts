import { describeCertificate, issueCrl } from '@chopmark/crypto';
import type { PluginHost } from '../../contract/host.ts';
import type { Credential } from '../../credential/credential.ts';
import { PluginError } from '../../errors.ts';
import type { Issuance } from './issuance.ts';
import { wholeSeconds } from './issue.ts';
import { beginningOf, type Issuers, keyIdOf } from './issuers.ts';

type ListContext = { issuers: Issuers; host: PluginHost; issuance: Issuance; validityHours: number };

const hour = 60 * 60 * 1000;

/** The CRL of one issuing CA, made now. */
export async function issueFreshCrl(context: ListContext, issuer: Credential): Promise<Uint8Array> {
  const { host, issuance, validityHours } = context;
  const { crlNumber, revocations } = await issuance.revocations();
  const revoked = revocations.filter((entry) => isListedBy(context.issuers, issuer, entry));
  const known = [await issuance.latestNotBefore(), ...revoked.map(({ revokedAt }) => revokedAt)];
  const thisUpdate = notBeforeAny(host.clock(), known);
  const { notAfter } = describeCertificate(issuer.certificate);
  if (thisUpdate >= notAfter) {
    throw new PluginError('CA_VALIDITY', 'This issuing CA has expired; it signs no more revocation lists.');
  }
  return issueCrl({
    issuer: { certificate: issuer.certificate },
    issuerKey: issuer,
    crlNumber,
    thisUpdate,
    nextUpdate: new Date(Math.min(thisUpdate.getTime() + validityHours * hour, notAfter.getTime())),
    revoked,
    // Nothing is ever taken off the list.
    keepsExpiredSince: beginningOf(issuer),
  });
}

/** Each certificate on the list of who issued it. Entries from before there were several belong to the first. */
function isListedBy(
  issuers: Issuers,
  issuer: Credential,
  { issuerKeyId }: { issuerKeyId: string | undefined },
): boolean {
  return issuerKeyId === undefined ? issuer === issuers.at(-1) : issuerKeyId === keyIdOf(issuer);
}

/** Another machine's clock may be ahead of ours: nothing is told as of before a certificate or revocation that it is about. */
export function notBeforeAny(now: Date, known: (Date | undefined)[]): Date {
  return wholeSeconds(new Date(Math.max(now.getTime(), ...known.map((each) => each?.getTime() ?? 0))));
}
