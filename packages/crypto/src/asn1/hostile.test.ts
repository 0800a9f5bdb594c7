import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseSignature } from '../cms/parse-signature.ts';
import { verifySignature } from '../cms/verify-signature.ts';
import { CryptoError } from '../errors.ts';
import { digestOf } from '../keys/digest-algorithm.ts';
import { crlOf, NOW, POLICY, type SampleChain, sampleChain, serialOf } from '../testing/sample-chain.ts';
import { signContent } from '../testing/sign-content.ts';
import { readTimestampResponse } from '../timestamp/read-timestamp-response.ts';
import { timestampRequest } from '../timestamp/timestamp-request.ts';
import { timestampResponse } from '../timestamp/timestamp-response.ts';
import { verifyTimestampToken } from '../timestamp/verify-timestamp-token.ts';
import { describeCertificate } from '../x509/describe-certificate.ts';
import { parseCrl } from '../x509/parsed-crl.ts';
import { verifyChain } from '../x509/verify-chain.ts';
import { childrenOf, readElement } from './element.ts';
import { concat, sequence } from './encode.ts';

const content = new TextEncoder().encode('content');
const request = timestampRequest({ digest: digestOf('SHA-256', content), digestAlgorithm: 'SHA-256' });

let chain: SampleChain;
let genuine: Record<'certificate' | 'crl' | 'cms' | 'token' | 'response', Uint8Array>;
beforeAll(async () => {
  chain = await sampleChain();
  const revoked = [{ serialNumber: serialOf(chain.tsa.certificate), revokedAt: NOW, reason: 4 }];
  const response = stamp(request);
  const { token } = readTimestampResponse({ response, request });
  const cms = signContent(content, chain.signer, [chain.issuing.certificate], () => token);
  genuine = {
    certificate: chain.signer.certificate,
    crl: await crlOf(chain.issuing, revoked),
    cms,
    token,
    response,
  };
});

function stamp(asked: Uint8Array): Uint8Array {
  return timestampResponse({
    request: asked,
    tsa: { ...chain.tsa, chain: [chain.issuing.certificate] },
    serialNumber: Uint8Array.of(1),
    time: NOW,
    policy: POLICY,
  });
}

/** Changes to a byte string: octets replaced, cut out, doubled. */
const mutations = fc.array(
  fc.record({
    at: fc.nat(),
    kind: fc.constantFrom('set', 'cut', 'double', 'end'),
    octet: fc.nat({ max: 255 }),
    length: fc.nat({ max: 40 }),
  }),
  { minLength: 1, maxLength: 4 },
);

type Mutation = { at: number; kind: string; octet: number; length: number };

function mutate(der: Uint8Array, changes: Mutation[]): Uint8Array {
  return changes.reduce((bytes, { at, kind, octet, length }) => {
    const start = at % Math.max(1, bytes.length);
    const piece = bytes.subarray(start, start + length);
    if (kind === 'set') return bytes.length === 0 ? bytes : bytes.with(start, octet);
    if (kind === 'cut')
      return Uint8Array.from([...bytes.subarray(0, start), ...bytes.subarray(start + length)]);
    if (kind === 'double')
      return Uint8Array.from([...bytes.subarray(0, start), ...piece, ...bytes.subarray(start)]);
    return bytes.subarray(0, start);
  }, der);
}

/** Runs a reader; anything but an answer or a CryptoError fails the test. */
function survive(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof CryptoError)) throw error;
  }
}

function verifyCms(der: Uint8Array) {
  const parsed = parseSignature(der);
  return verifySignature(
    parsed,
    (algorithm) => digestOf(algorithm, content),
    () => content,
  );
}

function chainOf(leaf: Uint8Array, intermediate: Uint8Array, crl: Uint8Array) {
  return verifyChain({
    leaf,
    intermediates: [intermediate, chain.issuing.certificate],
    trust: [chain.root.certificate],
    crls: [crl],
    at: NOW,
    purpose: 'document-signing',
  });
}

const readers: Record<string, (der: Uint8Array) => unknown> = {
  certificate: describeCertificate,
  crl: parseCrl,
  cms: verifyCms,
  token: (der) => verifyTimestampToken(der, (algorithm) => digestOf(algorithm, content)),
  response: (response) => readTimestampResponse({ response, request }),
  request: stamp,
};

describe('damaged and hostile input gives an answer or a CryptoError, never another error', () => {
  test.each(Object.keys(readers))('random octets as %s', (kind) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => survive(() => readers[kind]?.(bytes))),
      { numRuns: 300 },
    );
  });

  test.each(['certificate', 'crl', 'cms', 'token', 'response'] as const)(
    'a mutated %s, read as every kind',
    (kind) => {
      fc.assert(
        fc.property(mutations, (changes) => {
          const der = mutate(genuine[kind], changes);
          for (const read of Object.values(readers)) survive(() => read(der));
        }),
        { numRuns: 400 },
      );
    },
  );

  test('a mutated request is answered', () => {
    fc.assert(
      fc.property(mutations, (changes) => {
        expect(stamp(mutate(request, changes)).length).toBeGreaterThan(5);
      }),
      { numRuns: 300 },
    );
  });

  test('verifyChain answers for any mutated certificates and CRLs, and trusts no changed leaf', () => {
    fc.assert(
      fc.property(mutations, mutations, mutations, (leafChanges, intermediateChanges, crlChanges) => {
        const leaf = mutate(genuine.certificate, leafChanges);
        const result = chainOf(
          leaf,
          mutate(chain.issuing.certificate, intermediateChanges),
          mutate(genuine.crl, crlChanges),
        );
        const isUnchanged = Buffer.compare(leaf, genuine.certificate) === 0;
        if (!isUnchanged) expect(result.status).not.toBe('trusted');
      }),
      { numRuns: 400 },
    );
  });

  test('a certificate is read in DER alone: the same in other octets is none', () => {
    const [tbs, ...rest] = childrenOf(readElement(genuine.certificate));
    if (!tbs) throw new Error('no certificate');
    const raws = rest.map(({ raw }) => raw);
    const endless = (tag: number, content: Uint8Array) =>
      concat([Uint8Array.of(tag, 0x80), content, Uint8Array.of(0, 0)]);
    const content = concat([tbs.raw, ...raws]);
    const written = (certificate: Uint8Array) => () => describeCertificate(certificate);
    expect(written(sequence(content))).not.toThrow();
    for (const other of [
      sequence(endless(0x30, tbs.content), ...raws),
      endless(0x30, content),
      concat([Uint8Array.of(0x30, 0x84, 0, 0, content.length >> 8, content.length & 255), content]),
      sequence(content, sequence()),
    ]) {
      expect(written(other)).toThrow(expect.objectContaining({ code: 'CERTIFICATE_INVALID' }));
    }
  });

  test('a mutated CMS is intact only where what is signed and the signature stayed', () => {
    const original = parseSignature(genuine.cms);
    fc.assert(
      fc.property(mutations, (changes) => {
        survive(() => {
          const der = mutate(genuine.cms, changes);
          if (!verifyCms(der).intact) return;
          const { signedAttributes, signerCertificate } = parseSignature(der);
          expect(signedAttributes).toEqual(original.signedAttributes);
          expect(signerCertificate).toEqual(original.signerCertificate);
        });
      }),
      { numRuns: 400 },
    );
  });
});
