import { isText, oidOf, textOf } from '../asn1/decode.ts';
import { type Asn1Element, childrenOf, childrenOfTag } from '../asn1/element.ts';
import { objectIdentifier, printableString, sequence, setOf, utf8String } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { CryptoError } from '../errors.ts';
import type { DescribedName, DistinguishedName } from './certificate-types.ts';

/** A Name as found: its encoding, a key equal for names that match, and its attributes. */
export type ParsedName = { raw: Uint8Array; key: string; description: DescribedName };

type NamePart = keyof DistinguishedName;

/** In the order they are written: from the country down to the subject. */
const ATTRIBUTES: { part: NamePart; oid: string; label: string; maxLength: number }[] = [
  { part: 'country', oid: OID.country, label: 'C', maxLength: 2 },
  { part: 'organization', oid: OID.organization, label: 'O', maxLength: 64 },
  {
    part: 'organizationIdentifier',
    oid: OID.organizationIdentifier,
    label: 'organizationIdentifier',
    maxLength: 256,
  },
  { part: 'organizationalUnit', oid: OID.organizationalUnit, label: 'OU', maxLength: 64 },
  { part: 'serialNumber', oid: OID.serialNumber, label: 'serialNumber', maxLength: 64 },
  { part: 'commonName', oid: OID.commonName, label: 'CN', maxLength: 64 },
];

const OTHER_LABELS: Record<string, string> = {
  '2.5.4.4': 'SN',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'STREET',
  '2.5.4.12': 'title',
  '2.5.4.42': 'givenName',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};

/**
 * Writes a Name, one attribute per RDN. Country and serial number are PrintableString (X.520), all others UTF8String.
 * @throws CryptoError CERTIFICATE_INPUT_INVALID when a part is empty, longer than RFC 5280 appendix A allows, or misspelt
 */
export function encodeName(name: DistinguishedName): Uint8Array {
  const parts = ATTRIBUTES.flatMap(({ part, oid, maxLength }) => {
    // Composed, so that a name has one encoding whatever keyboard it came from (RFC 4518 §2.3).
    const text = name[part]?.normalize('NFC');
    if (text === undefined) return [];
    checkPart(part, text, maxLength);
    const isPrintable = part === 'country' || part === 'serialNumber';
    return [setOf(sequence(objectIdentifier(oid), isPrintable ? printableString(text) : utf8String(text)))];
  });
  return sequence(...parts);
}

function checkPart(part: NamePart, text: string, maxLength: number): void {
  const length = [...text].length;
  if (length === 0 || length > maxLength || text.trim() !== text) {
    throw nameInvalid(part, `must have 1 to ${maxLength} characters and no space at its ends`);
  }
  if (text.includes('\0') || !text.isWellFormed())
    throw nameInvalid(part, 'must be Unicode text without U+0000');
  if (part === 'country' && !/^[A-Z]{2}$/.test(text))
    throw nameInvalid(part, 'must be two capital letters (ISO 3166)');
  if (part === 'serialNumber' && !/^[A-Za-z0-9 '()+,\-./:=?]+$/.test(text)) {
    throw nameInvalid(part, 'must be in letters, digits and common punctuation');
  }
}

function nameInvalid(part: NamePart, why: string): CryptoError {
  return new CryptoError('CERTIFICATE_INPUT_INVALID', `The subject's ${part} ${why}.`);
}

type Attribute = { oid: string; value: Asn1Element };

/** Reads a Name (RFC 5280 §4.1.2.4). */
export function readName(element: Asn1Element | undefined): ParsedName {
  const rdns = childrenOfTag(element, 0x30).map((rdn) => childrenOfTag(rdn, 0x31).map(readAttribute));
  let description: DescribedName | undefined;
  return {
    raw: element?.raw ?? new Uint8Array(),
    key: nameKey(rdns),
    // Most names are only compared; who asks gets a copy of their own.
    get description() {
      description ??= describeName(rdns);
      return { ...description };
    },
  };
}

function readAttribute(element: Asn1Element): Attribute {
  const [type, value, ...rest] = childrenOf(element);
  if (value === undefined || rest.length > 0) {
    throw new CryptoError('CERTIFICATE_INVALID', 'A name in the certificate has a malformed attribute.');
  }
  return { oid: oidOf(type), value };
}

/** Names match without regard to string type, case and repeated space (RFC 5280 §7.1). */
function nameKey(rdns: Attribute[][]): string {
  const keys = rdns.map((rdn) =>
    rdn
      .map(({ oid, value }) => [
        oid,
        isText(value) ? foldText(textOf(value)) : Buffer.from(value.raw).toString('hex'),
      ])
      .map((pair) => JSON.stringify(pair))
      .toSorted(),
  );
  return JSON.stringify(keys);
}

function foldText(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

function describeName(rdns: Attribute[][]): DescribedName {
  const description: DescribedName = { text: rdns.toReversed().map(rdnText).join(',') };
  for (const { oid, value } of rdns.flat()) {
    const part = ATTRIBUTES.find((attribute) => attribute.oid === oid)?.part;
    if (part !== undefined && isText(value)) description[part] ??= textOf(value);
  }
  return description;
}

/** One RDN as RFC 4514 §2.3 writes it. */
function rdnText(rdn: Attribute[]): string {
  return rdn
    .map(({ oid, value }) => {
      const label = ATTRIBUTES.find((attribute) => attribute.oid === oid)?.label ?? OTHER_LABELS[oid] ?? oid;
      return `${label}=${isText(value) ? escapeText(textOf(value)) : `#${Buffer.from(value.raw).toString('hex')}`}`;
    })
    .join('+');
}

/** RFC 4514 §2.4; control characters too, so that a name can't forge lines of a report. */
function escapeText(text: string): string {
  return text
    .replace(/[,+"\\<>;=]/g, '\\$&')
    .replace(/^[ #]| $/g, '\\$&')
    .replace(/\p{Cc}/gu, (char) => `\\${(char.codePointAt(0) ?? 0).toString(16).padStart(2, '0')}`);
}
