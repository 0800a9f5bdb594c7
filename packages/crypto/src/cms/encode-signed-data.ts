import { OctetString } from 'asn1js';
import {
  AlgorithmIdentifier,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs';
import { expectTag, readElement } from '../asn1/element.ts';
import { inDerOrder, sequence, tagged } from '../asn1/encode.ts';
import { digestIdentifier } from '../keys/digest-algorithm.ts';
import type { KeyAlgorithm } from '../keys/key-algorithm.ts';
import { digestForKey } from '../keys/sign-with-key.ts';
import { signatureIdentifier } from '../keys/signature-scheme.ts';
import { parseCertificate } from '../x509/parsed-certificate.ts';
import { writtenAs } from './encoded-value.ts';

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

/**
 * ContentInfo around a SignedData with one signer, all in DER (RFC 5652 §5.1; EN 319 142-1 §6.1 wants DER). Certificates,
 * issuer name and signed attributes go in byte for byte. So does what is encoded in one way only: asn1js takes a
 * hundred times as long for it.
 */
export function encodeSignedData(input: SignedDataInput): Uint8Array {
  const digestAlgorithm = writtenAs(
    new AlgorithmIdentifier(),
    digestIdentifier(digestForKey(input.algorithm)),
  );
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
  const signed = expectTag(readElement(input.signedAttributes), 0x31);
  return new SignerInfo({
    version: 1,
    sid: writtenAs(new IssuerAndSerialNumber(), sequence(issuer.raw, serialNumberRaw)),
    digestAlgorithm,
    // [0] IMPLICIT: the same content under another tag than the one that was signed (RFC 5652 §5.4).
    signedAttrs: writtenAs(new SignedAndUnsignedAttributes({ type: 0 }), tagged(0, signed.content)),
    signatureAlgorithm: writtenAs(new AlgorithmIdentifier(), signatureIdentifier(input.algorithm)),
    signature: new OctetString({ valueHex: input.signature }),
    ...(input.unsignedAttribute && {
      unsignedAttrs: writtenAs(
        new SignedAndUnsignedAttributes({ type: 1 }),
        tagged(1, input.unsignedAttribute),
      ),
    }),
  });
}
