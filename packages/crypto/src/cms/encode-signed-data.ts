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
  unsignedAttributes?: Uint8Array[];
};

/** ContentInfo around a SignedData with one signer, all in DER (RFC 5652 §5.1; EN 319 142-1 §6.1 wants DER). */
export function encodeSignedData(input: SignedDataInput): Uint8Array {
  const { contentType, content, certificates } = input;
  const digestAlgorithm = digestIdentifier(digestForKey(input.algorithm));
  // Version 3 for any content but id-data, else 1 with an issuerAndSerialNumber signer.
  const version = contentType === OID.data ? 1 : 3;
  const encapsulated = content === undefined ? [] : [tagged(0, octetString(content))];
  const embedded = certificates.length > 0 ? [tagged(0, ...inDerOrder(certificates))] : [];
  const signedData = sequence(
    integer(version),
    setOf(digestAlgorithm),
    sequence(objectIdentifier(contentType), ...encapsulated),
    ...embedded,
    setOf(encodeSignerInfo(input, digestAlgorithm)),
  );
  return sequence(objectIdentifier(OID.signedData), tagged(0, signedData));
}

function encodeSignerInfo(input: SignedDataInput, digestAlgorithm: Uint8Array): Uint8Array {
  const { issuer, serialNumberRaw } = parseCertificate(input.signerCertificate);
  const unsigned = input.unsignedAttributes ?? [];
  return sequence(
    integer(1),
    sequence(issuer.raw, serialNumberRaw),
    digestAlgorithm,
    // [0] IMPLICIT: the same content under another tag than the one that was signed (RFC 5652 §5.4).
    tagged(0, expectTag(readElement(input.signedAttributes), 0x31).content),
    signatureIdentifier(input.algorithm),
    octetString(input.signature),
    ...(unsigned.length > 0 ? [tagged(1, ...inDerOrder(unsigned))] : []),
  );
}
