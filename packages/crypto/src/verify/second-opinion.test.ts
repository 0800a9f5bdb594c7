import { beforeAll, describe, expect, test } from 'vitest';
import type { KeyAlgorithm } from '../keys/key-algorithm.ts';
import { signingFunction } from '../keys/sign-with-key.ts';
import type { ByteRange } from '../pdf/embed-signature.ts';
import { signPdf } from '../pdf/sign-pdf.ts';
import { pdfFixture } from '../pdf/testing/pdf-fixture.ts';
import { issue, NOW, type SampleChain, sampleChain } from '../testing/sample-chain.ts';
import { secondOpinion } from './second-opinion.ts';
import { verifyPdf } from './verify-pdf.ts';

let chain: SampleChain;
beforeAll(async () => {
  chain = await sampleChain();
});

async function signedBy(algorithm: KeyAlgorithm): Promise<{ pdf: Uint8Array; byteRange: ByteRange }> {
  const { issuing } = algorithm === 'sm2' ? await sampleChain('sm2') : chain;
  const holder = await issue('person', issuing, { algorithm });
  const pdf = await signPdf({
    pdf: pdfFixture({ pages: [{ text: 'pay 100' }] }),
    field: { name: 'Seal', rect: { page: 0, x: 60, y: 100, width: 80, height: 80 } },
    signer: { name: '甲方' },
    signingTime: NOW,
    identity: {
      algorithm,
      certificates: [holder.certificate, issuing.certificate],
      sign: signingFunction(holder),
    },
  });
  const report = await verifyPdf({ pdf, trust: [], crls: [], now: NOW });
  const byteRange = report.signatures[0]?.details.byteRange;
  if (!byteRange) throw new Error('the signature covers nothing');
  return { pdf, byteRange };
}

describe.each(['ec-p256', 'ec-p384', 'rsa-2048', 'rsa-3072'] as const)('%s', (algorithm) => {
  test('another library agrees that the signature holds, and that it breaks with one byte', async () => {
    const { pdf, byteRange } = await signedBy(algorithm);
    expect(await secondOpinion(pdf, byteRange)).toEqual({ status: 'holds' });
    const changed = Buffer.from(pdf);
    changed.write('900', changed.indexOf('pay 100') + 4);
    expect(await secondOpinion(changed, byteRange)).toMatchObject({ status: 'broken' });
  });
});

test('it says so where it knows the algorithm not at all', async () => {
  const { pdf, byteRange } = await signedBy('sm2');
  expect(await secondOpinion(pdf, byteRange)).toEqual({ status: 'unable' });
});

test('a place without a signature is no answer', async () => {
  const { pdf, byteRange } = await signedBy('ec-p256');
  const emptied = Buffer.from(pdf);
  emptied.fill('0', byteRange[1] + 1, byteRange[2] - 1);
  await expect(secondOpinion(emptied, byteRange)).rejects.toMatchObject({ code: 'CMS_INVALID' });
});
