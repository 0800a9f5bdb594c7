import { readCertificate } from './read-once.ts';
import { isSignedBy } from './signed-by.ts';

/** Whether a certificate (DER) is a root: signed by its own key. What is no certificate is none. */
export function isSelfIssued(der: Uint8Array): boolean {
  const certificate = readCertificate(der);
  return (
    certificate !== undefined &&
    certificate.subject.key === certificate.issuer.key &&
    isSignedBy(certificate, certificate)
  );
}
