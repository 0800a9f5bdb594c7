import type { TimestampDigest } from '../contract/timestamp-authority.ts';
import { PluginError } from '../errors.ts';

export const digestLengths = { 'SHA-256': 32, 'SHA-384': 48, SM3: 32 } as const;

/** @throws PluginError TIMESTAMP_DIGEST */
export function checkDigest({ digest, digestAlgorithm }: TimestampDigest): void {
  if (Object.hasOwn(digestLengths, digestAlgorithm) && digest.length === digestLengths[digestAlgorithm])
    return;
  throw new PluginError(
    'TIMESTAMP_DIGEST',
    'A timestamp needs a SHA-256, SHA-384 or SM3 digest of the right length.',
  );
}
