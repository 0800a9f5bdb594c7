// Prepared before signing: a warning. Activated after it: the verdict changes.
import { beforeAll, describe, expect, test } from 'vitest';
import { pdfFixture } from '../pdf/testing/pdf-fixture.ts';
import { shadowAttacks } from './testing/shadow-attacks.ts';
import { certifyAny, signAny } from './testing/signed-anyhow.ts';
import { NOW, type Trade, tradeFixture } from './testing/signing.ts';
import { verifyPdf } from './verify-pdf.ts';

let trade: Trade;
beforeAll(async () => {
  trade = await tradeFixture();
});

const verify = (pdf: Uint8Array) => verifyPdf({ pdf, trust: [], crls: [], now: NOW });
const originals = [
  ['a classic table', () => pdfFixture({ pages: [{}, {}] })],
  ['object streams', () => pdfFixture({ form: 'stream', pages: [{}, {}] })],
] as const;
const signers: [string, (pdf: Uint8Array) => Uint8Array][] = [
  ['signed', (pdf) => signAny(trade.buyer, pdf)],
  ['signed by two', (pdf) => signAny(trade.seller, signAny(trade.buyer, pdf))],
  ['certified with P 3', (pdf) => certifyAny(trade.seller, pdf, 3)],
];

describe.each(originals)('a file of %s', (_, original) => {
  describe.each(signers)('%s', (_name, sign) => {
    test.each(shadowAttacks)('$name', async ({ prepare, activate, told }) => {
      const signed = sign(prepare(original()));
      const before = await verify(signed);
      expect({ verdict: before.verdict, codes: before.warnings.map(({ code }) => code) }).toEqual({
        verdict: 'valid',
        codes: told ? [told] : [],
      });
      const after = await verify(activate(signed));
      expect(after).toMatchObject({ verdict: 'modified', indication: 'TOTAL-FAILED' });
    });
  });
});
