import { integerHex } from '../asn1/decode.ts';
import { type Asn1Element, childrenOfTag, expectTag } from '../asn1/element.ts';
import { digestOf } from '../keys/digest-algorithm.ts';
import { readable } from '../readable.ts';
import { readName } from '../x509/name.ts';
import { type ParsedCertificate, parseCertificate } from '../x509/parsed-certificate.ts';
import type { EssCertificateId } from './parsed-signature.ts';

/**
 * The certificate a SignerIdentifier names (RFC 5652 §5.3). Should several answer to it, the one that the signed ESS
 * attribute means is taken, else the first.
 */
export function findSignerCertificate(
  signerId: Asn1Element | undefined,
  certificates: Uint8Array[],
  signed: EssCertificateId | undefined,
): Uint8Array | undefined {
  const isNamed = matcherFor(signerId);
  const named = certificates.filter((der) => {
    const certificate = readable(() => parseCertificate(der));
    return certificate !== undefined && isNamed(certificate);
  });
  return named.find((der) => signed && isMeant(signed, der)) ?? named[0];
}

/** Whether an ESS attribute means this certificate. */
export function isMeant({ digestAlgorithm, digest }: EssCertificateId, certificate: Uint8Array): boolean {
  return (
    digestAlgorithm !== undefined && Buffer.compare(digestOf(digestAlgorithm, certificate), digest) === 0
  );
}

function matcherFor(signerId: Asn1Element | undefined): (certificate: ParsedCertificate) => boolean {
  if (signerId?.tag === 0x80) {
    const keyId = Buffer.from(signerId.content).toString('hex');
    return ({ subjectKeyId }) => subjectKeyId === keyId;
  }
  const [issuer, serial] = childrenOfTag(expectTag(signerId, 0x30), 0x30);
  const name = readName(issuer);
  const serialNumber = integerHex(serial);
  return (certificate) => certificate.serialNumber === serialNumber && certificate.issuer.key === name.key;
}
