import { integer, namedBits, sequence, utf8String } from '../asn1/encode.ts';
import { OID } from '../asn1/oids.ts';
import { encodeSignedData } from '../cms/encode-signed-data.ts';
import { encodeSignedAttributes } from '../cms/signed-attributes.ts';
import { CryptoError } from '../errors.ts';
import { digestLength, digestOf } from '../keys/digest-algorithm.ts';
import type { SigningKey } from '../keys/key-algorithm.ts';
import { digestForKey, signWithKey } from '../keys/sign-with-key.ts';
import { readable } from '../readable.ts';
import { parseCertificate } from '../x509/parsed-certificate.ts';
import { encodeTimestampInfo } from './timestamp-info.ts';
import { type ParsedTimestampRequest, readTimestampRequest } from './timestamp-request.ts';

export type TimestampResponseInput = {
  request: Uint8Array /* TimeStampReq DER, not trusted */;
  tsa: SigningKey & { certificate: Uint8Array; chain: Uint8Array[] };
  serialNumber: Uint8Array /* unique per TSA, unsigned big-endian, at most 20 octets */;
  time: Date;
  policy: string /* OID */;
  accuracySeconds?: number;
};

/** PKIFailureInfo bits (RFC 3161 §2.4.2). */
const BAD_ALGORITHM = 0;
const BAD_REQUEST = 2;
const BAD_DATA_FORMAT = 5;
const TIME_NOT_AVAILABLE = 14;
const UNACCEPTED_POLICY = 15;
const UNACCEPTED_EXTENSION = 16;
const SYSTEM_FAILURE = 25;

const GRANTED = 0;
const REJECTION = 2;

type Rejection = { failure: number; text: string };

const UNREADABLE: Rejection = {
  failure: BAD_DATA_FORMAT,
  text: 'The request is not a readable TimeStampReq.',
};

/**
 * Answers a TimeStampReq as a time-stamping authority (RFC 3161 §2.4.2, RFC 5816); returns TimeStampResp DER. A bad request gets
 * a rejection with its PKIFailureInfo, not an error; SHA-1 imprints are refused as too weak.
 * @throws CryptoError TIMESTAMP_INPUT_INVALID, KEY_INVALID, CERTIFICATE_INVALID for the TSA's own side
 */
export function timestampResponse(input: TimestampResponseInput): Uint8Array {
  checkSerialNumber(input.serialNumber);
  const request = readable(() => readTimestampRequest(input.request));
  if (request === undefined) return encodeRejection(UNREADABLE);
  const rejection = refusalOf(request, input.policy);
  if (rejection) return encodeRejection(rejection);
  return sequence(sequence(integer(GRANTED)), encodeToken(input, request));
}

/**
 * The answer of an authority that can't stamp for a reason of its own: it doesn't know the time well enough, or something
 * else of it failed. @param text what a person may read, in English
 */
export function timestampRefusal(reason: 'timeNotAvailable' | 'systemFailure', text: string): Uint8Array {
  const failure = reason === 'timeNotAvailable' ? TIME_NOT_AVAILABLE : SYSTEM_FAILURE;
  return encodeRejection({ failure, text });
}

function refusalOf(request: ParsedTimestampRequest, policy: string): Rejection | undefined {
  const { digestAlgorithm, digest } = request.imprint;
  if (request.version !== 1) return { failure: BAD_REQUEST, text: 'Only version 1 requests are known.' };
  if (digestAlgorithm === undefined || digestAlgorithm === 'SHA-1') {
    return { failure: BAD_ALGORITHM, text: 'The digest must be SHA-224, SHA-256, SHA-384, SHA-512 or SM3.' };
  }
  if (digest.length !== digestLength(digestAlgorithm)) {
    return { failure: BAD_DATA_FORMAT, text: `The digest is not a ${digestAlgorithm} value.` };
  }
  if (request.policy !== undefined && request.policy !== policy) {
    return { failure: UNACCEPTED_POLICY, text: `Timestamps are given under policy ${policy} only.` };
  }
  if (request.hasExtensions) return { failure: UNACCEPTED_EXTENSION, text: 'No request extension is known.' };
  return undefined;
}

/** TimeStampResp with a PKIStatusInfo alone. */
function encodeRejection({ failure, text }: Rejection): Uint8Array {
  return sequence(sequence(integer(REJECTION), sequence(utf8String(text)), namedBits(failure)));
}

function encodeToken(input: TimestampResponseInput, request: ParsedTimestampRequest): Uint8Array {
  const { certificate, chain } = input.tsa;
  const info = encodeTimestampInfo({
    policy: input.policy,
    imprint: request.imprintRaw,
    serialNumber: input.serialNumber,
    time: input.time,
    accuracySeconds: input.accuracySeconds,
    nonce: request.nonceRaw,
    authority: parseCertificate(certificate).subject.raw,
  });
  // RFC 3161 §2.4.1: without certReq the token must not bring certificates.
  return signTimestampInfo(info, input.tsa, request.certReq ? [certificate, ...chain] : []);
}

/**
 * The token in which an authority signs a TSTInfo (RFC 3161 §2.4.2).
 * @param info TSTInfo, DER
 * @param certificates what the token brings, DER
 */
export function signTimestampInfo(
  info: Uint8Array,
  { certificate, privateKey, algorithm }: SigningKey & { certificate: Uint8Array },
  certificates: Uint8Array[],
): Uint8Array {
  const digestAlgorithm = digestForKey(algorithm);
  const signedAttributes = encodeSignedAttributes({
    contentType: OID.timestampInfo,
    digest: digestOf(digestAlgorithm, info),
    digestAlgorithm,
    certificate,
  });
  return encodeSignedData({
    contentType: OID.timestampInfo,
    content: info,
    signerCertificate: certificate,
    certificates,
    signedAttributes,
    signature: signWithKey(privateKey, algorithm, signedAttributes),
    algorithm,
  });
}

function checkSerialNumber(serialNumber: Uint8Array): void {
  if (serialNumber.length <= 20 && serialNumber.some((octet) => octet !== 0)) return;
  throw new CryptoError(
    'TIMESTAMP_INPUT_INVALID',
    'A timestamp serial number must be positive and at most 20 octets (160 bits) long.',
  );
}
