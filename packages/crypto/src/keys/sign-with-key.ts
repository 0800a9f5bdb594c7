import { createPrivateKey, createPublicKey, createSign, type KeyObject, sign } from 'node:crypto';
import { CryptoError } from '../errors.ts';
import { nodeDigest, type SigningDigest } from './digest-algorithm.ts';
import type { KeyAlgorithm, SigningKey } from './key-algorithm.ts';
import { publicKeyName } from './public-key.ts';
import { signerIdentity } from './sm2-identity.ts';
import { requireSm2 } from './sm2-support.ts';

/** The digest each key algorithm signs over; a CMS made with the key must use the same one (RFC 5754 §3). */
export function digestForKey(algorithm: KeyAlgorithm): SigningDigest {
  if (algorithm === 'sm2') return 'SM3';
  return algorithm === 'ec-p384' ? 'SHA-384' : 'SHA-256';
}

/**
 * Signs `data` (not its digest): ECDSA with a DER signature value, RSA with PKCS#1 v1.5; over SHA-256, for P-384 over SHA-384;
 * SM2 over SM3 of Z_A and `data`, with the default identity.
 * @param privateKey PKCS#8 DER
 * @throws CryptoError KEY_INVALID when the key is unreadable or of another algorithm, SM2_UNAVAILABLE
 */
export function signWithKey(privateKey: Uint8Array, algorithm: KeyAlgorithm, data: Uint8Array): Uint8Array {
  return signingFunction({ privateKey, algorithm })(data);
}

/**
 * As `signWithKey`, for a key that signs many times: it is read once.
 * @throws CryptoError KEY_INVALID when the key is unreadable or of another algorithm, SM2_UNAVAILABLE
 */
export function signingFunction(signingKey: SigningKey): (data: Uint8Array) => Uint8Array {
  const key = readPrivateKey(signingKey);
  if (signingKey.algorithm === 'sm2') return sm2SigningFunction(key);
  const hash = nodeDigest(digestForKey(signingKey.algorithm));
  return (data) => new Uint8Array(sign(hash, data, key));
}

/**
 * GB/T 32918.2 §6. Z_A goes in as part of the message: given a message, OpenSSL's one-shot functions would add a Z_A of
 * their own, with an empty identity; the streaming ones only hash.
 */
function sm2SigningFunction(key: KeyObject): (data: Uint8Array) => Uint8Array {
  const identity = signerIdentity(key);
  return (data) => new Uint8Array(createSign('sm3').update(identity).update(data).sign(key));
}

/** The public half of a private key, SubjectPublicKeyInfo DER. */
export function publicKeyOf(key: SigningKey): Uint8Array {
  return new Uint8Array(createPublicKey(readPrivateKey(key)).export({ type: 'spki', format: 'der' }));
}

function readPrivateKey({ privateKey, algorithm }: SigningKey): KeyObject {
  if (algorithm === 'sm2') requireSm2();
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
