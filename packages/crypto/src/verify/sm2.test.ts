import { beforeAll, describe, expect, test } from 'vitest';
import { digestOf } from '../keys/digest-algorithm.ts';
import type { KeyAlgorithm } from '../keys/key-algorithm.ts';
import { digestForKey, signingFunction } from '../keys/sign-with-key.ts';
import { signPdf } from '../pdf/sign-pdf.ts';
import { pdfFixture } from '../pdf/testing/pdf-fixture.ts';
import { crlOf, NOW, POLICY, type SampleChain, sampleChain } from '../testing/sample-chain.ts';
import { readTimestampResponse } from '../timestamp/read-timestamp-response.ts';
import { timestampRequest } from '../timestamp/timestamp-request.ts';
import { timestampResponse } from '../timestamp/timestamp-response.ts';
import { explain } from './explain.ts';
import { verifyPdf } from './verify-pdf.ts';

const NATIONAL = {
  'zh-CN': '签名有效（国密算法 SM2、SM3），证书可信',
  en: 'the signature is valid (Chinese national algorithms SM2 and SM3), its certificate is trusted',
};

let chain: SampleChain;
let classic: SampleChain;
beforeAll(async () => {
  [chain, classic] = [await sampleChain('sm2'), await sampleChain()];
});

/** One more signature, B-T: a visible field of its own, stamped by the chain's authority. */
function sign(pdf: Uint8Array, by: SampleChain, name: string): Promise<Uint8Array> {
  const { signer, issuing, tsa } = by;
  return signPdf({
    pdf,
    field: { name, rect: { page: 0, x: 60, y: 100, width: 80, height: 80 } },
    signer: { name: '甲方' },
    signingTime: NOW,
    identity: {
      algorithm: signer.algorithm,
      certificates: [signer.certificate, issuing.certificate],
      sign: signingFunction(signer),
    },
    timestamp: async (signature) => {
      const digestAlgorithm = digestForKey(tsa.algorithm);
      const request = timestampRequest({ digest: digestOf(digestAlgorithm, signature), digestAlgorithm });
      const response = timestampResponse({
        request,
        tsa: { ...tsa, chain: [issuing.certificate] },
        serialNumber: Uint8Array.of(7),
        time: NOW,
        policy: POLICY,
      });
      return readTimestampResponse({ request, response }).token;
    },
  });
}

const verify = async (pdf: Uint8Array, chains = [chain, classic]) =>
  verifyPdf({
    pdf,
    trust: chains.map(({ root }) => root.certificate),
    crls: await Promise.all(chains.flatMap(({ root, issuing }) => [crlOf(root), crlOf(issuing)])),
    now: NOW,
  });

describe('a PDF signed with SM2', () => {
  test('is valid, trusted and B-T, and the report names SM2 and SM3', async () => {
    const pdf = await sign(pdfFixture(), chain, 'Seal');
    const report = await verify(pdf);
    expect(report).toMatchObject({
      verdict: 'valid',
      signatures: [
        {
          verdict: 'valid',
          trust: 'trusted',
          level: 'B-T',
          coverage: 'whole-file',
          reasons: [],
          timestamp: { intact: true, trust: 'trusted' },
          certificate: { publicKeyAlgorithm: 'sm2' },
          details: { scheme: 'sm2', digestAlgorithm: 'SM3' },
        },
      ],
    });
    for (const locale of ['zh-CN', 'en'] as const) {
      expect(explain(report, locale).join('\n')).toContain(NATIONAL[locale]);
    }
  });

  test('is trusted under its own root alone', async () => {
    const pdf = await sign(pdfFixture(), chain, 'Seal');
    const report = await verify(pdf, [classic]);
    expect(report).toMatchObject({ verdict: 'valid', signatures: [{ trust: 'unknown' }] });
  });

  test('no bit of it changes unnoticed', async () => {
    const pdf = await sign(pdfFixture(), chain, 'Seal');
    const bytes = Buffer.from(pdf);
    const contents = bytes.indexOf('/Contents <') + '/Contents <'.length;
    const places = [200, bytes.indexOf('/ByteRange') - 3, contents + 1200, bytes.length - 40];
    for (const at of places) {
      const changed = pdf.with(at, (pdf[at] ?? 0) ^ 1);
      expect((await verify(changed)).verdict, `byte ${at}`).not.toBe('valid');
    }
  });

  test('may be signed again with another algorithm, and each signature keeps its own', async () => {
    const pdf = await sign(await sign(pdfFixture(), chain, 'First'), classic, 'Second');
    const report = await verify(pdf);
    expect(report.verdict).toBe('valid');
    expect(report.signatures.map(({ details, trust }) => [details.scheme, trust])).toEqual([
      ['sm2', 'trusted'],
      ['ecdsa', 'trusted'],
    ]);
    const words = explain(report, 'en').filter((line) => line.includes(NATIONAL.en));
    expect(words).toHaveLength(1);
  });
});

test.each<[KeyAlgorithm, string, string]>([
  ['ec-p384', 'ecdsa', 'SHA-384'],
  ['rsa-3072', 'rsa-pkcs1', 'SHA-256'],
])(
  'a PDF signed with %s is valid too, over the digest of its key',
  async (algorithm, scheme, digestAlgorithm) => {
    const other = await sampleChain(algorithm);
    const report = await verify(await sign(pdfFixture(), other, 'Seal'), [other]);
    expect(report).toMatchObject({
      verdict: 'valid',
      signatures: [{ trust: 'trusted', level: 'B-T', reasons: [], details: { scheme, digestAlgorithm } }],
    });
  },
);
