import { objectIdentifier, octetString, sequence, setOf } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import { digestIdentifier, digestLength, digestOf, type SigningDigest } from '../keys/digest-algorithm.ts';
import { parseCertificate } from '../x509/parsed-certificate.ts';

export type SignedAttributesInput = {
  digest: Uint8Array /* of the content: for a PDF, of its ByteRange */;
  digestAlgorithm: SigningDigest /* as `digestForKey` says for the key that will sign */;
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
  return encodeSignedAttributes({ contentType: OID.data, digest, digestAlgorithm, certificate });
}

/** The same attributes around any content type. */
export function encodeSignedAttributes({
  contentType,
  digest,
  digestAlgorithm,
  certificate,
}: SignedAttributesInput & { contentType: string }): Uint8Array {
  return setOf(
    encodeAttribute(OID.contentType, objectIdentifier(contentType)),
    encodeAttribute(OID.messageDigest, octetString(digest)),
    encodeAttribute(OID.signingCertificateV2, signingCertificate(certificate, digestAlgorithm)),
  );
}

/** Attribute ::= SEQUENCE { type, SET OF value } with one value (RFC 5652 §5.3). */
export function encodeAttribute(type: string, value: Uint8Array): Uint8Array {
  return sequence(objectIdentifier(type), setOf(value));
}

/**
 * SigningCertificateV2 with one ESSCertIDv2 (RFC 5035 §4): over SM3 in an SM2 signature, which then rests on the national
 * algorithms alone, and in all others over SHA-256, which is the default and therefore absent.
 */
function signingCertificate(certificate: Uint8Array, signedOver: SigningDigest): Uint8Array {
  const certificateId =
    signedOver === 'SM3'
      ? sequence(digestIdentifier('SM3'), octetString(digestOf('SM3', certificate)))
      : sequence(octetString(digestOf('SHA-256', certificate)));
  return sequence(sequence(certificateId));
}
