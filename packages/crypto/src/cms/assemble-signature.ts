import { octetsOf } from '../asn1/decode.ts';
import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import { digestLength } from '../keys/digest-algorithm.ts';
import type { KeyAlgorithm } from '../keys/key-algorithm.ts';
import { digestForKey } from '../keys/sign-with-key.ts';
import { readAttributes } from './attributes.ts';
import { encodeSignedData } from './encode-signed-data.ts';
import { encodeAttribute } from './signed-attributes.ts';

export type SignatureParts = {
  signedAttributes: Uint8Array /* as `signedAttributes` made them */;
  signature: Uint8Array /* over `signedAttributes`, by signWithKey */;
  algorithm: KeyAlgorithm;
  certificates: Uint8Array[] /* the signer's first, then its chain */;
  timestampToken?: Uint8Array /* over `signature` */;
};

/**
 * Puts a signature value made elsewhere into a detached CMS SignedData (DER) for a PDF's /Contents; with a timestamp token
 * it is PAdES B-T, without B-B (EN 319 142-1 §6.3). The signed attributes go in byte for byte.
 * @throws CryptoError CMS_INPUT_INVALID, CERTIFICATE_INVALID
 */
export function assembleSignature(parts: SignatureParts): Uint8Array {
  const [signerCertificate] = parts.certificates;
  if (signerCertificate === undefined) throw inputInvalid("The signer's certificate is missing.");
  checkDigest(parts);
  const { timestampToken } = parts;
  return encodeSignedData({
    ...parts,
    contentType: OID.data,
    signerCertificate,
    ...(timestampToken && {
      unsignedAttribute: encodeAttribute(OID.signatureTimestamp, timestampToken),
    }),
  });
}

/** Verifiers hash content and attributes with one algorithm, so the message digest must be of the key's. */
function checkDigest({ signedAttributes, algorithm }: SignatureParts): void {
  const digest = octetsOf(readAttributes(signedAttributes).get(OID.messageDigest)?.[0]);
  const expected = digestForKey(algorithm);
  if (digest.length === digestLength(expected)) return;
  throw inputInvalid(`A signature by ${algorithm} needs the content's ${expected} digest.`);
}

function inputInvalid(message: string): CryptoError {
  return new CryptoError('CMS_INPUT_INVALID', message);
}
