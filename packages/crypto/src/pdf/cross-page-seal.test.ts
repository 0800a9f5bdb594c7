import { beforeAll, expect, test } from 'vitest';
import { verifyPdf } from '../verify/verify-pdf.ts';
import type { Control } from './control.ts';
import { type CrossPageSlice, crossPageSlices } from './cross-page-seal.ts';
import { prepareDocument } from './prepare-document.ts';
import { chineseFont } from './testing/fonts.ts';
import { pdfFixture } from './testing/pdf-fixture.ts';
import { quarteredPng } from './testing/png-fixture.ts';
import { hasProgram, renderPage, runOnPdf } from './testing/programs.ts';
import { type SignerFixture, signerFixtures, signPdf } from './testing/signer-fixture.ts';

const SEAL = { width: 120, height: 120 };
const a4 = { width: 595, height: 842 };
const appearance = { type: 'png', png: quarteredPng(), trueSize: SEAL } as const;

let root: Uint8Array;
let signer: SignerFixture;

beforeAll(async () => {
  const fixtures = await signerFixtures(['甲方']);
  const [first] = fixtures.signers;
  if (!first) throw new Error('no signer');
  ({ root } = fixtures);
  signer = first;
});

const nameOf = ({ rect }: CrossPageSlice) => `slice${rect.page}`;

/** A document of so many pages, sealed on its first and across all of them. */
async function sealedAcross(count: number, attributes = '/MediaBox [0 0 595 842]') {
  const turned = /Rotate (90|270)/.test(attributes);
  const page = turned ? { width: a4.height, height: a4.width } : a4;
  const slices = crossPageSlices({ pages: Array.from({ length: count }, () => page), seal: SEAL });
  const controls: Control[] = [
    { name: 'seal', kind: 'seal', signer: 'A', rect: { page: 0, x: 60, y: 60, ...SEAL } },
    ...slices.map((slice) => ({
      name: nameOf(slice),
      kind: 'seal-slice' as const,
      signer: 'A',
      rect: slice.rect,
    })),
  ];
  const pdf = pdfFixture({ pages: Array.from({ length: count }, () => ({ attributes })) });
  const prepared = await prepareDocument({ pdf, controls, fontFile: chineseFont });
  const signed = await signPdf(signer, {
    pdf: prepared,
    field: 'seal',
    appearance,
    slices: slices.map((slice) => ({ name: nameOf(slice), index: slice.index, count: slice.count })),
  });
  return { prepared, signed, slices };
}

test('every page gets one strip, and the strips of a seal lie side by side', () => {
  const slices = crossPageSlices({ pages: [a4, a4, a4], seal: SEAL });
  expect(slices.map(({ index, count }) => `${index}/${count}`)).toEqual(['0/3', '1/3', '2/3']);
  expect(slices.map(({ rect }) => rect)).toEqual(
    [0, 1, 2].map((page) => ({ page, x: 555, y: 361, width: 40, height: 120 })),
  );
});

test.each([2, 20, 21, 40, 41, 59, 200])('%i pages are divided evenly among seals', (count) => {
  const slices = crossPageSlices({ pages: Array.from({ length: count }, () => a4), seal: SEAL });
  expect(slices).toHaveLength(count);
  const sizes = slices.filter(({ index }) => index === 0).map((slice) => slice.count);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(count);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(20);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  let expected = 0;
  for (const { index, count: strips } of slices) {
    expect(index).toBe(expected);
    expected = index + 1 === strips ? 0 : index + 1;
  }
});

test('a single page and pages too small are refused; the middle stays on the page', () => {
  expect(() => crossPageSlices({ pages: [a4], seal: SEAL })).toThrow(/at least two pages/);
  expect(() => crossPageSlices({ pages: [a4, { width: 300, height: 100 }], seal: SEAL })).toThrow(/Page 2/);
  const [top, bottom] = [0, 1].map((middle) => crossPageSlices({ pages: [a4, a4], seal: SEAL, middle })[0]);
  expect([top?.rect.y, bottom?.rect.y]).toEqual([722, 0]);
});

test('our own verifier calls it valid, changed by nothing, and knows each strip as a place of the signature', async () => {
  const { signed } = await sealedAcross(4);
  const report = await verifyPdf({ pdf: signed, trust: [root], crls: [], now: new Date() });
  expect(report.verdict).toBe('valid');
  expect(report.warnings).toEqual([]);
  expect(report.signatures[0]?.places.map(({ page }) => page)).toEqual([0, 0, 1, 2, 3]);
});

test('a strip that belongs to another signature, or is no strip, is refused', async () => {
  const { prepared } = await sealedAcross(2);
  const fill = (slices: { name: string; index: number; count: number }[]) =>
    signPdf(signer, { pdf: prepared, field: 'seal', appearance, slices });
  await expect(fill([{ name: 'slice0', index: 2, count: 2 }])).rejects.toMatchObject({
    code: 'APPEARANCE_INVALID',
  });
  await expect(fill([{ name: 'elsewhere', index: 0, count: 2 }])).rejects.toMatchObject({
    code: 'FIELD_MISSING',
  });
  await expect(
    signPdf(signer, { pdf: prepared, field: 'seal', slices: [{ name: 'slice0', index: 0, count: 2 }] }),
  ).rejects.toMatchObject({ code: 'APPEARANCE_INVALID' });
});

test('200 pages cost little, and one signature', async () => {
  const { prepared, signed } = await sealedAcross(200);
  // The certificates and the reserved signature take 33 kB of it.
  expect(signed.length - prepared.length).toBeLessThan(160_000);
}, 20_000);

const red = [255, 0, 0];
const green = [0, 160, 0];
const blue = [0, 0, 255];
const white = [255, 255, 255];

test.skipIf(!hasProgram('pdftoppm')).each([0, 90, 180, 270])(
  'strips on pages turned by %i make the seal when the pages are fanned out',
  async (rotation) => {
    const { signed } = await sealedAcross(4, `/MediaBox [0 0 595 842] /Rotate ${rotation}`);
    const width = rotation % 180 === 0 ? 595 : 842;
    const middle = rotation % 180 === 0 ? 421 : 297;
    // 120 points in four strips of 30: red and green above, blue and nothing below.
    const colours = [0, 1, 2, 3].map((page) => {
      const at = renderPage(signed, page);
      return [at(width - 15, middle + 30), at(width - 15, middle - 30), at(width - 45, middle + 30)];
    });
    expect(colours).toEqual([
      [red, blue, white],
      [red, blue, white],
      [green, white, white],
      [green, white, white],
    ]);
  },
);

test.skipIf(!hasProgram('pdfsig') || !hasProgram('qpdf'))(
  'others accept 200 strips',
  async () => {
    const { signed } = await sealedAcross(200);
    expect(runOnPdf(signed, 'pdfsig', ['-nocert', 'FILE']).output).toContain('Signature is Valid');
    expect(runOnPdf(signed, 'qpdf', ['--check', 'FILE'])).toMatchObject({ status: 0 });
  },
  30_000,
);
