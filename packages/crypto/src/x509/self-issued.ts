import { CryptoError } from '../errors.ts';
import { parseCertificate } from './parsed-certificate.ts';
import { isSignedBy } from './signed-by.ts';

/** Whether a certificate (DER) is a root: signed by its own key. What is no certificate is none. */
export function isSelfIssued(der: Uint8Array): boolean {
  try {
    const certificate = parseCertificate(der);
    return certificate.subject.key === certificate.issuer.key && isSignedBy(certificate, certificate);
  } catch (error) {
    if (error instanceof CryptoError) return false;
    throw error;
  }
}
