import type { SigningDigest } from '@chopmark/crypto';
import type { HealthChecked } from './health.ts';

/** Every authority stamps SHA-256 and SHA-384; SM3 those that support it. */
export type TimestampDigest = { digest: Uint8Array; digestAlgorithm: SigningDigest };

export interface TimestampAuthority extends HealthChecked {
  /** An RFC 3161 TimeStampToken (CMS, DER) over the digest, checked by the provider before it is returned. */
  timestamp(request: TimestampDigest): Promise<{ token: Uint8Array; time: Date }>;
  /** The TSA's certificate first, its root last; DER. */
  chain(): Uint8Array[];
}
