import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { CoveredDigests } from './covered-digests.ts';

const bytes = new Uint8Array(randomBytes(5000));
const expected = ([start, after]: [number, number], end: number, algorithm: string) =>
  createHash(algorithm)
    .update(Buffer.concat([bytes.subarray(0, start), bytes.subarray(after, end)]))
    .digest('hex');

test('whatever is asked in whatever order, the digest is over both ranges', () => {
  const digests = new CoveredDigests(bytes);
  const ranges: [[number, number], number][] = [
    [[1000, 1200], 2000],
    [[3000, 3100], 4000],
    [[500, 600], 700],
    [[3000, 3100], 5000],
    [[0, 10], 20],
    [[4999, 5000], 5000],
  ];
  for (const [gap, end] of ranges) {
    expect(Buffer.from(digests.digest(gap, end, 'SHA-256')).toString('hex')).toBe(
      expected(gap, end, 'sha256'),
    );
    expect(Buffer.from(digests.digest(gap, end, 'SHA-512')).toString('hex')).toBe(
      expected(gap, end, 'sha512'),
    );
  }
});
