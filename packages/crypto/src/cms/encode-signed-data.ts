import { expectTag, readElement } from '../asn1/element.ts';
import {
  inDerOrder,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  setOf,
  tagged,
} from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { digestIdentifier } from '../keys/digest-algorithm.ts';
import type { KeyAlgorithm } from '../keys/key-algorithm.ts';
import { digestForKey } from '../keys/sign-with-key.ts';
import { signatureIdentifier } from '../keys/signature-scheme.ts';
import { parseCertificate } from '../x509/parsed-certificate.ts';

type SignedDataInput = {
  contentType: string /* OID */;
  content?: Uint8Array /* absent: detached */;
  signerCertificate: Uint8Array;
  certificates: Uint8Array[] /* embedded, the signer's among them if it shall be */;
  signedAttributes: Uint8Array /* DER SET OF */;
  signature: Uint8Array;
  algorithm: KeyAlgorithm;
  unsignedAttribute?: Uint8Array /* DER */;
};

/** id-data with an issuerAndSerialNumber signer is version 1, any other content version 3 (RFC 5652 §5.1). */
const VERSION = { data: 1, other: 3 };
/** A signer named by issuer and serial number (RFC 5652 §5.3). */
const SIGNER_VERSION = 1;

/**
 * ContentInfo around a SignedData with one signer, all in DER (RFC 5652 §5.1; EN 319 142-1 §6.1 wants DER). Certificates,
 * issuer name and signed attributes go in byte for byte.
 */
export function encodeSignedData(input: SignedDataInput): Uint8Array {
  const { contentType, content, certificates } = input;
  const digestAlgorithm = digestIdentifier(digestForKey(input.algorithm));
  const signedData = sequence(
    integer(contentType === OID.data ? VERSION.data : VERSION.other),
    setOf(digestAlgorithm),
    sequence(objectIdentifier(contentType), ...(content ? [tagged(0, octetString(content))] : [])),
    // An empty SET OF must be absent.
    ...(certificates.length > 0 ? [tagged(0, ...inDerOrder(certificates))] : []),
    setOf(signerInfo(input, digestAlgorithm)),
  );
  return sequence(objectIdentifier(OID.signedData), tagged(0, signedData));
}

function signerInfo(input: SignedDataInput, digestAlgorithm: Uint8Array): Uint8Array {
  const { issuer, serialNumberRaw } = parseCertificate(input.signerCertificate);
  const signed = expectTag(readElement(input.signedAttributes), 0x31);
  return sequence(
    integer(SIGNER_VERSION),
    sequence(issuer.raw, serialNumberRaw),
    digestAlgorithm,
    // [0] IMPLICIT: the same content under another tag than the one that was signed (RFC 5652 §5.4).
    tagged(0, signed.content),
    signatureIdentifier(input.algorithm),
    octetString(input.signature),
    ...(input.unsignedAttribute ? [tagged(1, input.unsignedAttribute)] : []),
  );
}
