import { hash, type webcrypto } from 'node:crypto';
import { Signer } from '@signpdf/utils';
import { ObjectIdentifier, OctetString, Sequence } from 'asn1js';
import {
  Attribute,
  Certificate,
  ContentInfo,
  EncapsulatedContentInfo,
  IssuerAndSerialNumber,
  SignedAndUnsignedAttributes,
  SignedData,
  SignerInfo,
} from 'pkijs';

const OID = {
  data: '1.2.840.113549.1.7.1',
  contentType: '1.2.840.113549.1.9.3',
  messageDigest: '1.2.840.113549.1.9.4',
  signingCertificateV2: '1.2.840.113549.1.9.16.2.47',
};

/** What a user of signpdf writes who has a P-256 key: its own signer takes PKCS#12 files with RSA keys only. */
export class EcSigner extends Signer {
  private readonly certificates: Certificate[];
  private readonly certificateDigest: Buffer;
  private readonly key: webcrypto.CryptoKey;

  /** @param certificates DER, the signer's first */
  constructor(key: webcrypto.CryptoKey, certificates: [Uint8Array, ...Uint8Array[]]) {
    super();
    this.key = key;
    this.certificates = certificates.map((der) => Certificate.fromBER(der));
    this.certificateDigest = hash('sha256', certificates[0], 'buffer');
  }

  /** @returns CMS in DER, with the attributes PAdES B-B wants */
  override async sign(pdf: Buffer): Promise<Buffer> {
    const [signer] = this.certificates;
    if (!signer) throw new Error('a signer needs a certificate');
    const signedData = new SignedData({
      version: 1,
      encapContentInfo: new EncapsulatedContentInfo({ eContentType: OID.data }),
      certificates: this.certificates,
      signerInfos: [
        new SignerInfo({
          version: 1,
          sid: new IssuerAndSerialNumber({ issuer: signer.issuer, serialNumber: signer.serialNumber }),
          signedAttrs: new SignedAndUnsignedAttributes({ type: 0, attributes: this.attributes(pdf) }),
        }),
      ],
    });
    await signedData.sign(this.key, 0, 'SHA-256');
    const content = new ContentInfo({
      contentType: ContentInfo.SIGNED_DATA,
      content: signedData.toSchema(true),
    });
    return Buffer.from(content.toSchema().toBER());
  }

  private attributes(pdf: Buffer): Attribute[] {
    const essCertificate = new Sequence({ value: [new OctetString({ valueHex: this.certificateDigest })] });
    const ess = new Sequence({ value: [new Sequence({ value: [essCertificate] })] });
    return [
      new Attribute({ type: OID.contentType, values: [new ObjectIdentifier({ value: OID.data })] }),
      new Attribute({
        type: OID.messageDigest,
        values: [new OctetString({ valueHex: hash('sha256', pdf, 'buffer') })],
      }),
      new Attribute({ type: OID.signingCertificateV2, values: [ess] }),
    ];
  }
}
