import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import { type ParsedCertificate, parseCertificate } from '../x509/parsed-certificate.ts';
import { isSignedBy } from '../x509/signed-by.ts';
import { hasKeyHash } from './cert-id.ts';
import type { ParsedOcspResponse } from './parsed-ocsp-response.ts';

/** Extensions of a responder's certificate we process or may pass over. */
const KNOWN_EXTENSIONS: string[] = [
  OID.authorityKeyIdentifier,
  OID.subjectKeyIdentifier,
  OID.keyUsage,
  OID.extendedKeyUsage,
  OID.basicConstraints,
  OID.certificatePolicies,
  OID.ocspNoCheck,
];

/**
 * Who signed a response, if the issuer authorised them to: the issuer itself or one that this very issuer certified for OCSP
 * signing (RFC 6960 §4.2.2.2); `undefined` for anybody else, however trusted otherwise, and for a wrong signature.
 */
export function authorisedResponder(
  response: ParsedOcspResponse,
  issuer: ParsedCertificate,
): ParsedCertificate | undefined {
  const candidates = [issuer, ...response.certificates.flatMap(readable)];
  return candidates.find(
    (candidate) =>
      isNamed(response, candidate) &&
      mayRespondFor(candidate, issuer, response.producedAt) &&
      isSignedBy(response, candidate),
  );
}

function isNamed({ responderId }: ParsedOcspResponse, candidate: ParsedCertificate): boolean {
  if ('name' in responderId) return responderId.name === candidate.subject.key;
  return hasKeyHash(candidate, 'SHA-1', responderId.keyHash);
}

/** Whether a certificate entitles to answer for the issuer's certificates at a moment. */
export function mayRespondFor(responder: ParsedCertificate, issuer: ParsedCertificate, at: Date): boolean {
  if (at < responder.notBefore || at > responder.notAfter) return false;
  if (Buffer.compare(responder.publicKey, issuer.publicKey) === 0)
    return responder.subject.key === issuer.subject.key;
  const { keyUsage, extendedKeyUsage } = responder;
  return (
    responder.issuer.key === issuer.subject.key &&
    extendedKeyUsage?.includes(OID.ocspSigning) === true &&
    (keyUsage?.some((use) => use === 'digitalSignature' || use === 'nonRepudiation') ?? true) &&
    [...responder.extensions].every(([oid, { critical }]) => !critical || KNOWN_EXTENSIONS.includes(oid)) &&
    isSignedBy(responder, issuer)
  );
}

/** Whether the issuer says that the responder's certificate need not be looked up itself (RFC 6960 §4.2.2.2.1). */
export function isExemptFromRevocation({ extensions }: ParsedCertificate): boolean {
  return extensions.has(OID.ocspNoCheck);
}

function readable(der: Uint8Array): ParsedCertificate[] {
  try {
    return [parseCertificate(der)];
  } catch (error) {
    if (error instanceof CryptoError) return [];
    throw error;
  }
}
