import {
  CryptoError,
  readTimestampResponse,
  type TimestampInfo,
  verifyChain,
  verifyTimestampToken,
} from '@chopmark/crypto';
import type { TimestampResult } from '../../contract/timestamp-authority.ts';
import { PluginError, type PluginErrorCode } from '../../errors.ts';

/** What an answer is held against. */
export type Expectations = {
  /** Asked for, and so insisted on. */
  policy: string | undefined;
  trust: Uint8Array[];
  intermediates: Uint8Array[];
  toleranceSeconds: number;
};

type Answer = {
  response: Uint8Array;
  /** TimeStampReq, as it was sent. */
  request: Uint8Array;
  /** When we asked, and when the answer was here, by our clock. */
  asked: Date;
  answered: Date;
};

const CODES: Partial<Record<string, PluginErrorCode>> = {
  TIMESTAMP_REJECTED: 'TIMESTAMP_REFUSED',
  TIMESTAMP_MISMATCH: 'TIMESTAMP_MISMATCH',
  TIMESTAMP_UNTRUSTWORTHY: 'TIMESTAMP_UNTRUSTED',
};

/**
 * All that a requester has to check (RFC 3161 §2.2): status, imprint, nonce, policy and signature; then that the
 * certificate leads to whom we trust, was valid and is for timestamping alone, and that the time is ours, too.
 * @throws PluginError TIMESTAMP_REFUSED (retryable where the authority's trouble is its own), TIMESTAMP_INVALID,
 *   TIMESTAMP_MISMATCH, TIMESTAMP_UNTRUSTED, TIMESTAMP_TIME
 */
export function readAnswer(answer: Answer, expected: Expectations): TimestampResult {
  const { token, info } = coded(() => readTimestampResponse(answer));
  checkTime(info, answer, expected.toleranceSeconds);
  return { token, time: info.time, chain: trustedChain(token, info.time, expected) };
}

function coded<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
    // It may quote the authority's own words.
    const message = error.message.replace(/\p{C}/gu, ' ').slice(0, 300);
    const { retryable } = error;
    throw new PluginError(CODES[error.code] ?? 'TIMESTAMP_INVALID', message, { retryable, cause: error });
  }
}

function checkTime(
  { time, accuracySeconds = 0 }: TimestampInfo,
  { asked, answered }: Answer,
  tolerance: number,
) {
  const early = (asked.getTime() - time.getTime()) / 1000;
  const late = (time.getTime() - answered.getTime()) / 1000;
  const off = Math.max(early, late);
  if (off > tolerance) {
    throw new PluginError(
      'TIMESTAMP_TIME',
      `The timestamp's time is ${Math.round(off)} s ${early > late ? 'before' : 'after'} ours. Check both clocks.`,
    );
  }
  if (accuracySeconds <= tolerance) return;
  throw new PluginError(
    'TIMESTAMP_TIME',
    `The timestamp may be off by ${accuracySeconds} s by its own word, more than the ${tolerance} s allowed.`,
  );
}

function trustedChain(token: Uint8Array, at: Date, { trust, intermediates }: Expectations): Uint8Array[] {
  const { tsaCertificate, certificates, crls } = coded(() =>
    // What it stamps has been checked already.
    verifyTimestampToken(token, () => new Uint8Array()),
  );
  const { status, reasons, chain } = verifyChain({
    leaf: tsaCertificate ?? new Uint8Array(),
    intermediates: [...certificates, ...intermediates],
    trust,
    crls,
    at,
    purpose: 'timestamping',
  });
  if (status === 'trusted') return chain;
  throw new PluginError(
    'TIMESTAMP_UNTRUSTED',
    `The certificate of the timestamp authority is not trusted (${reasons.join(', ')}). Check which roots are configured.`,
  );
}
