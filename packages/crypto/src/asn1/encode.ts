import { CryptoError } from '../errors.ts';

/**
 * DER writers (X.690 §10–11). They work on octets, so that what was signed or issued elsewhere — certificates,
 * signed attributes, tokens — goes into a structure byte for byte.
 */
export function encodeTag(tag: number, ...parts: Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const lengthOctets = length < 0x80 ? 0 : octetsOf(length);
  const encoded = new Uint8Array(2 + lengthOctets + length);
  encoded[0] = tag;
  encoded[1] = lengthOctets === 0 ? length : 0x80 | lengthOctets;
  for (let at = 1 + lengthOctets, rest = length; at > 1; at -= 1, rest = Math.floor(rest / 256)) {
    encoded[at] = rest % 256;
  }
  let offset = 2 + lengthOctets;
  for (const part of parts) {
    encoded.set(part, offset);
    offset += part.length;
  }
  return encoded;
}

function octetsOf(length: number): number {
  let octets = 1;
  for (let rest = Math.floor(length / 256); rest > 0; rest = Math.floor(rest / 256)) octets += 1;
  return octets;
}

export function concat(parts: Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}

export function sequence(...parts: Uint8Array[]): Uint8Array {
  return encodeTag(0x30, ...parts);
}

/** A SET OF: its members in ascending order of their encodings (X.690 §11.6). */
export function setOf(...members: Uint8Array[]): Uint8Array {
  return encodeTag(0x31, ...inDerOrder(members));
}

export function inDerOrder(members: Uint8Array[]): Uint8Array[] {
  return members.length < 2 ? members : members.toSorted(Buffer.compare);
}

/** `[number]` EXPLICIT, or IMPLICIT around the content of a constructed value. */
export function tagged(number: number, ...parts: Uint8Array[]): Uint8Array {
  return encodeTag(0xa0 | number, ...parts);
}

/** `[number]` IMPLICIT around the content of a primitive value. */
export function taggedPrimitive(number: number, content: Uint8Array): Uint8Array {
  return encodeTag(0x80 | number, content);
}

const identifiers = new Map<string, Uint8Array>();

/** The same octets for the same identifier: nobody writes into them. */
export function objectIdentifier(oid: string): Uint8Array {
  const known = identifiers.get(oid);
  if (known) return known;
  const encoded = encodeIdentifier(oid);
  // They are ours, a few dozen; whoever hands in others shall not fill the memory.
  if (identifiers.size < 1000) identifiers.set(oid, encoded);
  return encoded;
}

function encodeIdentifier(oid: string): Uint8Array {
  const [first = 0, second = 0, ...rest] = oid.split('.').map(Number);
  if (!/^[0-2](\.\d{1,15})+$/.test(oid) || (first < 2 && second > 39)) {
    throw new CryptoError('ASN1_INVALID', `"${oid}" is not an object identifier.`);
  }
  return encodeTag(0x06, Uint8Array.from([first * 40 + second, ...rest].flatMap(base128)));
}

function base128(arc: number): number[] {
  const octets = [arc % 128];
  for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128)) {
    octets.unshift(0x80 | (left % 128));
  }
  return octets;
}

/** A non-negative INTEGER from an unsigned big-endian number of any length. */
export function unsignedInteger(bytes: Uint8Array): Uint8Array {
  return encodeTag(0x02, unsignedContent(bytes));
}

export function unsignedContent(bytes: Uint8Array): Uint8Array {
  const significant = bytes.subarray(Math.max(0, firstNonZero(bytes)));
  if (significant.length === 0) return Uint8Array.of(0);
  return (significant[0] ?? 0) >= 0x80 ? concat([Uint8Array.of(0), significant]) : significant;
}

function firstNonZero(bytes: Uint8Array): number {
  const index = bytes.findIndex((octet) => octet !== 0);
  return index === -1 ? bytes.length : index;
}

/** A small non-negative INTEGER. */
export function integer(value: number | bigint): Uint8Array {
  const hex = value.toString(16);
  return unsignedInteger(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'));
}

export function octetString(content: Uint8Array): Uint8Array {
  return encodeTag(0x04, content);
}

export function utf8String(text: string): Uint8Array {
  return encodeTag(0x0c, new TextEncoder().encode(text));
}

export function printableString(text: string): Uint8Array {
  if (!/^[A-Za-z0-9 '()+,\-./:=?]+$/.test(text)) {
    throw new CryptoError('ASN1_INVALID', `"${text}" has characters a PrintableString cannot hold.`);
  }
  return encodeTag(0x13, new TextEncoder().encode(text));
}

/** The content octets of an IA5String (URLs, e-mail addresses). */
export function ia5Content(text: string): Uint8Array {
  if (!/^[\x21-\x7e]+$/.test(text)) {
    throw new CryptoError('ASN1_INVALID', `"${text}" must be written in ASCII without spaces.`);
  }
  return new TextEncoder().encode(text);
}

/** A BIT STRING of whole octets. */
export function bitString(octets: Uint8Array): Uint8Array {
  return encodeTag(0x03, Uint8Array.of(0), octets);
}

export function boolean(value: boolean): Uint8Array {
  return encodeTag(0x01, Uint8Array.of(value ? 0xff : 0));
}

export const NULL: Uint8Array = Uint8Array.of(0x05, 0x00);

/** A BIT STRING with named bits: trailing zero bits are left out (X.690 §11.2.2). */
export function namedBits(...bits: number[]): Uint8Array {
  const highest = Math.max(...bits);
  const octets = new Uint8Array(Math.floor(highest / 8) + 1);
  for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return encodeTag(0x03, Uint8Array.of(7 - (highest & 7)), octets);
}

/** GeneralizedTime in UTC with the fraction in its shortest form (X.690 §11.7). */
export function generalizedTime(time: Date): Uint8Array {
  const year = time.getUTCFullYear();
  if (!(year >= 0 && year <= 9999))
    throw new CryptoError('ASN1_INVALID', 'A time must lie in the years 0 to 9999.');
  const [whole = '', fraction = ''] = time
    .toISOString()
    .replace(/[-:TZ]/g, '')
    .split('.');
  const significant = fraction.replace(/0+$/, '');
  return encodeTag(0x18, new TextEncoder().encode(`${whole}${significant && `.${significant}`}Z`));
}

/** A certificate's or CRL's time, whole seconds: UTCTime through 2049, GeneralizedTime from 2050 (RFC 5280 §4.1.2.5). */
export function certificateTime(time: Date): Uint8Array {
  const seconds = new Date(Math.floor(time.getTime() / 1000) * 1000);
  const year = seconds.getUTCFullYear();
  if (year < 1950 || year >= 2050) return generalizedTime(seconds);
  const digits = seconds.toISOString().slice(2, 19).replace(/[-:T]/g, '');
  return encodeTag(0x17, new TextEncoder().encode(`${digits}Z`));
}
