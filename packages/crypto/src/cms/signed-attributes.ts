import { objectIdentifier, octetString, sequence, setOf } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import { digestLength, digestOf } from '../keys/digest-algorithm.ts';
import { parseCertificate } from '../x509/parsed-certificate.ts';

export type SignedAttributesInput = {
  digest: Uint8Array /* of the content: for a PDF, of its ByteRange */;
  digestAlgorithm: 'SHA-256' | 'SHA-384' /* SHA-384 for ec-p384 keys, SHA-256 for all others */;
  certificate: Uint8Array /* the signer's, DER */;
};

/**
 * The attributes a PAdES signer signs (EN 319 142-1 §6.3, EN 319 122-1 §5): content-type, message-digest and
 * signing-certificate-v2, as the DER SET OF that `signWithKey` takes. There is no signing-time: PAdES baseline forbids it, the
 * time stands in the PDF's /M.
 * @throws CryptoError CMS_INPUT_INVALID, CERTIFICATE_INVALID
 */
export function signedAttributes({
  digest,
  digestAlgorithm,
  certificate,
}: SignedAttributesInput): Uint8Array {
  parseCertificate(certificate);
  if (digest.length !== digestLength(digestAlgorithm)) {
    throw new CryptoError('CMS_INPUT_INVALID', `The digest is not a ${digestAlgorithm} value.`);
  }
  return encodeSignedAttributes(OID.data, digest, certificate);
}

/** The same attributes around any content type. */
export function encodeSignedAttributes(
  contentType: string,
  digest: Uint8Array,
  certificate: Uint8Array,
): Uint8Array {
  return setOf(
    encodeAttribute(OID.contentType, objectIdentifier(contentType)),
    encodeAttribute(OID.messageDigest, octetString(digest)),
    encodeAttribute(OID.signingCertificateV2, signingCertificate(certificate)),
  );
}

/** Attribute ::= SEQUENCE { type, SET OF value } with one value (RFC 5652 §5.3). */
export function encodeAttribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(type), setOf(value));
}

/** SigningCertificateV2 with one ESSCertIDv2 over SHA-256, which is the default and therefore absent (RFC 5035 §4). */
function signingCertificate(certificate: Uint8Array): Uint8Array {
  const certificateId = sequence(octetString(digestOf('SHA-256', certificate)));
  return sequence(sequence(certificateId));
}
