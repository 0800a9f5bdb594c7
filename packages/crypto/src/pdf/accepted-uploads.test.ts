// What is taken as an upload comes out valid at its end; nobody learns after the last signature that it never could.
import { beforeAll, expect, test } from 'vitest';
import { checkStructure } from '../verify/check-structure.ts';
import { contract, contractObjects } from '../verify/testing/contract.ts';
import { appendRevision } from '../verify/testing/pdf-maker.ts';
import { signAsBuyer } from '../verify/testing/signed-contract.ts';
import { tradeFixture } from '../verify/testing/signing.ts';
import { verifyPdf } from '../verify/verify-pdf.ts';
import { inspectPdf } from './inspect-pdf.ts';
import { prepareDocument } from './prepare-document.ts';
import { pdfFixture } from './testing/pdf-fixture.ts';
import { type SignerFixture, signerFixtures, signPdf } from './testing/signer-fixture.ts';

const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const replaced = (pdf: Uint8Array, from: string | RegExp, to: string) =>
  new Uint8Array(Buffer.from(latin1(pdf).replace(from, to), 'latin1'));

let platform: SignerFixture;
let signer: SignerFixture;
beforeAll(async () => {
  const [first, second] = (await signerFixtures(['Platform', 'Signer'])).signers;
  if (!first || !second) throw new Error('no signers');
  platform = first;
  signer = second;
});

/** Looked at, prepared, certified, signed; what our verifier says of it then. */
async function throughAllSteps(upload: Uint8Array) {
  await inspectPdf(upload);
  const prepared = await prepareDocument({
    pdf: upload,
    controls: [
      { name: 'seal', kind: 'seal', signer: 'A', rect: { page: 0, x: 60, y: 60, width: 80, height: 80 } },
    ],
    fontFile: new Uint8Array(),
  });
  const certified = await signPdf(platform, { pdf: prepared, field: 'certification' });
  const paths = [{ d: 'M0 0L9 9', stroke: '#f00' }];
  const signed = await signPdf(signer, {
    pdf: certified,
    field: 'seal',
    appearance: { type: 'paths', width: 10, height: 10, paths },
  });
  const { verdict, reasons, signatures } = await verifyPdf({
    pdf: signed,
    trust: [],
    crls: [],
    now: new Date(),
  });
  return { prepared, outcome: { verdict, reasons, signatures: signatures.map((each) => each.verdict) } };
}

const VALID = { verdict: 'valid', reasons: [], signatures: ['valid', 'valid'] };

test.each([
  ['a key twice in a page', pdfFixture({ pages: [{ attributes: '/UserUnit 1 /UserUnit 2' }] })],
  ['a page without its “endobj”', replaced(pdfFixture(), /(\/Contents 11 0 R\s*>>)\nendobj/, '$1\n      ')],
  ['a stream that is longer than it says', replaced(pdfFixture(), '/Length 37', '/Length 30')],
  ['a name with a broken escape', pdfFixture({ pages: [{ attributes: '/Broken#4 1' }] })],
])('an unsigned file that our verifier is too strict to read is rewritten: %s', async (_, upload) => {
  expect(() => checkStructure(upload)).toThrow(expect.objectContaining({ code: 'PDF_DAMAGED' }));
  expect((await throughAllSteps(upload)).outcome).toEqual(VALID);
});

test.each([
  ['the next number', '/Missing 12 0 R'],
  ['a larger number', '/Missing [[40 0 R]]'],
  ['another generation', '/Missing << /Deep 13 7 R >>'],
  ['a number beyond all limits', '/Missing 9999999 0 R'],
])('references to nothing never come to mean an object of ours: %s', async (_, attributes) => {
  const upload = pdfFixture({ pages: [{ attributes }] });
  const { prepared, outcome } = await throughAllSteps(upload);
  expect(latin1(prepared).startsWith(latin1(upload))).toBe(true);
  expect(outcome).toEqual(VALID);
});

test('an unsigned file with objects beyond its /Size, which strict readers take for missing, is rewritten', async () => {
  const upload = replaced(pdfFixture(), /\/Size \d+/, '/Size 5');
  const { prepared, outcome } = await throughAllSteps(upload);
  expect(latin1(prepared).startsWith(latin1(upload))).toBe(false);
  expect(latin1(prepared)).not.toContain('/Size 5 ');
  expect(outcome).toEqual(VALID);
});

test('what is odd in the catalogue and stays so is no change', async () => {
  const upload = pdfFixture({ catalog: '/Extensions () /Version (1.7) /MarkInfo [] /Metadata 7' });
  expect((await throughAllSteps(upload)).outcome).toEqual(VALID);
});

test.each([
  [
    'a page is part of its own resources',
    pdfFixture({ pages: [{ attributes: '/Resources << /Properties << /A 10 0 R >> >>' }] }),
  ],
  [
    'a field shows itself',
    pdfFixture({
      catalog: '/AcroForm << /Fields [100 0 R] >>',
      objects: { 100: '<< /FT /Tx /T (a) /AP << /N << /X 10 0 R >> >> >>' },
    }),
  ],
  [
    'a reference to an object of another generation, beside the right one',
    pdfFixture({ pages: [{ attributes: '/A [3 0 R 3 5 R]' }] }),
  ],
  [
    'a signature field with something else as its value, behind a wrong cross-reference',
    replaced(
      pdfFixture({
        catalog: '/AcroForm << /Fields [100 0 R] >>',
        objects: { 100: '<< /FT /Sig /T (a) /V [] >>' },
      }),
      /startxref\n\d+/,
      'startxref\n7',
    ),
  ],
])('is refused up front: %s', async (_, upload) => {
  await expect(inspectPdf(upload)).rejects.toMatchObject({ code: 'PDF_DAMAGED' });
});

test.each([
  ['what pages show', 4],
  ['what nothing refers to', 99],
])('a signed file is refused whose revision in between cannot be read: %s', async (_, number) => {
  const trade = await tradeFixture();
  const signed = signAsBuyer(trade, contract());
  const broken = appendRevision(signed, { [number]: '<< /Length 9999999 >>\nstream\nx\nendstream' });
  const upload = appendRevision(broken, { [number]: contractObjects[number] ?? 'null' });
  await expect(inspectPdf(upload)).rejects.toMatchObject({ code: 'PDF_DAMAGED' });
});

test('a file that leaves no object numbers to us is refused, or rewritten where only /Size says so', async () => {
  const refused = pdfFixture({ pages: [{ attributes: '/Missing 8388000 0 R' }] });
  await expect(inspectPdf(refused)).rejects.toMatchObject({ code: 'PDF_DAMAGED' });
  const rewritten = replaced(pdfFixture(), '/Size 12', '/Size 8388600');
  expect((await throughAllSteps(rewritten)).outcome).toEqual(VALID);
});
