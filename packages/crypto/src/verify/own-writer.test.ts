import { beforeAll, expect, test } from 'vitest';
import type { Control } from '../pdf/control.ts';
import { prepareDocument } from '../pdf/prepare-document.ts';
import { chineseFont } from '../pdf/testing/fonts.ts';
import { pdfFixture } from '../pdf/testing/pdf-fixture.ts';
import { quarteredPng } from '../pdf/testing/png-fixture.ts';
import { hasProgram, rewriteWithQpdf, runOnPdf } from '../pdf/testing/programs.ts';
import { type SignerFixture, signerFixtures, signPdf } from '../pdf/testing/signer-fixture.ts';
import * as doc from './testing/contract.ts';
import { appendRevision, latin1 } from './testing/pdf-maker.ts';
import { certify, signAsBuyer, signAsSeller } from './testing/signed-contract.ts';
import { tradeFixture } from './testing/signing.ts';
import { verifyPdf } from './verify-pdf.ts';

const controls: Control[] = [
  { name: 'seal', kind: 'seal', signer: 'A', rect: { page: 0, x: 60, y: 100, width: 80, height: 40 } },
  { name: 'text', kind: 'text', signer: 'A', rect: { page: 0, x: 60, y: 300, width: 120, height: 40 } },
  {
    name: 'again',
    kind: 'repeated-seal',
    signer: 'A',
    of: 'seal',
    rect: { page: 1, x: 60, y: 100, width: 40, height: 80 },
  },
  { name: 'other', kind: 'signature', signer: 'B', rect: { page: 0, x: 200, y: 100, width: 60, height: 60 } },
];

let root: Uint8Array;
let platform: SignerFixture;
let first: SignerFixture;
let second: SignerFixture;
beforeAll(async () => {
  const fixture = await signerFixtures(['Platform', '甲方', 'Party B']);
  root = fixture.root;
  const [a, b, c] = fixture.signers;
  if (a === undefined || b === undefined || c === undefined) throw new Error('no signers');
  [platform, first, second] = [a, b, c];
});

async function signedByAll(original: Uint8Array): Promise<Uint8Array> {
  const prepared = await prepareDocument({ pdf: original, controls, fontFile: chineseFont });
  const certified = await signPdf(platform, { pdf: prepared, field: 'certification' });
  const once = await signPdf(first, {
    pdf: certified,
    field: 'seal',
    appearance: { type: 'png', png: quarteredPng() },
    texts: [{ name: 'text', value: '浙江省杭州市' }],
    repeatedSeals: ['again'],
    fontFile: chineseFont,
  });
  return signPdf(second, { pdf: once, field: 'other' });
}

const linearise = (pdf: Uint8Array) => rewriteWithQpdf(pdf, ['--linearize', '--object-streams=generate']);
const originals: [string, () => Uint8Array, boolean][] = [
  ['a classic cross-reference table', () => pdfFixture({ form: 'table', pages: [{}, {}] }), false],
  ['object streams', () => pdfFixture({ form: 'stream', pages: [{}, {}] }), false],
  ['a linearised file with object streams', () => linearise(pdfFixture({ pages: [{}, {}] })), true],
];

const possible = originals.filter(([, , needsQpdf]) => !needsQpdf || hasProgram('qpdf'));

test.each(possible)('what our writer makes from %s is valid and trusted', async (_, original) => {
  const signed = await signedByAll(original());
  const report = await verifyPdf({ pdf: signed, trust: [root], crls: [], now: new Date() });
  expect(report).toMatchObject({ verdict: 'valid', reasons: [], warnings: [] });
  expect(report.signatures).toMatchObject([
    { signer: 'Platform', verdict: 'valid', trust: 'trusted', certification: { p: 2 }, coverage: 'revision' },
    { field: 'seal', signer: '甲方', verdict: 'valid', trust: 'trusted', level: 'B-B', coverage: 'revision' },
    { field: 'other', signer: 'Party B', verdict: 'valid', changesAfter: [], coverage: 'whole-file' },
  ]);
  expect(report.signatures[0]?.changesAfter.map(({ kind }) => kind).sort()).toEqual([
    'form-fill',
    'form-fill',
    'signature',
    'signature',
  ]);
  const text = latin1(signed);
  const refilled = appendRevision(
    signed,
    {},
    { root: Number(/\/Root (\d+)/.exec(text.slice(text.lastIndexOf('/Root')))?.[1]) },
  );
  expect((await verifyPdf({ pdf: refilled, trust: [], crls: [], now: new Date() })).verdict).toBe('valid');
});

test.skipIf(!hasProgram('pdfsig'))('poppler accepts the signatures these tests make by hand', async () => {
  const trade = await tradeFixture();
  const certified = certify(trade, doc.contract(), 2);
  const signed = signAsSeller(trade, doc.fillAmount(signAsBuyer(trade, certified)));
  const { output } = runOnPdf(signed, 'pdfsig', ['-nocert', 'FILE']);
  expect(output.match(/Signature is Valid/g)).toHaveLength(3);
  expect(output).toContain('Total document signed');
});
