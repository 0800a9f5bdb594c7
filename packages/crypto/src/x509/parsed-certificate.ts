import { integerHex, smallInteger, timeOf, wholeBits } from '../asn1/decode.ts';
import { type Asn1Element, childrenOfTag, expectTag, invalid, readElement } from '../asn1/element.ts';
import { sequence } from '../asn1/encode.ts';
import { CryptoError } from '../errors.ts';
import { readSignatureScheme, type SignatureScheme } from '../keys/signature-scheme.ts';
import { Recent } from '../recent.ts';
import {
  authorityKeyIdOf,
  type BasicConstraints,
  basicConstraintsOf,
  crlUrlsOf,
  type Extensions,
  extendedKeyUsageOf,
  type KeyUsage,
  keyUsageOf,
  readExtensions,
  subjectKeyIdOf,
} from './certificate-extensions.ts';
import { type ParsedName, readName } from './name.ts';

/** The fields of an X.509 certificate (RFC 5280 §4.1) as far as issuing, describing and path validation need them. */
export type ParsedCertificate = {
  der: Uint8Array;
  tbs: Uint8Array /* what the issuer signed */;
  scheme: SignatureScheme | undefined;
  signature: Uint8Array;
  serialNumber: string /* hex */;
  serialNumberRaw: Uint8Array /* INTEGER DER */;
  issuer: ParsedName;
  notBefore: Date;
  notAfter: Date;
  subject: ParsedName;
  publicKey: Uint8Array /* SubjectPublicKeyInfo DER */;
  keyUsage: KeyUsage[] | undefined;
  extendedKeyUsage: string[] | undefined /* OIDs */;
  basicConstraints: BasicConstraints | undefined;
  subjectKeyId: string | undefined /* hex */;
  authorityKeyId: string | undefined /* hex */;
  crlUrls: string[];
  extensions: Extensions;
};

const MAX_CERTIFICATE_OCTETS = 256 * 1024;

const recent = new Recent<ParsedCertificate>({ capacity: 500, maxOctets: 8192 });

/** The same reading for the same octets, for as long as it is asked for now and then. @throws CryptoError CERTIFICATE_INVALID */
export function parseCertificate(der: Uint8Array): ParsedCertificate {
  const parsed = recent.get(der, () => parse(der));
  // Whoever got hold of a reading's octets may have changed them.
  return Buffer.compare(parsed.der, der) === 0 ? parsed : parse(der);
}

function parse(der: Uint8Array): ParsedCertificate {
  try {
    if (der.length > MAX_CERTIFICATE_OCTETS) throw invalid('it is too large');
    return readCertificate(der.slice());
  } catch (cause) {
    throw new CryptoError('CERTIFICATE_INVALID', 'The certificate is not readable X.509 (DER).', { cause });
  }
}

function readCertificate(der: Uint8Array): ParsedCertificate {
  const parts = childrenOfTag(readElement(der), 0x30);
  const [tbs, algorithm, signature] = parts;
  // What other octets would read the same (lengths in another form, something behind the signature) is no certificate: it
  // is known by its octets.
  if (parts.length !== 3 || Buffer.compare(sequence(...parts.map(({ raw }) => raw)), der) !== 0) {
    throw invalid('it is not written in DER');
  }
  const fields = childrenOfTag(tbs, 0x30);
  const isVersioned = fields[0]?.tag === 0xa0;
  if (isVersioned) readVersion(fields[0]);
  const [serialNumber, innerAlgorithm, issuer, validity, subject, publicKey, ...rest] = isVersioned
    ? fields.slice(1)
    : fields;
  // RFC 5280 §4.1.1.2: the signed identifier must be the one outside, else the algorithm could be swapped.
  if (!sameOctets(innerAlgorithm, algorithm)) throw invalid('its two signature algorithms differ');
  const [notBefore, notAfter] = childrenOfTag(validity, 0x30);
  return {
    der,
    tbs: expectTag(tbs, 0x30).raw,
    scheme: readSignatureScheme(algorithm),
    signature: wholeBits(signature),
    serialNumber: integerHex(serialNumber),
    serialNumberRaw: expectTag(serialNumber, 0x02).raw,
    issuer: readName(issuer),
    notBefore: timeOf(notBefore),
    notAfter: timeOf(notAfter),
    subject: readName(subject),
    publicKey: expectTag(publicKey, 0x30).raw,
    ...readKnownExtensions(rest.find((field) => field.tag === 0xa3)),
  };
}

function readKnownExtensions(wrapper: Asn1Element | undefined) {
  const extensions: Extensions = wrapper ? readExtensions(childrenOfTag(wrapper, 0xa3)[0]) : new Map();
  return {
    keyUsage: keyUsageOf(extensions),
    extendedKeyUsage: extendedKeyUsageOf(extensions),
    basicConstraints: basicConstraintsOf(extensions),
    subjectKeyId: subjectKeyIdOf(extensions),
    authorityKeyId: authorityKeyIdOf(extensions),
    crlUrls: crlUrlsOf(extensions),
    extensions,
  };
}

function readVersion(element: Asn1Element | undefined): void {
  const version = smallInteger(childrenOfTag(element, 0xa0)[0]);
  if (version > 2) throw invalid(`certificate version ${version + 1} is unknown`);
}

function sameOctets(a: Asn1Element | undefined, b: Asn1Element | undefined): boolean {
  return a !== undefined && b !== undefined && Buffer.compare(a.raw, b.raw) === 0;
}
