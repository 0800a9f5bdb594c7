import { beforeAll, expect, test } from 'vitest';
import type { Control } from '../pdf/control.ts';
import { prepareDocument } from '../pdf/prepare-document.ts';
import { chineseFont } from '../pdf/testing/fonts.ts';
import { pdfFixture } from '../pdf/testing/pdf-fixture.ts';
import { quarteredPng } from '../pdf/testing/png-fixture.ts';
import { type SignerFixture, signerFixtures, signPdf } from '../pdf/testing/signer-fixture.ts';
import { certificatesIn } from './certificates-in.ts';
import * as doc from './testing/contract.ts';
import { signAsBuyer } from './testing/signed-contract.ts';
import { NOW, tradeFixture } from './testing/signing.ts';
import { verifyPdf } from './verify-pdf.ts';

const at = (page: number, x: number, y: number) => ({ page, x, y, width: 80, height: 40 });
const controls: Control[] = [
  { name: 'seal', kind: 'seal', signer: 'A', rect: at(0, 60, 100) },
  { name: 'again', kind: 'repeated-seal', signer: 'A', rect: at(1, 70, 120) },
  { name: 'written', kind: 'repeated-seal', signer: 'A', rect: at(1, 200, 120) },
  { name: 'text', kind: 'text', signer: 'A', rect: at(1, 60, 300) },
];

let platform: SignerFixture;
let signer: SignerFixture;
beforeAll(async () => {
  const [a, b] = (await signerFixtures(['Platform', '甲方'])).signers;
  if (!a || !b) throw new Error('no signers');
  [platform, signer] = [a, b];
});

const verify = (pdf: Uint8Array) => verifyPdf({ pdf, trust: [], crls: [], now: new Date() });
const stroke = {
  type: 'paths' as const,
  width: 20,
  height: 10,
  paths: [{ d: 'M0 0L20 10', stroke: '#102030' }],
};

async function signed(rotate: 0 | 90 | 180 | 270, entries = '') {
  const page = { attributes: `/MediaBox [20 10 615 852] /Rotate ${rotate} ${entries}` };
  const original = pdfFixture({ pages: [page, page] });
  const prepared = await prepareDocument({ pdf: original, controls, fontFile: chineseFont });
  const certified = await signPdf(platform, { pdf: prepared, field: 'certification' });
  return signPdf(signer, {
    pdf: certified,
    field: 'seal',
    appearance: { type: 'png', png: quarteredPng() },
    repeatedSeals: ['again'],
    pictures: [{ appearance: stroke, names: ['written'] }],
    texts: [{ name: 'text', value: '浙江省' }],
    fontFile: chineseFont,
  });
}

test.each([
  [0, ''],
  [90, ''],
  [180, ''],
  [270, ''],
  [0, '/UserUnit 3'],
  [90, '/UserUnit 3'],
  [270, '/UserUnit 7.5'],
] as const)(
  'a signature says where it and what repeats it stand, in points, on a page turned by %i degrees %s',
  async (rotate, entries) => {
    const report = await verify(await signed(rotate, entries));
    expect(report).toMatchObject({ verdict: 'valid', warnings: [] });
    const [certification, seal] = report.signatures;
    expect(certification?.places).toEqual([]);
    const round = seal?.places.map(({ page, ...rect }) => ({
      page,
      ...Object.fromEntries(Object.entries(rect).map(([key, value]) => [key, Math.round(value * 100) / 100])),
    }));
    expect(round).toEqual([at(0, 60, 100), at(1, 70, 120), at(1, 200, 120)]);
  },
);

test('a signature names its bytes, digest, algorithm and chain', async () => {
  const trade = await tradeFixture();
  const pdf = signAsBuyer(trade, doc.contract());
  const { signatures } = await verifyPdf({ pdf, trust: [trade.root], crls: [trade.crl], now: NOW });
  const details = signatures[0]?.details;
  expect(details).toMatchObject({ subFilter: 'ETSI.CAdES.detached', digestAlgorithm: 'SHA-256' });
  expect(details?.digest).toMatch(/^[0-9a-f]{64}$/);
  const [start, length, second, rest] = details?.byteRange ?? [];
  expect([start, (second ?? 0) + (rest ?? 0)]).toEqual([0, pdf.length]);
  expect(pdf[length ?? 0]).toBe('<'.charCodeAt(0));
  expect(details?.chain.map(({ subject }) => subject.commonName)).toEqual(['Li Buyer', 'Test Root']);
  expect(details?.tsaChain[0]?.subject.commonName).toBe('Test TSA');
});

test('the certificates of signers and timestamps are found before anything is verified', async () => {
  const trade = await tradeFixture();
  const found = certificatesIn(signAsBuyer(trade, doc.contract())).map((der) => Buffer.from(der));
  expect(found).toContainEqual(Buffer.from(trade.buyer.certificate));
  expect(found).toContainEqual(Buffer.from(trade.tsa.certificate));
  expect(new Set(found.map(String)).size).toBe(found.length);
  expect(certificatesIn(new TextEncoder().encode('no PDF'))).toEqual([]);
});

test('a widget that its page lists a hundred thousand times shows once, and soon', async () => {
  const trade = await tradeFixture();
  const many = `${doc.BUYER} 0 R `.repeat(100_000);
  const pdf = signAsBuyer(trade, doc.contract({ 3: doc.pageObject(many) }));
  const started = performance.now();
  const { signatures } = await verifyPdf({ pdf, trust: [], crls: [], now: NOW });
  expect(performance.now() - started).toBeLessThan(30_000);
  expect(signatures[0]).toMatchObject({ verdict: 'valid', places: [{ page: 0, x: 60, y: 100 }] });
});
