import { CryptoError } from '../errors.ts';
import { concat, encodeTag } from './encode.ts';

/** One ASN.1 value as tag and content; nested values are read only when asked for. */
export type Asn1Element = {
  tag: number /* identifier octet: class, constructed bit, number */;
  raw: Uint8Array /* the whole encoding, in definite lengths */;
  content: Uint8Array;
};

/** Nothing in X.509, CMS or RFC 3161 nests half as deep. */
const MAX_DEPTH = 32;
const MAX_CHILDREN = 20_000;

const CONSTRUCTED = 0x20;
const CONSTRUCTED_OCTET_STRING = 0x24;
const OCTET_STRING = 0x04;

/**
 * Reads exactly one value that fills `bytes`. Accepts DER and, since other software writes it into CMS, BER with
 * indefinite lengths and constructed octet strings, which it turns into definite form. Work is linear in the size.
 * @throws CryptoError ASN1_INVALID
 */
export function readElement(bytes: Uint8Array): Asn1Element {
  const { element, next } = elementAt(bytes, 0, 0);
  if (next !== bytes.length) throw invalid('octets follow the value');
  return element;
}

/** As `readElement`, but zero octets may follow: a PDF's /Contents is padded with them. */
export function readPaddedElement(bytes: Uint8Array): Asn1Element {
  const { element, next } = elementAt(bytes, 0, 0);
  for (let i = next; i < bytes.length; i++) {
    if (bytes[i] !== 0) throw invalid('octets follow the value');
  }
  return element;
}

/** The values inside a constructed one, read one after another, so that a long list costs no memory. */
export function* eachChild(parent: Asn1Element): Generator<Asn1Element> {
  if ((parent.tag & CONSTRUCTED) === 0)
    throw invalid('a primitive value was found where a list was expected');
  let offset = 0;
  while (offset < parent.content.length) {
    const { element, next } = elementAt(parent.content, offset, 0);
    yield element;
    offset = next;
  }
}

/** The values inside a constructed one. */
export function childrenOf(parent: Asn1Element): Asn1Element[] {
  const children: Asn1Element[] = [];
  for (const child of eachChild(parent)) {
    if (children.length === MAX_CHILDREN) throw invalid('a list is too long');
    children.push(child);
  }
  return children;
}

/** The children of a value that must carry `tag`. */
export function childrenOfTag(element: Asn1Element | undefined, tag: number): Asn1Element[] {
  return childrenOf(expectTag(element, tag));
}

export function expectTag(element: Asn1Element | undefined, tag: number): Asn1Element {
  if (element === undefined) throw invalid('a value is missing');
  if (element.tag !== tag) throw invalid(`tag ${hex(tag)} was expected, ${hex(element.tag)} found`);
  return element;
}

export function invalid(why: string): CryptoError {
  return new CryptoError('ASN1_INVALID', `The ASN.1 data is damaged: ${why}.`);
}

type Header = {
  tag: number;
  start: number /* of the content */;
  length: number | undefined /* indefinite */;
};

function elementAt(bytes: Uint8Array, offset: number, depth: number): { element: Asn1Element; next: number } {
  if (depth > MAX_DEPTH) throw invalid('it nests too deeply');
  const { tag, start, length } = readHeader(bytes, offset);
  if (length === undefined) return indefiniteElement(bytes, tag, start, depth);
  const next = start + length;
  const content = bytes.subarray(start, next);
  if (tag === CONSTRUCTED_OCTET_STRING) return { element: joinOctetStrings(content, depth), next };
  return { element: { tag, raw: bytes.subarray(offset, next), content }, next };
}

function readHeader(bytes: Uint8Array, offset: number): Header {
  const tag = bytes[offset];
  const first = bytes[offset + 1];
  if (tag === undefined || first === undefined) throw invalid('it ends too early');
  if ((tag & 0x1f) === 0x1f) throw invalid('a tag number above 30 is not used in these structures');
  if (first === 0x80) {
    if ((tag & CONSTRUCTED) === 0) throw invalid('a primitive value has an indefinite length');
    return { tag, start: offset + 2, length: undefined };
  }
  const { length, octets } = readLength(bytes, offset + 1, first);
  const start = offset + 1 + octets;
  if (start + length > bytes.length) throw invalid('it ends too early');
  return { tag, start, length };
}

function readLength(bytes: Uint8Array, offset: number, first: number): { length: number; octets: number } {
  if (first < 0x80) return { length: first, octets: 1 };
  const count = first & 0x7f;
  if (count > 4) throw invalid('a length is out of range');
  let length = 0;
  for (let i = 1; i <= count; i++) {
    const octet = bytes[offset + i];
    if (octet === undefined) throw invalid('it ends too early');
    length = length * 256 + octet;
  }
  return { length, octets: 1 + count };
}

function indefiniteElement(bytes: Uint8Array, tag: number, start: number, depth: number) {
  const parts: Uint8Array[] = [];
  let offset = start;
  while (!(bytes[offset] === 0 && bytes[offset + 1] === 0)) {
    const { element, next } = elementAt(bytes, offset, depth + 1);
    parts.push(tag === CONSTRUCTED_OCTET_STRING ? octetsOf(element) : element.raw);
    offset = next;
  }
  const kind = tag === CONSTRUCTED_OCTET_STRING ? OCTET_STRING : tag;
  return { element: encodeElement(kind, concat(parts)), next: offset + 2 };
}

function joinOctetStrings(content: Uint8Array, depth: number): Asn1Element {
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < content.length; ) {
    const { element, next } = elementAt(content, offset, depth + 1);
    parts.push(octetsOf(element));
    offset = next;
  }
  return encodeElement(OCTET_STRING, concat(parts));
}

function octetsOf(element: Asn1Element): Uint8Array {
  return expectTag(element, OCTET_STRING).content;
}

function encodeElement(tag: number, content: Uint8Array): Asn1Element {
  const raw = encodeTag(tag, content);
  return { tag, raw, content: raw.subarray(raw.length - content.length) };
}

function hex(octet: number): string {
  return `0x${octet.toString(16).padStart(2, '0')}`;
}
