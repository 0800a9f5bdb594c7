import type { KeyObject } from 'node:crypto';
import { CryptoError } from '../errors.ts';
import { readPublicKey } from '../keys/public-key.ts';
import { checkSignature, type SignatureScheme } from '../keys/signature-scheme.ts';
import { type ParsedCertificate, parseCertificate } from './parsed-certificate.ts';

type Signed = { scheme: SignatureScheme | undefined; tbs: Uint8Array; signature: Uint8Array };

/** Whether a certificate or CRL carries the signature of the issuer's key; false too where we can't check it. */
export function isSignedBy({ scheme, tbs, signature }: Signed, issuer: ParsedCertificate): boolean {
  const key = usableKey(issuer);
  if (key === undefined || scheme?.digest === undefined) return false;
  return checkSignature({ ...scheme, digest: scheme.digest }, key, tbs, signature);
}

/**
 * Whether one certificate (DER) names another as its issuer and carries the signature of its key. Says nothing about
 * validity or whether the issuer may issue; that is for `verifyChain`. Unlike Node's own check it knows SM2.
 */
export function isIssuedBy(certificate: Uint8Array, issuer: Uint8Array): boolean {
  try {
    const [issued, above] = [parseCertificate(certificate), parseCertificate(issuer)];
    return issued.issuer.key === above.subject.key && isSignedBy(issued, above);
  } catch (error) {
    if (error instanceof CryptoError) return false;
    throw error;
  }
}

/** A certificate's key; `undefined` when this software has no use for it. */
export function usableKey({ publicKey }: ParsedCertificate): KeyObject | undefined {
  try {
    return readPublicKey(publicKey);
  } catch (error) {
    if (error instanceof CryptoError) return undefined;
    throw error;
  }
}
