import { digestForKey, type KeyAlgorithm, type SigningDigest } from '@chopmark/crypto';
import { z } from 'zod';

/** What a tenant may choose for its signers' keys. */
export const signerAlgorithms = [
  'ec-p256',
  'ec-p384',
  'rsa-2048',
  'rsa-3072',
  'sm2',
] as const satisfies KeyAlgorithm[];

const DEFAULT_ALGORITHM = 'ec-p256';

const policy = z.object({ algorithm: z.enum(signerAlgorithms) });

/** The key algorithm a stored policy names, a tenant's or a contract's; P-256 where it was made before there was a choice. */
export function algorithmOf(stored: unknown): KeyAlgorithm {
  const { data } = policy.safeParse(stored);
  return data?.algorithm ?? DEFAULT_ALGORITHM;
}

/**
 * Two lines of authorities, each with a root of its own: the Chinese national algorithms (SM2) and the international ones.
 * A chain keeps to one line from the root to the signer.
 */
export const keyLines = ['international', 'national'] as const;
export type KeyLine = (typeof keyLines)[number];

export const lineOf = (algorithm: KeyAlgorithm): KeyLine =>
  algorithm === 'sm2' ? 'national' : 'international';

/** What a provider must be able to do for keys of an algorithm; undefined: any of the kind will do. */
export function capabilityFor(kind: string, algorithm: KeyAlgorithm): string | undefined {
  if (kind === 'ca') return algorithm;
  return kind === 'timestamp' && algorithm === 'sm2' ? 'sm2' : undefined;
}

/** The digest of a signature value that is given to the timestamp authority. */
export function stampedDigest(algorithm: KeyAlgorithm): SigningDigest {
  return algorithm === 'sm2' ? digestForKey(algorithm) : 'SHA-256';
}
