import { createHash } from 'node:crypto';

/**
 * The key of a signature's entry in /VRI of the security store (EN 319 142-1 §5.4.2.3): upper-case hexadecimal SHA-1.
 * @param contents the bytes of its /Contents, padding included
 */
export function securityStoreKey(contents: Uint8Array): string {
  return createHash('sha1').update(contents).digest('hex').toUpperCase();
}
