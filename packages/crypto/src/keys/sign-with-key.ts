import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { CryptoError } from '../errors.ts';
import type { KeyAlgorithm, SigningKey } from './key-algorithm.ts';
import { publicKeyName } from './public-key.ts';

/** The digest each key algorithm signs over; a CMS made with the key must use the same one (RFC 5754 §3). */
export function digestForKey(algorithm: KeyAlgorithm): 'SHA-256' | 'SHA-384' {
  return algorithm === 'ec-p384' ? 'SHA-384' : 'SHA-256';
}

/**
 * Signs `data` (not its digest): ECDSA with a DER signature value, RSA with PKCS#1 v1.5; over SHA-256, for P-384 over SHA-384.
 * @param privateKey PKCS#8 DER
 * @throws CryptoError KEY_INVALID when the key is unreadable or of another algorithm
 */
export function signWithKey(privateKey: Uint8Array, algorithm: KeyAlgorithm, data: Uint8Array): Uint8Array {
  return signingFunction({ privateKey, algorithm })(data);
}

/**
 * As `signWithKey`, for a key that signs many times: it is read once.
 * @throws CryptoError KEY_INVALID when the key is unreadable or of another algorithm
 */
export function signingFunction(signingKey: SigningKey): (data: Uint8Array) => Uint8Array {
  const key = readPrivateKey(signingKey);
  const hash = digestForKey(signingKey.algorithm) === 'SHA-384' ? 'sha384' : 'sha256';
  return (data) => new Uint8Array(sign(hash, data, key));
}

/** The public half of a private key, SubjectPublicKeyInfo DER. */
export function publicKeyOf(key: SigningKey): Uint8Array {
  return new Uint8Array(createPublicKey(readPrivateKey(key)).export({ type: 'spki', format: 'der' }));
}

function readPrivateKey({ privateKey, algorithm }: SigningKey): KeyObject {
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' });
  } catch {
    // The cause is left out: it could quote key material into a log.
    throw new CryptoError('KEY_INVALID', 'The private key is not readable PKCS#8. Check how it was stored.');
  }
  const actual = publicKeyName(key);
  if (actual !== algorithm) {
    throw new CryptoError('KEY_INVALID', `The private key is ${actual}, but ${algorithm} was named.`);
  }
  return key;
}
