import { booleanOf, integerHex, oidOf, smallInteger, timeOf } from '../asn1/decode.ts';
import { type Asn1Element, childrenOf, childrenOfTag, invalid, readElement } from '../asn1/element.ts';
import {
  concat,
  generalizedTime,
  integer,
  objectIdentifier,
  sequence,
  taggedPrimitive,
  unsignedContent,
  unsignedInteger,
} from '../asn1/encode.ts';
import { readImprint } from './message-imprint.ts';
import type { TimestampInfo } from './timestamp-types.ts';

type TimestampInfoInput = {
  policy: string;
  imprint: Uint8Array /* MessageImprint DER, as requested */;
  serialNumber: Uint8Array;
  time: Date;
  accuracySeconds: number | undefined;
  nonce: Uint8Array | undefined /* INTEGER DER, as requested */;
};

/** TSTInfo (RFC 3161 §2.4.2). `ordering` is false and so, being the default, absent. */
export function encodeTimestampInfo(input: TimestampInfoInput): Uint8Array {
  return sequence(
    integer(1),
    objectIdentifier(input.policy),
    input.imprint,
    unsignedInteger(input.serialNumber),
    generalizedTime(input.time),
    ...(input.accuracySeconds === undefined ? [] : [encodeAccuracy(input.accuracySeconds)]),
    ...(input.nonce ? [input.nonce] : []),
  );
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
  return {
    ...readImprint(imprint),
    time: timeOf(time),
    accuracySeconds: accuracy && readAccuracy(accuracy),
    policy: oidOf(policy),
    serialNumber: integerHex(serialNumber),
    nonce: nonce && integerHex(nonce),
    ordering: ordering !== undefined && booleanOf(ordering),
  };
}

function readAccuracy(element: Asn1Element): number {
  const fields = childrenOf(element);
  const part = (tag: number): number => {
    const field = fields.find((candidate) => candidate.tag === tag);
    return field ? smallInteger(field, tag) : 0;
  };
  return part(0x02) + part(0x80) / 1e3 + part(0x81) / 1e6;
}
