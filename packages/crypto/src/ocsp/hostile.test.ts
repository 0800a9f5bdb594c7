import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { encodeTag, sequence } from '../asn1/encode.ts';
import { CryptoError } from '../errors.ts';
import { ocspOf } from '../testing/ocsp.ts';
import { daysFromNow, type Holder, issue, type SampleChain, sampleChain } from '../testing/sample-chain.ts';
import { verifySampleChain } from '../testing/verify-sample-chain.ts';
import { ocspRequest, readOcspRequest } from './ocsp-request.ts';
import type { OcspStatus } from './ocsp-response.ts';
import { parseOcspResponse } from './parsed-ocsp-response.ts';
import { readOcspResponse } from './read-ocsp-response.ts';

let chain: SampleChain;
let responder: Holder;
let request: Uint8Array;
let response: Uint8Array;
beforeAll(async () => {
  chain = await sampleChain();
  responder = await issue('ocsp-responder', chain.issuing);
  request = ocspRequest({
    certificates: [{ ...chain.signer, issuer: chain.issuing.certificate }],
    nonce: new Uint8Array(32),
  });
  response = await ocspOf(chain.signer, chain.issuing, responder);
});

const read = (bytes: Uint8Array) =>
  readOcspResponse({
    response: bytes,
    certificate: chain.signer.certificate,
    issuer: chain.issuing.certificate,
    now: daysFromNow(1),
  });

/** Runs; gives the code of a coded error, and lets every other one through. */
function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof CryptoError) return error.code;
    throw error;
  }
}

test('arbitrary octets give a coded error, never another', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      expect(codeOf(() => readOcspRequest(bytes))).toBe('ASN1_INVALID');
      expect(codeOf(() => parseOcspResponse(bytes))).toMatch(/^OCSP_INVALID$/);
      const answer = await ocspOf(chain.signer, chain.issuing, responder, { request: bytes });
      expect(answer).toEqual(Uint8Array.of(0x30, 3, 0x0a, 1, 1));
    }),
  );
});

test('no changed octet of an answer makes it another answer', async () => {
  // The signature value may have other encodings, and what it was not made over (other tags' spelling) may change.
  const genuine = read(response);
  await fc.assert(
    fc.property(fc.nat(response.length - 1), fc.integer({ min: 1, max: 255 }), (at, mask) => {
      const changed = response.with(at, (response[at] ?? 0) ^ mask);
      const code = codeOf(() => expect(read(changed)).toEqual(genuine));
      if (code !== undefined) expect(code).toMatch(/^OCSP_/);
    }),
    { numRuns: 400 },
  );
});

test('a changed request is answered, or told that it is malformed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(request.length - 1), fc.integer({ min: 1, max: 255 }), async (at, mask) => {
      const changed = request.with(at, (request[at] ?? 0) ^ mask);
      const { status } = parseOcspResponse(
        await ocspOf(chain.signer, chain.issuing, responder, { request: changed }),
      );
      expect([0, 1, 6]).toContain(status);
    }),
  );
});

test('what an authority says is what its client reads', async () => {
  const time = fc.date({ min: daysFromNow(-1000), max: daysFromNow(1), noInvalidDate: true });
  const status: fc.Arbitrary<OcspStatus> = fc.oneof(
    fc.constant({ status: 'good' as const }),
    fc.constant({ status: 'unknown' as const }),
    fc.record({
      status: fc.constant('revoked' as const),
      revokedAt: time,
      reason: fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 9, 10),
    }),
  );
  const nonces = fc.option(fc.uint8Array({ minLength: 1, maxLength: 128 }), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(status, nonces, async (said, nonce) => {
      const bytes = await ocspOf(chain.signer, chain.issuing, responder, {
        status: said,
        ...(nonce && { nonce }),
      });
      const answer = readOcspResponse({
        response: bytes,
        certificate: chain.signer.certificate,
        issuer: chain.issuing.certificate,
        ...(nonce && { nonce, nonceCheck: 'require' as const }),
        now: daysFromNow(1),
      });
      expect(answer.status).toBe(said.status);
      if (said.status !== 'revoked') return;
      expect(answer.revokedAt?.getTime()).toBe(Math.floor(said.revokedAt.getTime() / 1000) * 1000);
      expect(answer.reason ?? 0).toBe(said.reason);
    }),
    { numRuns: 60 },
  );
});

test.each<[string, () => Uint8Array]>([
  ['nested lists', () => nested(2000)],
  ['a million empty answers', () => sequence(encodeTag(0x0a, Uint8Array.of(0)), new Uint8Array(1_000_000))],
  ['two megabytes', () => encodeTag(0x30, new Uint8Array(2_000_000))],
  ['random octets', () => new Uint8Array(randomBytes(100_000))],
])('%s end quickly', (_, make) => {
  const bytes = make();
  const started = performance.now();
  expect(codeOf(() => parseOcspResponse(bytes))).toBe('OCSP_INVALID');
  expect(codeOf(() => readOcspRequest(bytes))).toBe('ASN1_INVALID');
  expect(performance.now() - started).toBeLessThan(30_000);
});

test('a thousand answers in a file, none of them right, neither decide nor delay', async () => {
  const foreign = await issue('ocsp-responder', chain.root);
  const forged = response.with(-1, (response.at(-1) ?? 0) ^ 1);
  const others = await ocspOf(chain.issuing, chain.root, foreign);
  const ocsps = Array.from({ length: 1000 }, (_, i) => (i % 2 ? forged : others));
  const started = performance.now();
  expect(verifySampleChain(chain, [], { ocsps })).toMatchObject({
    status: 'trusted',
    reasons: ['REVOCATION_UNKNOWN'],
  });
  expect(performance.now() - started).toBeLessThan(30_000);
});

function nested(depth: number): Uint8Array {
  let bytes: Uint8Array = new Uint8Array();
  for (let i = 0; i < depth; i++) bytes = sequence(bytes);
  return bytes;
}
