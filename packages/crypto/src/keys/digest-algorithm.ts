import { createHash } from 'node:crypto';
import { oidOf } from '../asn1/decode.ts';
import { type Asn1Element, childrenOfTag } from '../asn1/element.ts';
import { NULL, objectIdentifier, sequence } from '../asn1/encode.ts';
import { hasSm2 } from './sm2-support.ts';

/** Digests we can check. */
export type DigestAlgorithm = 'SHA-1' | 'SHA-224' | 'SHA-256' | 'SHA-384' | 'SHA-512' | 'SM3';

/** Digests we sign over: which one, the key decides (`digestForKey`). */
export type SigningDigest = 'SHA-256' | 'SHA-384' | 'SM3';

const DIGESTS = {
  'SHA-1': { oid: '1.3.14.3.2.26', node: 'sha1', length: 20 },
  'SHA-224': { oid: '2.16.840.1.101.3.4.2.4', node: 'sha224', length: 28 },
  'SHA-256': { oid: '2.16.840.1.101.3.4.2.1', node: 'sha256', length: 32 },
  'SHA-384': { oid: '2.16.840.1.101.3.4.2.2', node: 'sha384', length: 48 },
  'SHA-512': { oid: '2.16.840.1.101.3.4.2.3', node: 'sha512', length: 64 },
  SM3: { oid: '1.2.156.10197.1.401', node: 'sm3', length: 32 }, // GB/T 33560
} as const;

const ALGORITHMS: DigestAlgorithm[] = ['SHA-1', 'SHA-224', 'SHA-256', 'SHA-384', 'SHA-512', 'SM3'];

/** SM3 without a key (GB/T 33560): the same digest as plain 401, and some signers write it so. */
const SM3_WITHOUT_KEY = '1.2.156.10197.1.401.1';

/** Node's name of a digest. */
export function nodeDigest(algorithm: DigestAlgorithm): string {
  return DIGESTS[algorithm].node;
}

/** Octets of a digest. */
export function digestLength(algorithm: DigestAlgorithm): number {
  return DIGESTS[algorithm].length;
}

export function digestOf(algorithm: DigestAlgorithm, data: Uint8Array): Uint8Array {
  return new Uint8Array(createHash(nodeDigest(algorithm)).update(data).digest());
}

/** The digest an AlgorithmIdentifier names; `undefined` when it is one we can't compute. */
export function readDigestAlgorithm(identifier: Asn1Element | undefined): DigestAlgorithm | undefined {
  const oid = oidOf(childrenOfTag(identifier, 0x30)[0]);
  const found = oid === SM3_WITHOUT_KEY ? 'SM3' : ALGORITHMS.find((name) => DIGESTS[name].oid === oid);
  return found === 'SM3' && !hasSm2() ? undefined : found;
}

/** AlgorithmIdentifier with absent parameters, as RFC 5754 §2 wants SHA-2 written, and as SM3 is. */
export function digestIdentifier(algorithm: DigestAlgorithm): Uint8Array {
  return sequence(objectIdentifier(DIGESTS[algorithm].oid));
}

/** AlgorithmIdentifier with NULL parameters, as timestamp authorities expect it in a messageImprint. */
export function digestIdentifierWithNull(algorithm: DigestAlgorithm): Uint8Array {
  return sequence(objectIdentifier(DIGESTS[algorithm].oid), NULL);
}
