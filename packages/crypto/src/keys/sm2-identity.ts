import { createHash, createPublicKey, ECDH, type KeyObject } from 'node:crypto';
import { oidOf, wholeBits } from '../asn1/decode.ts';
import { childrenOfTag, readElement } from '../asn1/element.ts';

const EC_PUBLIC_KEY = '1.2.840.10045.2.1';
const SM2_CURVE = '1.2.156.10197.1.301';

/** The identity every signer has where nothing else was agreed on (GB/T 35276, GM/T 0009 §10). */
const DEFAULT_ID = new TextEncoder().encode('1234567812345678');

/** A curve as Z_A sees it, each value 32 octets in hexadecimal. */
type CurveParameters = { a: string; b: string; gx: string; gy: string };

/** The recommended curve, GB/T 32918.5 §2. */
const RECOMMENDED_CURVE: CurveParameters = {
  a: 'fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc',
  b: '28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93',
  gx: '32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7',
  gy: 'bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0',
};

/** Whether a SubjectPublicKeyInfo holds a point on the SM2 curve, named by its OID (GB/T 20518). */
export function isSm2KeyInfo(spki: Uint8Array): boolean {
  const [algorithm, curve] = childrenOfTag(childrenOfTag(readElement(spki), 0x30)[0], 0x30);
  return oidOf(algorithm) === EC_PUBLIC_KEY && curve?.tag === 0x06 && oidOf(curve) === SM2_CURVE;
}

/**
 * Whether a key is SM2. OpenSSL gives such a key, read from its encoding, a type of its own, for which Node has no name; one just
 * generated is still of type `ec` and would sign plain ECDSA.
 */
export function isSm2Key(key: KeyObject): boolean {
  return key.asymmetricKeyType === undefined && isSm2KeyInfo(keyInfoOf(key));
}

/** Z_A of a signer with the default identity: what is hashed before the message (GB/T 32918.2 §5.5). */
export function signerIdentity(key: KeyObject): Uint8Array {
  const [, bits] = childrenOfTag(readElement(keyInfoOf(key)), 0x30);
  return identityDigest(uncompressed(wholeBits(bits)), DEFAULT_ID, RECOMMENDED_CURVE);
}

/**
 * Z_A = SM3(ENTL_A ‖ ID_A ‖ a ‖ b ‖ x_G ‖ y_G ‖ x_A ‖ y_A), GB/T 32918.2 §5.5.
 * @param point the public key, 04 ‖ x ‖ y
 * @param id at most 8191 octets: ENTL_A counts bits in two octets
 */
export function identityDigest(point: Uint8Array, id: Uint8Array, curve: CurveParameters): Uint8Array {
  const bits = id.length * 8;
  const hash = createHash('sm3')
    .update(Uint8Array.of(bits >> 8, bits & 0xff))
    .update(id);
  for (const value of [curve.a, curve.b, curve.gx, curve.gy]) hash.update(value, 'hex');
  return new Uint8Array(hash.update(point.subarray(1)).digest());
}

function keyInfoOf(key: KeyObject): Uint8Array {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return publicKey.export({ type: 'spki', format: 'der' });
}

function uncompressed(point: Uint8Array): Uint8Array {
  if (point[0] === 0x04) return point;
  const hex = ECDH.convertKey(Buffer.from(point), 'SM2', undefined, 'hex', 'uncompressed');
  return Buffer.from(hex.toString(), 'hex');
}
