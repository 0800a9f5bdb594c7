import { booleanOf, integerHex, oidOf, smallInteger } from '../asn1/decode.ts';
import { childrenOfTag, expectTag, invalid, readElement } from '../asn1/element.ts';
import { boolean, integer, objectIdentifier, sequence, unsignedInteger } from '../asn1/encode.ts';
import { CryptoError } from '../errors.ts';
import { digestLength } from '../keys/digest-algorithm.ts';
import { encodeImprint, type MessageImprint, readImprint } from './message-imprint.ts';

export type TimestampRequestInput = {
  digest: Uint8Array;
  digestAlgorithm: 'SHA-256' | 'SHA-384' | 'SHA-512' | 'SM3';
  nonce?: Uint8Array /* 8 to 20 random octets; without one, replayed responses go unnoticed */;
  certReq?: boolean /* default true: the token brings the TSA's certificate */;
  policy?: string /* OID */;
};

/**
 * A TimeStampReq (RFC 3161 §2.4.1), DER.
 * @throws CryptoError TIMESTAMP_INPUT_INVALID
 */
export function timestampRequest(input: TimestampRequestInput): Uint8Array {
  const { digest, digestAlgorithm, nonce, certReq = true, policy } = input;
  if (digest.length !== digestLength(digestAlgorithm)) {
    throw new CryptoError('TIMESTAMP_INPUT_INVALID', `The digest is not a ${digestAlgorithm} value.`);
  }
  return sequence(
    integer(1),
    encodeImprint(digestAlgorithm, digest),
    ...(policy ? [objectIdentifier(policy)] : []),
    ...(nonce ? [unsignedInteger(nonce)] : []),
    ...(certReq ? [boolean(true)] : []),
  );
}

export type ParsedTimestampRequest = {
  version: number;
  imprint: MessageImprint;
  imprintRaw: Uint8Array;
  policy: string | undefined;
  nonce: string | undefined /* hex */;
  nonceRaw: Uint8Array | undefined /* INTEGER DER */;
  certReq: boolean;
  hasExtensions: boolean;
};

/** Nobody needs more than a 64-octet request with a long nonce and a policy. */
const MAX_REQUEST_OCTETS = 4096;

/** @throws CryptoError ASN1_INVALID */
export function readTimestampRequest(der: Uint8Array): ParsedTimestampRequest {
  if (der.length > MAX_REQUEST_OCTETS) throw invalid('it is too large');
  const [version, imprint, ...rest] = childrenOfTag(readElement(der), 0x30);
  const next = (tag: number) => (rest[0]?.tag === tag ? rest.shift() : undefined);
  const policy = next(0x06);
  const nonce = next(0x02);
  const certReq = next(0x01);
  const extensions = next(0xa0);
  if (rest.length > 0) throw invalid('it has an unknown field');
  return {
    version: smallInteger(version),
    imprint: readImprint(imprint),
    imprintRaw: expectTag(imprint, 0x30).raw,
    policy: policy && oidOf(policy),
    nonce: nonce && integerHex(nonce),
    nonceRaw: nonce?.raw,
    certReq: certReq !== undefined && booleanOf(certReq),
    hasExtensions: extensions !== undefined,
  };
}
