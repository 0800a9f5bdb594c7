import type { HealthChecked } from './health.ts';

export type TimestampDigest = { digest: Uint8Array; digestAlgorithm: 'SHA-256' | 'SHA-384' };

export interface TimestampAuthority extends HealthChecked {
  /** An RFC 3161 TimeStampToken (CMS, DER) over the digest, checked by the provider before it is returned. */
  timestamp(request: TimestampDigest): Promise<{ token: Uint8Array; time: Date }>;
  /** The TSA's certificate first, its root last; DER. */
  chain(): Uint8Array[];
}
