import { describeCertificate, isIssuedBy } from '@chopmark/crypto';
import type { Credential } from '../../credential/credential.ts';
import { PluginError } from '../../errors.ts';

/** The issuing CAs that one provider speaks for: the one that issues now first, then those it took over from, newest first. */
export type Issuers = readonly [Credential, ...Credential[]];

/** The issuing CA whose certificate this is. @throws PluginError CA_AUTHORITY_UNKNOWN */
export function issuerAt(issuers: Issuers, certificate: Uint8Array | undefined): Credential {
  if (certificate === undefined) return issuers[0];
  const found = issuers.find((each) => Buffer.compare(each.certificate, certificate) === 0);
  if (found) return found;
  throw new PluginError('CA_AUTHORITY_UNKNOWN', 'This is none of the issuing CAs of this provider.');
}

/**
 * The certificates above one that this provider issued. Where no other has taken over, they are those of the one issuing CA, and no
 * signature needs to be checked to know that.
 */
export function chainAbove(issuers: Issuers, certificate: Uint8Array): Uint8Array[] {
  const [issuer, ...retired] = issuers;
  return chainOf(retired.length === 0 ? issuer : (issuerOf(issuers, certificate) ?? issuer));
}

/** The issuing CA that signed a certificate; undefined after its key was taken out of the configuration. */
export function issuerOf(issuers: Issuers, certificate: Uint8Array): Credential | undefined {
  return issuers.find((each) => isIssuedBy(certificate, each.certificate));
}

/** What stays of an issuing CA when its certificate is made anew for the same key. */
export function keyIdOf({ certificate }: Credential): string {
  const { subjectKeyId, fingerprint } = describeCertificate(certificate);
  return subjectKeyId ?? fingerprint;
}

/**
 * A moment before anything that an issuing CA ever issued. Its own certificate may have been made anew for the same key; the
 * root's then tells of earlier times.
 */
export function beginningOf({ certificate, chain }: Credential): Date {
  const starts = [certificate, ...chain].map((der) => describeCertificate(der).notBefore.getTime());
  return new Date(Math.min(...starts));
}

/** DER; the issuing CA first, its root last. Copies, so that nobody changes ours. */
export function chainOf({ certificate, chain }: Credential): Uint8Array[] {
  return [certificate, ...chain].map((der) => der.slice());
}
