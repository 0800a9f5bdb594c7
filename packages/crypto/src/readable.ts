import { CryptoError } from './errors.ts';

/** What `read` gives; undefined where it throws CryptoError, that is for what can't be read. */
export function readable<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof CryptoError) return undefined;
    throw error;
  }
}
