import { createHash, type Hash } from 'node:crypto';
import { type DigestAlgorithm, nodeDigest } from '../keys/digest-algorithm.ts';

/** A hash over the first `end` octets of the file. */
type Prefix = { end: number; hash: Hash };

/**
 * Digests of what signatures cover. Each later signature covers what the earlier ones do, so a file with many is hashed
 * once from its beginning and not once for each.
 */
export class CoveredDigests {
  private readonly bytes: Uint8Array;
  private readonly prefixes = new Map<DigestAlgorithm, Prefix[]>();

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  /** The digest over both ranges: up to the gap, and from behind it to `end`. */
  digest([start, after]: [number, number], end: number, algorithm: DigestAlgorithm): Uint8Array {
    const before = this.prefix(start, algorithm).copy();
    return new Uint8Array(before.update(this.bytes.subarray(after, end)).digest());
  }

  private prefix(end: number, algorithm: DigestAlgorithm): Hash {
    const known = this.prefixes.get(algorithm) ?? [];
    const nearest = known.filter((prefix) => prefix.end <= end).sort((a, b) => b.end - a.end)[0];
    if (nearest?.end === end) return nearest.hash;
    const hash = nearest?.hash.copy() ?? createHash(nodeDigest(algorithm));
    hash.update(this.bytes.subarray(nearest?.end ?? 0, end));
    this.prefixes.set(algorithm, [...known, { end, hash }]);
    return hash;
  }
}
