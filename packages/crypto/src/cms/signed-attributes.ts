import { type BaseBlock, ObjectIdentifier, OctetString, Sequence } from 'asn1js';
import { Attribute, SignedAndUnsignedAttributes } from 'pkijs';
import { inDerOrder } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import { digestLength, digestOf } from '../keys/digest-algorithm.ts';
import { parseCertificate } from '../x509/parsed-certificate.ts';
import { writtenAs } from './encoded-value.ts';

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
  const members = [
    attribute(OID.contentType, new ObjectIdentifier({ value: contentType })),
    attribute(OID.messageDigest, new OctetString({ valueHex: digest })),
    attribute(OID.signingCertificateV2, signingCertificate(certificate)),
  ].map((member) => new Uint8Array(member.toSchema().toBER()));
  // pkijs writes a SET OF in the order given.
  const encoded = new Uint8Array(signedAttributeSet(inDerOrder(members)).toSchema().toBER());
  // Signed is the SET OF, not the [0] IMPLICIT it becomes in the SignerInfo (RFC 5652 §5.4).
  encoded[0] = 0x31;
  return encoded;
}

/** `SignerInfo.signedAttrs` of attributes that are encoded already, byte for byte and in this order. */
export function signedAttributeSet(members: Uint8Array[]): SignedAndUnsignedAttributes {
  return new SignedAndUnsignedAttributes({
    type: 0,
    attributes: members.map((member) => writtenAs(new Attribute(), member)),
  });
}

/** Attribute ::= SEQUENCE { type, SET OF value } with one value (RFC 5652 §5.3). */
export function attribute(type: string, value: BaseBlock): Attribute {
  return new Attribute({ type, values: [value] });
}

/** SigningCertificateV2 with one ESSCertIDv2 over SHA-256, which is the default and therefore absent (RFC 5035 §4). */
function signingCertificate(certificate: Uint8Array): Sequence {
  const certificateId = new Sequence({
    value: [new OctetString({ valueHex: digestOf('SHA-256', certificate) })],
  });
  return new Sequence({ value: [new Sequence({ value: [certificateId] })] });
}
