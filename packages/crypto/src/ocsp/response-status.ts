import { encodeTag, sequence } from '../asn1/encode.ts';

/** OCSPResponseStatus but `successful` (RFC 6960 §4.2.1). */
const FAILURES = {
  malformedRequest: 1,
  internalError: 2,
  tryLater: 3,
  sigRequired: 5,
  unauthorized: 6,
} as const;

export type OcspFailure = keyof typeof FAILURES;

/** An OCSPResponse that answers nothing: only these are sent unsigned (RFC 6960 §2.3). */
export function ocspFailure(failure: OcspFailure): Uint8Array {
  return sequence(encodeTag(0x0a, Uint8Array.of(FAILURES[failure])));
}

/** The name of a status other than 0, `status 4` where it has none. */
export function failureName(status: number): string {
  const found = Object.entries(FAILURES).find(([, value]) => value === status);
  return found?.[0] ?? `status ${status}`;
}

/** Failures that may pass by themselves. */
export function isPassing(status: number): boolean {
  return status === FAILURES.internalError || status === FAILURES.tryLater;
}
