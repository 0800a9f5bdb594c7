import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import { digestOf } from '../keys/digest-algorithm.ts';
import { publicKeyName, readPublicKey } from '../keys/public-key.ts';
import { accessUrlsOf } from './certificate-extensions.ts';
import type { CertificateDescription, EventBinding } from './certificate-types.ts';
import { readEventBinding } from './event-binding.ts';
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
    ...(certificate.subjectKeyId === undefined ? {} : { subjectKeyId: certificate.subjectKeyId }),
    ...optional(readEventBinding(certificate.extensions)),
    ocspUrls: urls(certificate, OID.ocsp),
    caIssuersUrls: urls(certificate, OID.caIssuers),
    crlUrls: certificate.crlUrls,
    fingerprint: Buffer.from(digestOf('SHA-256', der)).toString('hex'),
  };
}

/**
 * Whose certificate it is and how long it lasts; what `describeCertificate` says of that, for less work.
 * @throws CryptoError CERTIFICATE_INVALID
 */
export function summarizeCertificate(
  der: Uint8Array,
): Pick<CertificateDescription, 'subject' | 'serialNumber' | 'notBefore' | 'notAfter'> {
  const { subject, serialNumber, notBefore, notAfter } = parseCertificate(der);
  return { subject: subject.description, serialNumber, notBefore, notAfter };
}

function optional(event: EventBinding | undefined): { event?: EventBinding } {
  return event === undefined ? {} : { event };
}

/** The addresses are hints: a malformed list of them has none, and spoils nothing else. */
function urls({ extensions }: ParsedCertificate, method: string): string[] {
  try {
    return accessUrlsOf(extensions, method);
  } catch (error) {
    if (error instanceof CryptoError) return [];
    throw error;
  }
}

/** A key we can't use (SM2 on an old OpenSSL, explicit curves) still lets the rest be described. */
function keyName({ publicKey }: ParsedCertificate): string {
  try {
    return publicKeyName(readPublicKey(publicKey));
  } catch {
    return 'unknown';
  }
}
