import { expect, test } from 'vitest';
import { verifyPdf } from '../verify/verify-pdf.ts';
import { pageNumber, pdfFixture } from './testing/pdf-fixture.ts';
import { signerFixtures, signPdf } from './testing/signer-fixture.ts';

const paths = [{ d: 'M0 0L9 9', stroke: '#f00' }];
const appearance = { type: 'paths', width: 10, height: 10, paths } as const;

/** An upload with a signature field whose widgets are objects of their own. */
const upload = (widgets: number) =>
  pdfFixture({
    catalog: '/AcroForm << /Fields [100 0 R] >>',
    pages: [{ attributes: '/Annots [101 0 R 102 0 R]' }],
    objects: {
      100: `<< /T (s) /FT /Sig /Kids [${['101 0 R', '102 0 R'].slice(0, widgets).join(' ')}] >>`,
      101: `<< /Type /Annot /Subtype /Widget /Parent 100 0 R /Rect [50 50 150 150] /P ${pageNumber(0)} 0 R >>`,
      102: `<< /Type /Annot /Subtype /Widget /Parent 100 0 R /Rect [250 50 350 150] /P ${pageNumber(0)} 0 R >>`,
    },
  });

test('signs a field that shows in a widget of its own', async () => {
  const { root, signers } = await signerFixtures(['甲方', '乙方']);
  const [first, second] = signers;
  if (!first || !second) throw new Error('no signers');
  const certified = await signPdf(first, { pdf: upload(1), field: 'certification' });
  const pdf = await signPdf(second, { pdf: certified, field: 's', appearance });
  const report = await verifyPdf({ pdf, trust: [root], crls: [], now: new Date() });
  expect(report.verdict).toBe('valid');
  expect(report.signatures.map(({ field, places }) => [field, places])).toEqual([
    ['Certification', []],
    ['s', [{ page: 0, x: 50, y: 50, width: 100, height: 100 }]],
  ]);
  expect(Buffer.from(pdf.subarray(certified.length)).toString('latin1')).toMatch(/101 0 obj\n<<[^>]*\/AP <</);
});

test('refuses a field that shows in several places', async () => {
  const [signer] = (await signerFixtures(['甲方'])).signers;
  if (!signer) throw new Error('no signer');
  await expect(signPdf(signer, { pdf: upload(2), field: 's', appearance })).rejects.toMatchObject({
    code: 'FIELD_CONSTRAINED',
  });
});

test.each(['/P 10 0 R', ''])(
  'a seal stands upright on a turned page, whether its widget names the page or not: "%s"',
  async (page) => {
    const [signer] = (await signerFixtures(['甲方'])).signers;
    if (!signer) throw new Error('no signer');
    const pdf = pdfFixture({
      catalog: '/AcroForm << /Fields [100 0 R] >>',
      pages: [{ attributes: '/Rotate 90 /Annots [100 0 R]' }],
      objects: { 100: `<< /T (s) /FT /Sig /Type /Annot /Subtype /Widget /Rect [50 50 90 150] ${page} >>` },
    });
    const signed = await signPdf(signer, { pdf, field: 's', appearance });
    const added = Buffer.from(signed.subarray(pdf.length)).toString('latin1');
    expect(added.replaceAll(/\s+/g, ' ')).toContain('/BBox [ 0 0 100 40 ] /Matrix [ 0 1 -1 0 40 0 ]');
  },
);
