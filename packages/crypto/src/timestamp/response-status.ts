import { setBits, smallInteger, textOf } from '../asn1/decode.ts';
import { type Asn1Element, childrenOf, childrenOfTag, readElement } from '../asn1/element.ts';
import { CryptoError } from '../errors.ts';

/** PKIStatus, RFC 3161 §2.4.2. */
const GRANTED = 0;
const GRANTED_WITH_MODIFICATIONS = 1;
const WAITING = 3;

/** PKIFailureInfo bits by name; the last two may pass by themselves. */
const FAILURES: Record<number, string> = {
  0: 'badAlg',
  2: 'badRequest',
  5: 'badDataFormat',
  14: 'timeNotAvailable',
  15: 'unacceptedPolicy',
  16: 'unacceptedExtension',
  17: 'addInfoNotAvailable',
  25: 'systemFailure',
};
const PASSING_FAILURES = ['timeNotAvailable', 'systemFailure'];

/**
 * The token of a TimeStampResp that grants one.
 * @throws CryptoError TIMESTAMP_REJECTED (retryable where the TSA's trouble is its own), TIMESTAMP_INVALID
 */
export function grantedToken(response: Uint8Array): Uint8Array {
  const { status, texts, failures, token } = readResponse(response);
  if (status !== GRANTED && status !== GRANTED_WITH_MODIFICATIONS) {
    const why = [...failures, ...texts].join('; ') || `status ${status}`;
    throw new CryptoError('TIMESTAMP_REJECTED', `The timestamp authority refused: ${why}.`, {
      retryable: status === WAITING || failures.some((failure) => PASSING_FAILURES.includes(failure)),
    });
  }
  if (token === undefined) {
    throw new CryptoError('TIMESTAMP_INVALID', 'The timestamp authority granted a token but sent none.');
  }
  return token;
}

function readResponse(response: Uint8Array) {
  try {
    const [statusInfo, token] = childrenOfTag(readElement(response), 0x30);
    const [status, ...rest] = childrenOfTag(statusInfo, 0x30);
    const texts = rest.find(({ tag }) => tag === 0x30);
    const failure = rest.find(({ tag }) => tag === 0x03);
    return {
      status: smallInteger(status),
      texts: texts ? childrenOf(texts).map(textOf) : [],
      failures: failure ? failureNames(failure) : [],
      token: token?.raw,
    };
  } catch (cause) {
    throw new CryptoError('TIMESTAMP_INVALID', "The authority's answer is not a readable TimeStampResp.", {
      cause,
    });
  }
}

function failureNames(failure: Asn1Element): string[] {
  return setBits(failure).map((bit) => FAILURES[bit] ?? `failure ${bit}`);
}
