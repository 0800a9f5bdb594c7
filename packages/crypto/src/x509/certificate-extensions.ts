import { booleanOf, octetsOf, oidOf, setBits, smallInteger } from '../asn1/decode.ts';
import {
  type Asn1Element,
  childrenOf,
  childrenOfTag,
  expectTag,
  invalid,
  readElement,
} from '../asn1/element.ts';
import { OID } from '../asn1/oids.ts';

type Extension = { critical: boolean; value: Uint8Array /* the DER in extnValue */ };
export type Extensions = Map<string /* OID */, Extension>;

/** Reads Extensions; none may appear twice (RFC 5280 §4.2). */
export function readExtensions(list: Asn1Element | undefined): Extensions {
  const extensions: Extensions = new Map();
  for (const element of childrenOfTag(list, 0x30)) {
    const [id, second, third] = childrenOfTag(element, 0x30);
    const oid = oidOf(id);
    if (extensions.has(oid)) throw invalid(`extension ${oid} appears twice`);
    const critical = second?.tag === 0x01 && booleanOf(second);
    extensions.set(oid, { critical, value: octetsOf(second?.tag === 0x01 ? third : second) });
  }
  return extensions;
}

function readValue(extensions: Extensions, oid: string): Asn1Element | undefined {
  const extension = extensions.get(oid);
  return extension && readElement(extension.value);
}

/** In the order of their bits (RFC 5280 §4.2.1.3). */
export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

export type KeyUsage = (typeof KEY_USAGES)[number];

/** The key's permitted uses; `undefined` when the certificate doesn't restrict them. */
export function keyUsageOf(extensions: Extensions): KeyUsage[] | undefined {
  const value = readValue(extensions, OID.keyUsage);
  if (value === undefined) return undefined;
  const bits = setBits(value);
  return KEY_USAGES.filter((_, bit) => bits.includes(bit));
}

/** The purposes the key is for, as OIDs; `undefined` when the certificate doesn't restrict them. */
export function extendedKeyUsageOf(extensions: Extensions): string[] | undefined {
  const value = readValue(extensions, OID.extendedKeyUsage);
  return value && childrenOfTag(value, 0x30).map(oidOf);
}

export type BasicConstraints = { isCa: boolean; pathLength: number | undefined };

export function basicConstraintsOf(extensions: Extensions): BasicConstraints | undefined {
  const value = readValue(extensions, OID.basicConstraints);
  if (value === undefined) return undefined;
  const [first, second] = childrenOfTag(value, 0x30);
  const isCa = first?.tag === 0x01 && booleanOf(first);
  const length = first?.tag === 0x01 ? second : first;
  return { isCa, pathLength: length && smallInteger(length) };
}

/** subjectKeyIdentifier, hex. */
export function subjectKeyIdOf(extensions: Extensions): string | undefined {
  const value = readValue(extensions, OID.subjectKeyIdentifier);
  return value && hex(expectTag(value, 0x04));
}

/** The keyIdentifier of a certificate's or CRL's authorityKeyIdentifier, hex. */
export function authorityKeyIdOf(extensions: Extensions): string | undefined {
  const value = readValue(extensions, OID.authorityKeyIdentifier);
  const keyId = value && childrenOfTag(value, 0x30).find((field) => field.tag === 0x80);
  return keyId && hex(keyId);
}

function hex(element: Asn1Element): string {
  return Buffer.from(element.content).toString('hex');
}

/** The URIs of a certificate's cRLDistributionPoints. */
export function crlUrlsOf(extensions: Extensions): string[] {
  const value = readValue(extensions, OID.crlDistributionPoints);
  if (value === undefined) return [];
  return childrenOfTag(value, 0x30).flatMap((point) => {
    const name = childrenOf(point).find((field) => field.tag === 0xa0);
    return name === undefined ? [] : distributionPointUrls(name);
  });
}

export type IssuingDistributionPoint = {
  urls: string[] | undefined /* undefined: the CRL isn't limited to a distribution point */;
  onlyUserCertificates: boolean;
  onlyCaCertificates: boolean;
  onlySomeReasons: boolean;
  isIndirect: boolean;
  onlyAttributeCertificates: boolean;
};

/** What a CRL limits itself to (RFC 5280 §5.2.5); `undefined` when it speaks for all of its issuer's certificates. */
export function issuingDistributionPointOf(extensions: Extensions): IssuingDistributionPoint | undefined {
  const value = readValue(extensions, OID.issuingDistributionPoint);
  if (value === undefined) return undefined;
  const fields = childrenOfTag(value, 0x30);
  const isSet = (tag: number): boolean => fields.some((field) => field.tag === tag && field.content[0] !== 0);
  const name = fields.find((field) => field.tag === 0xa0);
  return {
    urls: name && distributionPointUrls(name),
    onlyUserCertificates: isSet(0x81),
    onlyCaCertificates: isSet(0x82),
    onlySomeReasons: fields.some((field) => field.tag === 0x83),
    isIndirect: isSet(0x84),
    onlyAttributeCertificates: isSet(0x85),
  };
}

/** The URIs in a `[0]` DistributionPointName. */
function distributionPointUrls(name: Asn1Element): string[] {
  return childrenOf(name)
    .filter((choice) => choice.tag === 0xa0)
    .flatMap((fullName) => childrenOf(fullName))
    .filter((generalName) => generalName.tag === 0x86)
    .map((uri) => Buffer.from(uri.content).toString('latin1'));
}

/** The URIs of an access method in authorityInfoAccess (RFC 5280 §4.2.2.1). */
export function accessUrlsOf(extensions: Extensions, method: string): string[] {
  const value = readValue(extensions, OID.authorityInfoAccess);
  if (value === undefined) return [];
  return childrenOfTag(value, 0x30).flatMap((description) => {
    const [oid, location] = childrenOfTag(description, 0x30);
    if (oidOf(oid) !== method || location?.tag !== 0x86) return [];
    return [Buffer.from(location.content).toString('latin1')];
  });
}
