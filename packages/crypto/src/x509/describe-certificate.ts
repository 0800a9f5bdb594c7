import { digestOf } from '../keys/digest-algorithm.ts';
import { publicKeyName, readPublicKey } from '../keys/public-key.ts';
import type { CertificateDescription } from './certificate-types.ts';
import { type ParsedCertificate, parseCertificate } from './parsed-certificate.ts';

/**
 * What a certificate (DER) says, for pages and reports.
 * @throws CryptoError CERTIFICATE_INVALID
 */
export function describeCertificate(der: Uint8Array): CertificateDescription {
  const certificate = parseCertificate(der);
  return {
    subject: certificate.subject.description,
    issuer: certificate.issuer.description,
    serialNumber: certificate.serialNumber,
    notBefore: certificate.notBefore,
    notAfter: certificate.notAfter,
    publicKeyAlgorithm: keyName(certificate),
    isCa: certificate.basicConstraints?.isCa ?? false,
    keyUsage: certificate.keyUsage ?? [],
    extendedKeyUsage: certificate.extendedKeyUsage ?? [],
    crlUrls: certificate.crlUrls,
    fingerprint: Buffer.from(digestOf('SHA-256', der)).toString('hex'),
  };
}

/** A key we can't use (SM2 on an old OpenSSL, explicit curves) still lets the rest be described. */
function keyName({ publicKey }: ParsedCertificate): string {
  try {
    return publicKeyName(readPublicKey(publicKey));
  } catch {
    return 'unknown';
  }
}
