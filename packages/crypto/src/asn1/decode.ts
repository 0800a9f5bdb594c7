import { TextDecoder } from 'node:util';
import { type Asn1Element, expectTag, invalid } from './element.ts';

const MAX_OID_OCTETS = 64;

export function oidOf(element: Asn1Element | undefined): string {
  const { content } = expectTag(element, 0x06);
  if (content.length === 0 || content.length > MAX_OID_OCTETS)
    throw invalid('an object identifier has a wrong length');
  if ((content.at(-1) ?? 0) >= 0x80) throw invalid('an object identifier ends too early');
  let text = '';
  let arc: number | bigint = 0;
  for (const octet of content) {
    arc = nextArc(arc, octet & 0x7f);
    if (octet >= 0x80) continue;
    text += text === '' ? firstArcs(arc) : `.${arc}`;
    arc = 0;
  }
  return text;
}

/** Numbers as long as they are exact: only made-up identifiers have longer arcs. */
function nextArc(arc: number | bigint, septet: number): number | bigint {
  if (typeof arc === 'number' && arc < 2 ** 46) return arc * 128 + septet;
  return (BigInt(arc) << 7n) | BigInt(septet);
}

/** The first two arcs share a number (X.690 §8.19.4). */
function firstArcs(shared: number | bigint): string {
  const first = shared < 80 ? Math.floor(Number(shared) / 40) : 2;
  return typeof shared === 'number' ? `${first}.${shared - first * 40}` : `${first}.${shared - 80n}`;
}

/** A non-negative INTEGER in hex, whole octets, no sign octet. Negative ones keep their two's complement octets. */
export function integerHex(element: Asn1Element | undefined): string {
  const { content } = expectTag(element, 0x02);
  if (content.length === 0) throw invalid('an integer is empty');
  const isPadded = content.length > 1 && content[0] === 0;
  return Buffer.from(isPadded ? content.subarray(1) : content).toString('hex');
}

/** A small non-negative INTEGER or ENUMERATED (up to 2^31). */
export function smallInteger(element: Asn1Element | undefined, tag = 0x02): number {
  const { content } = expectTag(element, tag);
  if (content.length === 0 || content.length > 5 || (content[0] ?? 0) >= 0x80)
    throw invalid('an integer is out of range');
  return content.reduce((value, octet) => value * 256 + octet, 0);
}

export function booleanOf(element: Asn1Element | undefined): boolean {
  const { content } = expectTag(element, 0x01);
  if (content.length !== 1) throw invalid('a boolean has a wrong length');
  return content[0] !== 0;
}

export function octetsOf(element: Asn1Element | undefined): Uint8Array {
  return expectTag(element, 0x04).content;
}

/** The octets of a BIT STRING that holds whole octets (keys, signature values). */
export function wholeBits(element: Asn1Element | undefined): Uint8Array {
  const { content } = expectTag(element, 0x03);
  if (content[0] !== 0) throw invalid('a bit string does not hold whole octets');
  return content.subarray(1);
}

/** The numbers of the bits set in a named-bit BIT STRING. */
export function setBits(element: Asn1Element | undefined): number[] {
  const { content } = expectTag(element, 0x03);
  const bits = content.subarray(1, 9);
  return [...bits].flatMap((octet, i) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => octet & (0x80 >> bit)).map((bit) => i * 8 + bit),
  );
}

const STRING_ENCODINGS: Record<number, string> = {
  12: 'utf-8', // UTF8String
  18: 'latin1', // NumericString
  19: 'latin1', // PrintableString
  20: 'latin1', // TeletexString, in practice Latin-1
  22: 'latin1', // IA5String
  26: 'latin1', // VisibleString
  30: 'utf-16be', // BMPString
};

export function isText(element: Asn1Element): boolean {
  return element.tag in STRING_ENCODINGS;
}

export function textOf(element: Asn1Element | undefined): string {
  if (element === undefined) throw invalid('a text is missing');
  const encoding = STRING_ENCODINGS[element.tag];
  if (encoding === undefined) throw invalid('a text has an unknown string type');
  return decoderOf(encoding).decode(element.content);
}

const decoders = new Map<string, TextDecoder>();

function decoderOf(encoding: string): TextDecoder {
  const decoder = decoders.get(encoding) ?? new TextDecoder(encoding);
  decoders.set(encoding, decoder);
  return decoder;
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?()(Z|[+-]\d{4})$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(\.\d{1,9})?(Z|[+-]\d{4})$/;

/** UTCTime or GeneralizedTime. Two-digit years from 50 on are of the last century (RFC 5280 §4.1.2.5.1). */
export function timeOf(element: Asn1Element | undefined): Date {
  const isUtcTime = element?.tag === 0x17;
  const text = Buffer.from(expectTag(element, isUtcTime ? 0x17 : 0x18).content).toString('latin1');
  const match = text.match(isUtcTime ? UTC_TIME : GENERALIZED_TIME);
  if (match === null) throw invalid('a time is not in the form YYYYMMDDhhmmssZ');
  const [, years = '', month, day, hour, minute, second = '00', fraction = '', zone = 'Z'] = match;
  const year = isUtcTime ? `${Number(years) < 50 ? '20' : '19'}${years}` : years;
  const offset = zone === 'Z' ? zone : `${zone.slice(0, 3)}:${zone.slice(3)}`;
  const time = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}${offset}`);
  if (Number.isNaN(time.getTime())) throw invalid(`"${text}" is not a time`);
  return time;
}
