import { beforeAll, expect, test } from 'vitest';
import type { Control } from './control.ts';
import { prepareDocument } from './prepare-document.ts';
import { chineseFont } from './testing/fonts.ts';
import { type PdfFixture, pdfFixture } from './testing/pdf-fixture.ts';
import { quarteredPng } from './testing/png-fixture.ts';
import { hasProgram, renderPage, rewriteWithQpdf, runOnPdf } from './testing/programs.ts';
import { type SignerFixture, signerFixtures, signPdf } from './testing/signer-fixture.ts';

/** What independent programs say: poppler (pdfsig, pdftoppm, pdftotext) and qpdf, where the machine has them. */

const hasPoppler = hasProgram('pdfsig') && hasProgram('pdftoppm');
const hasQpdf = hasProgram('qpdf');

const controls: Control[] = [
  {
    name: 'seal',
    kind: 'seal',
    signer: 'A',
    rect: { page: 0, x: 60, y: 100, width: 80, height: 40 },
    prompt: '盖章处',
  },
  {
    name: 'text',
    kind: 'text',
    signer: 'A',
    rect: { page: 0, x: 60, y: 300, width: 120, height: 40 },
    prompt: 'Address of the first party',
  },
  {
    name: 'repeat',
    kind: 'repeated-seal',
    signer: 'A',
    rect: { page: 1, x: 60, y: 100, width: 40, height: 80 },
  },
  {
    name: 'other',
    kind: 'signature',
    signer: 'B',
    rect: { page: 0, x: 200, y: 100, width: 60, height: 60 },
    prompt: 'Signature',
  },
  {
    name: 'date',
    kind: 'date',
    signer: 'B',
    rect: { page: 0, x: 200, y: 300, width: 120, height: 20 },
    prompt: '日期',
  },
];

let people: { platform: SignerFixture; first: SignerFixture; second: SignerFixture };

beforeAll(async () => {
  const [platform, first, second] = (await signerFixtures(['Platform', '甲方', 'Party B'])).signers;
  if (!platform || !first || !second) throw new Error('no signers');
  people = { platform, first, second };
});

async function signedByAll(pdf: Uint8Array): Promise<Uint8Array> {
  const prepared = await prepareDocument({ pdf, controls, fontFile: chineseFont });
  const certified = await signPdf(people.platform, { pdf: prepared, field: 'certification' });
  const once = await signPdf(people.first, {
    pdf: certified,
    field: 'seal',
    appearance: { type: 'png', png: quarteredPng() },
    texts: [{ name: 'text', value: '浙江省杭州市西湖区文三路 90 号' }],
    repeatedSeals: ['repeat'],
    fontFile: chineseFont,
  });
  return signPdf(people.second, {
    pdf: once,
    field: 'other',
    appearance: { type: 'paths', width: 100, height: 100, paths: [{ d: 'M0 0H100V50H0Z', fill: '#00f' }] },
    texts: [{ name: 'date', value: '2026年11月22日' }],
    fontFile: chineseFont,
  });
}

const files: [string, PdfFixture, string[] | undefined][] = [
  ['cross-reference table', { form: 'table', version: '1.4' }, undefined],
  ['object streams', { form: 'stream' }, undefined],
  ['linearised, with object streams', {}, ['--linearize', '--object-streams=generate']],
];

test.skipIf(!hasPoppler || !hasQpdf).each(files)(
  'a certification and two signatures are valid to others: %s',
  async (_, fixture, rewrite) => {
    const original = pdfFixture({ ...fixture, pages: [{}, {}] });
    const signed = await signedByAll(rewrite ? rewriteWithQpdf(original, rewrite) : original);
    const report = runOnPdf(signed, 'pdfsig', ['-nocert', 'FILE']).output;
    expect(report.match(/Signature is Valid/g)).toHaveLength(3);
    expect(report.match(/- Total document signed/g)).toHaveLength(1);
    expect(runOnPdf(signed, 'qpdf', ['--check', 'FILE'])).toMatchObject({ status: 0 });
    expect(runOnPdf(signed, 'pdftotext', ['FILE', '-']).output.replaceAll(/\s/g, '')).toContain('文三路90号');
  },
);

test.skipIf(!hasPoppler)('a changed byte is invalid to others', async () => {
  const signed = Buffer.from(await signedByAll(pdfFixture({ pages: [{ text: 'pay 100' }, {}] })));
  signed.write('900', signed.indexOf('pay 100') + 4);
  expect(runOnPdf(signed, 'pdfsig', ['-nocert', 'FILE']).output).not.toContain('Signature is Valid');
});

const white = [255, 255, 255];

test.skipIf(!hasPoppler).each([0, 90, 180, 270])(
  'seals stand upright where they were placed on pages turned by %i',
  async (rotation) => {
    const attributes = `/MediaBox [-50 -20 600 900] /CropBox [10 30 500 700] /Rotate ${rotation}`;
    const signed = await signedByAll(pdfFixture({ pages: [{ attributes }, { attributes }] }));
    const seal = renderPage(signed, 0);
    // 40 × 40 in the middle of 80 × 40: red, green above; blue, nothing below; nothing at the sides.
    expect([seal(90, 130), seal(110, 130), seal(90, 110)]).toEqual([
      [255, 0, 0],
      [0, 160, 0],
      [0, 0, 255],
    ]);
    expect([seal(110, 110), seal(65, 120), seal(135, 120)]).toEqual([white, white, white]);
    // The drawing fills its upper half, y downwards.
    expect([seal(230, 145), seal(230, 115)]).toEqual([[0, 0, 255], white]);
    const repeated = renderPage(signed, 1);
    expect([repeated(70, 150), repeated(90, 150), repeated(70, 130)]).toEqual([
      [255, 0, 0],
      [0, 160, 0],
      [0, 0, 255],
    ]);
  },
);

test.skipIf(!hasPoppler)('writing and prompts stay inside their rectangles', async () => {
  const signed = await signedByAll(pdfFixture({ pages: [{ text: '' }, {}] }));
  const color = renderPage(signed, 0);
  const inked = { inside: 0, outside: 0 };
  for (let x = 40; x < 360; x += 1) {
    for (let y = 280; y < 360; y += 1) {
      if (color(x, y)[0] > 200) continue;
      const within = y >= 299 && y <= 341 && ((x >= 59 && x <= 181) || (x >= 199 && x <= 321));
      inked[within ? 'inside' : 'outside'] += 1;
    }
  }
  expect(inked.outside).toBe(0);
  expect(inked.inside).toBeGreaterThan(300);
});

test.skipIf(!hasPoppler)('a seal does not hide the text beneath it', async () => {
  const beneath = 'q 0 g 85 125 10 10 re f Q';
  const pages = [{ contents: '/Contents 100 0 R' }, {}];
  const objects = { 100: `<< /Length ${beneath.length} >>\nstream\n${beneath}\nendstream` };
  const color = renderPage(await signedByAll(pdfFixture({ pages, objects })), 0);
  expect([color(90, 130), color(82, 122)]).toEqual([
    [0, 0, 0],
    [255, 0, 0],
  ]);
});

test.skipIf(!hasPoppler)('texts known at sending are part of the page', async () => {
  const flatten = [
    { rect: { page: 1, x: 60, y: 300, width: 300, height: 30 }, text: '合同编号 CM-1', fontSize: 12 },
  ];
  const pdf = pdfFixture({ pages: [{}, {}] });
  const prepared = await prepareDocument({ pdf, controls: [], fontFile: chineseFont, flatten });
  const { output } = runOnPdf(prepared, 'pdftotext', ['-f', '2', 'FILE', '-']);
  expect(output).toContain('合同编号 CM-1');
  expect(output).toContain('Page 2');
});
