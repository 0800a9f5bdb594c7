import { booleanOf, integerHex, oidOf, smallInteger, timeOf } from '../asn1/decode.ts';
import { type Asn1Element, childrenOf, childrenOfTag, invalid, readElement } from '../asn1/element.ts';
import {
  concat,
  generalizedTime,
  integer,
  objectIdentifier,
  sequence,
  tagged,
  taggedPrimitive,
  unsignedContent,
  unsignedInteger,
} from '../asn1/encode.ts';
import { readExtensions } from '../x509/certificate-extensions.ts';
import { readName } from '../x509/name.ts';
import { readImprint } from './message-imprint.ts';
import type { TimestampInfo } from './timestamp-types.ts';

type TimestampInfoInput = {
  policy: string;
  imprint: Uint8Array /* MessageImprint DER, as requested */;
  serialNumber: Uint8Array;
  time: Date;
  accuracySeconds: number | undefined;
  nonce: Uint8Array | undefined /* INTEGER DER, as requested */;
  authority: Uint8Array /* the subject of the TSA's certificate, Name DER */;
};

/** A Name without attributes, as a certificate has that names its subject otherwise. */
const EMPTY_NAME_OCTETS = 2;

/**
 * TSTInfo (RFC 3161 §2.4.2). `ordering` is absent, that is false: several processes stamp with one key, and nothing
 * orders their clocks more finely than the accuracy says.
 */
export function encodeTimestampInfo(input: TimestampInfoInput): Uint8Array {
  return sequence(
    integer(1),
    objectIdentifier(input.policy),
    input.imprint,
    unsignedInteger(input.serialNumber),
    generalizedTime(input.time),
    ...(input.accuracySeconds === undefined ? [] : [encodeAccuracy(input.accuracySeconds)]),
    ...(input.nonce ? [input.nonce] : []),
    ...(input.authority.length > EMPTY_NAME_OCTETS ? [encodeAuthority(input.authority)] : []),
  );
}

/** tsa [0] EXPLICIT GeneralName, here directoryName [4], EXPLICIT too since a Name is a CHOICE. */
function encodeAuthority(name: Uint8Array): Uint8Array {
  return tagged(0, tagged(4, name));
}

/** Accuracy { seconds, [0] millis 1..999, [1] micros 1..999 }, zero parts absent. */
function encodeAccuracy(accuracy: number): Uint8Array {
  const micros = Math.round(accuracy * 1e6);
  const seconds = Math.floor(micros / 1e6);
  const parts = [seconds > 0 ? integer(seconds) : undefined, fraction(0, micros / 1e3), fraction(1, micros)];
  return sequence(concat(parts.filter((part) => part !== undefined)));
}

function fraction(tag: number, units: number): Uint8Array | undefined {
  const value = Math.floor(units) % 1000;
  return value > 0
    ? taggedPrimitive(tag, unsignedContent(Uint8Array.of(value >> 8, value & 0xff)))
    : undefined;
}

/** @throws CryptoError ASN1_INVALID */
export function readTimestampInfo(der: Uint8Array): TimestampInfo {
  const [version, policy, imprint, serialNumber, time, ...rest] = childrenOfTag(readElement(der), 0x30);
  if (smallInteger(version) !== 1) throw invalid('the TSTInfo version is unknown');
  const next = (tag: number) => (rest[0]?.tag === tag ? rest.shift() : undefined);
  const accuracy = next(0x30);
  const ordering = next(0x01);
  const nonce = next(0x02);
  const authority = next(0xa0);
  const extensions = next(0xa1);
  if (rest.length > 0) throw invalid('the TSTInfo has an unknown field');
  return {
    ...readImprint(imprint),
    time: timeOf(time),
    accuracySeconds: accuracy && readAccuracy(accuracy),
    policy: oidOf(policy),
    serialNumber: integerHex(serialNumber),
    nonce: nonce && integerHex(nonce),
    ordering: ordering !== undefined && booleanOf(ordering),
    authority: authority && readAuthority(authority),
    criticalExtensions: extensions ? criticalOnes(extensions) : [],
  };
}

function readAuthority(element: Asn1Element) {
  const [name] = childrenOf(element);
  return name?.tag === 0xa4 ? readName(childrenOf(name)[0]).description : undefined;
}

/** Extensions [1] IMPLICIT: the list stands directly in the tag. */
function criticalOnes({ content }: Asn1Element): string[] {
  const extensions = readExtensions(readElement(sequence(content)));
  return [...extensions].flatMap(([oid, { critical }]) => (critical ? [oid] : []));
}

/** Each part at most once, in its order; fractions are 1 to 999 of their unit. */
function readAccuracy(element: Asn1Element): number {
  const fields = childrenOf(element);
  const next = (tag: number) => (fields[0]?.tag === tag ? smallInteger(fields.shift(), tag) : 0);
  const [seconds, millis, micros] = [next(0x02), next(0x80), next(0x81)];
  if (fields.length > 0 || millis > 999 || micros > 999) throw invalid('an accuracy is malformed');
  return seconds + millis / 1e3 + micros / 1e6;
}
