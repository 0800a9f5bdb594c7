import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { CryptoError } from '../errors.ts';

const VERSION = 1;
const KEY_LENGTH = 32;
const IV_LENGTH = 12;
const TAG_LENGTH = 16;
const HEADER_LENGTH = 1 + IV_LENGTH;

/**
 * Seals `plaintext` with AES-256-GCM (NIST SP 800-38D): version octet, random 12-octet IV, ciphertext, 16-octet tag.
 * @param key 32 octets
 * @param aad what the secret belongs to (e.g. tenant and key ID); unsealing needs exactly the same octets
 * @throws CryptoError SEALING_KEY_INVALID
 */
export function seal(key: Uint8Array, plaintext: Uint8Array, aad: Uint8Array): Uint8Array {
  checkKey(key);
  const iv = randomBytes(IV_LENGTH);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_LENGTH });
  cipher.setAAD(aad);
  return new Uint8Array(
    Buffer.concat([Buffer.of(VERSION), iv, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]),
  );
}

/**
 * Opens what `seal` made.
 * @throws CryptoError UNSEAL_FAILED when the key or `aad` is another one, or a bit of `sealed` was changed
 */
export function unseal(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array {
  checkKey(key);
  if (sealed.length < HEADER_LENGTH + TAG_LENGTH) throw unsealFailed('it is too short');
  if (sealed[0] !== VERSION) throw unsealFailed(`its format version ${sealed[0]} is unknown`);
  const tagStart = sealed.length - TAG_LENGTH;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, HEADER_LENGTH), {
    authTagLength: TAG_LENGTH,
  });
  decipher.setAAD(aad);
  decipher.setAuthTag(sealed.subarray(tagStart));
  try {
    return new Uint8Array(
      Buffer.concat([decipher.update(sealed.subarray(HEADER_LENGTH, tagStart)), decipher.final()]),
    );
  } catch {
    throw unsealFailed('the key, its context or the data is not the one it was sealed with');
  }
}

function checkKey(key: Uint8Array): void {
  if (key.length === KEY_LENGTH) return;
  throw new CryptoError(
    'SEALING_KEY_INVALID',
    `A sealing key has ${KEY_LENGTH} octets, this one ${key.length}.`,
  );
}

function unsealFailed(why: string): CryptoError {
  return new CryptoError('UNSEAL_FAILED', `Sealed data could not be opened: ${why}.`);
}
