import type { SigningDigest } from '@chopmark/crypto';
import type { HealthChecked } from './health.ts';

/** Every authority stamps SHA-256 and SHA-384; SM3 those that support it. */
export type TimestampDigest = { digest: Uint8Array; digestAlgorithm: SigningDigest };

export type TimestampResult = {
  /** An RFC 3161 TimeStampToken (CMS, DER). */
  token: Uint8Array;
  time: Date;
  /** The certificate that signed this token first, its root last; DER. */
  chain: Uint8Array[];
  /** Of authorities that know: whether their clock was held against others. */
  clock?: 'checked' | 'unchecked';
};

export interface TimestampAuthority extends HealthChecked {
  /** A token over the digest, checked by the provider before it is returned, its certificate's chain included. */
  timestamp(request: TimestampDigest): Promise<TimestampResult>;
  /** As in the newest result. Empty where a remote authority hasn't been asked yet. */
  chain(): Uint8Array[];
  /**
   * Only where the authority itself is here: answers somebody else's query (TimeStampReq) with a TimeStampResp, also where
   * it refuses; both DER (RFC 3161 §2.4).
   */
  answer?(query: Uint8Array): Promise<Uint8Array>;
}
