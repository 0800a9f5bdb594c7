import { Integer, OctetString } from 'asn1js';
import {
  AlgorithmIdentifier,
  type Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  RelativeDistinguishedNames,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs';
import { oidOf } from '../asn1/decode.ts';
import { childrenOfTag, readElement } from '../asn1/element.ts';
import { inDerOrder } from '../asn1/encode.ts';
import { digestIdentifier } from '../keys/digest-algorithm.ts';
import type { KeyAlgorithm } from '../keys/key-algorithm.ts';
import { digestForKey } from '../keys/sign-with-key.ts';
import { signatureIdentifier } from '../keys/signature-scheme.ts';
import { parseCertificate } from '../x509/parsed-certificate.ts';
import { EncodedValue, writtenAs } from './encoded-value.ts';
import { signedAttributeSet } from './signed-attributes.ts';

type SignedDataInput = {
  contentType: string /* OID */;
  content?: Uint8Array /* absent: detached */;
  signerCertificate: Uint8Array;
  certificates: Uint8Array[] /* embedded, the signer's among them if it shall be */;
  signedAttributes: Uint8Array /* DER SET OF */;
  signature: Uint8Array;
  algorithm: KeyAlgorithm;
  unsignedAttribute?: Attribute;
};

/**
 * ContentInfo around a SignedData with one signer, all in DER (RFC 5652 §5.1; EN 319 142-1 §6.1 wants DER). Certificates,
 * issuer name and signed attributes go in byte for byte.
 */
export function encodeSignedData(input: SignedDataInput): Uint8Array {
  const digestAlgorithm = algorithmIdentifier(digestIdentifier(digestForKey(input.algorithm)));
  const signedData = new SignedData({
    // pkijs sets the version: 3 for any content but id-data, else 1 with an issuerAndSerialNumber signer.
    digestAlgorithms: [digestAlgorithm],
    encapContentInfo: encapsulated(input),
    // pkijs writes a SET OF in the order given; an empty one must be absent.
    ...(input.certificates.length > 0 && {
      certificates: inDerOrder(input.certificates).map((der) => writtenAs(new Certificate(), der)),
    }),
    signerInfos: [signerInfo(input, digestAlgorithm)],
  });
  const content = signedData.toSchema();
  return new Uint8Array(
    new ContentInfo({ contentType: ContentInfo.SIGNED_DATA, content }).toSchema().toBER(),
  );
}

function encapsulated({ contentType, content }: SignedDataInput): EncapsulatedContentInfo {
  const info = new EncapsulatedContentInfo({ eContentType: contentType });
  // Given to the constructor it would become a constructed OCTET STRING, which isn't DER.
  if (content) info.eContent = new OctetString({ valueHex: content });
  return info;
}

function signerInfo(input: SignedDataInput, digestAlgorithm: AlgorithmIdentifier): SignerInfo {
  const { issuer, serialNumberRaw } = parseCertificate(input.signerCertificate);
  const signed = childrenOfTag(readElement(input.signedAttributes), 0x31);
  return new SignerInfo({
    version: 1,
    sid: new IssuerAndSerialNumber({
      issuer: writtenAs(new RelativeDistinguishedNames(), issuer.raw),
      serialNumber: new Integer({ valueHex: readElement(serialNumberRaw).content }),
    }),
    digestAlgorithm,
    // [0] IMPLICIT: the same content under another tag than the one that was signed (RFC 5652 §5.4).
    signedAttrs: signedAttributeSet(signed.map(({ raw }) => raw)),
    signatureAlgorithm: algorithmIdentifier(signatureIdentifier(input.algorithm)),
    signature: new OctetString({ valueHex: input.signature }),
    ...(input.unsignedAttribute && {
      unsignedAttrs: new SignedAndUnsignedAttributes({ type: 1, attributes: [input.unsignedAttribute] }),
    }),
  });
}

function algorithmIdentifier(der: Uint8Array): AlgorithmIdentifier {
  const [algorithm, parameters] = childrenOfTag(readElement(der), 0x30);
  return new AlgorithmIdentifier({
    algorithmId: oidOf(algorithm),
    // Absent and NULL are two things here: ECDSA forbids parameters, RSA wants NULL (RFC 5754 §3).
    ...(parameters && { algorithmParams: new EncodedValue(parameters.raw) }),
  });
}
