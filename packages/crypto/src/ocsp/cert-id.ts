import { integerHex, octetsOf, wholeBits } from '../asn1/decode.ts';
import { type Asn1Element, childrenOfTag, expectTag, invalid, readElement } from '../asn1/element.ts';
import { octetString, sequence } from '../asn1/encode.ts';
import { CryptoError } from '../errors.ts';
import {
  type DigestAlgorithm,
  digestIdentifierWithNull,
  digestOf,
  readDigestAlgorithm,
} from '../keys/digest-algorithm.ts';
import type { ParsedCertificate } from '../x509/parsed-certificate.ts';

/** Which certificate is meant: its issuer by digests of name and key, and its serial number (RFC 6960 §4.1.1). */
export type CertId = {
  raw: Uint8Array;
  digestAlgorithm: DigestAlgorithm | undefined /* undefined: one we can't compute */;
  issuerNameHash: Uint8Array;
  issuerKeyHash: Uint8Array;
  serialNumber: string /* hex, as a parsed certificate has it */;
};

export function encodeCertId(
  certificate: ParsedCertificate,
  issuer: ParsedCertificate,
  digestAlgorithm: DigestAlgorithm,
): Uint8Array {
  return sequence(
    // With NULL, though RFC 5754 would leave it out: responders of RFC 5019 look answers up by these very octets.
    digestIdentifierWithNull(digestAlgorithm),
    octetString(digestOf(digestAlgorithm, certificate.issuer.raw)),
    octetString(keyHash(issuer, digestAlgorithm)),
    certificate.serialNumberRaw,
  );
}

export function readCertId(element: Asn1Element | undefined): CertId {
  const [algorithm, nameHash, keyHashValue, serialNumber, ...rest] = childrenOfTag(element, 0x30);
  if (rest.length > 0) throw invalid('a CertID has an unknown field');
  return {
    raw: expectTag(element, 0x30).raw,
    digestAlgorithm: readDigestAlgorithm(algorithm),
    issuerNameHash: octetsOf(nameHash),
    issuerKeyHash: octetsOf(keyHashValue),
    serialNumber: integerHex(serialNumber),
  };
}

/** Whether the CertID's issuer is this authority: name and key, both. */
export function namesIssuer(id: CertId, issuer: ParsedCertificate): boolean {
  const { digestAlgorithm, issuerNameHash, issuerKeyHash } = id;
  if (digestAlgorithm === undefined) return false;
  return (
    Buffer.compare(issuerNameHash, digestOf(digestAlgorithm, issuer.subject.raw)) === 0 &&
    hasKeyHash(issuer, digestAlgorithm, issuerKeyHash)
  );
}

/** Whether this is the digest of the certificate's key; false too for a key that is no key. */
export function hasKeyHash(
  certificate: ParsedCertificate,
  digestAlgorithm: DigestAlgorithm,
  hash: Uint8Array,
): boolean {
  try {
    return Buffer.compare(keyHash(certificate, digestAlgorithm), hash) === 0;
  } catch (error) {
    if (error instanceof CryptoError) return false;
    throw error;
  }
}

/** Digest of the key's bits, without the BIT STRING's tag, length and count of unused bits (RFC 6960 §4.1.1). @throws CryptoError ASN1_INVALID */
export function keyHash({ publicKey }: ParsedCertificate, digestAlgorithm: DigestAlgorithm): Uint8Array {
  return digestOf(digestAlgorithm, wholeBits(childrenOfTag(readElement(publicKey), 0x30)[1]));
}
