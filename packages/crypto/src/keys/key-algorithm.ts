/** The algorithms our own keys may have; `sm2` needs an OpenSSL that knows it (`requireSm2`). */
export type KeyAlgorithm = 'ec-p256' | 'ec-p384' | 'rsa-2048' | 'rsa-3072' | 'sm2';

/** A private key with the algorithm it was made for. */
export type SigningKey = { privateKey: Uint8Array /* PKCS#8 DER */; algorithm: KeyAlgorithm };

export type KeyPair = SigningKey & { publicKey: Uint8Array /* SubjectPublicKeyInfo DER */ };
