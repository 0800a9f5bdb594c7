import fc from 'fast-check';
import { PDFDocument } from 'pdf-lib';
import { expect, test } from 'vitest';
import { CryptoError } from '../errors.ts';
import { contract, signatureField } from '../verify/testing/contract.ts';
import { appendRevision } from '../verify/testing/pdf-maker.ts';
import { signAsBuyer } from '../verify/testing/signed-contract.ts';
import { tradeFixture } from '../verify/testing/signing.ts';
import { inspectPdf } from './inspect-pdf.ts';
import { prepareDocument } from './prepare-document.ts';
import { chineseFont } from './testing/fonts.ts';
import { pdfFixture, streamObject } from './testing/pdf-fixture.ts';
import { signerFixtures, signPdf } from './testing/signer-fixture.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const bytesOf = (latin1: string) => new Uint8Array(Buffer.from(latin1, 'latin1'));
const replaced = (pdf: Uint8Array, from: string | RegExp, to: string) => bytesOf(text(pdf).replace(from, to));

/** The code of the refusal, or undefined if there is none. */
async function codeOf(pdf: Uint8Array, limits = {}): Promise<string | undefined> {
  try {
    await inspectPdf(pdf, limits);
    return undefined;
  } catch (error) {
    if (error instanceof CryptoError) return error.code;
    throw error;
  }
}

test.each(['table', 'stream'] as const)(
  'describes pages as displayed, behind a cross-reference %s',
  async (form) => {
    const pdf = pdfFixture({
      form,
      version: '1.5',
      pages: [{}, { attributes: '/Rotate 90' }, { attributes: '/CropBox [100 50 300 900] /Rotate -180' }],
    });
    expect(await inspectPdf(pdf)).toEqual({
      pages: [
        { width: 595, height: 842, rotation: 0 },
        { width: 842, height: 595, rotation: 90 },
        { width: 200, height: 792, rotation: 180 },
      ],
      signed: false,
      version: '1.5',
      size: pdf.length,
    });
  },
);

test('reads a file that pdf-lib wrote, and the version its catalogue raises', async () => {
  const document = await PDFDocument.create();
  document.addPage([300, 400]);
  expect((await inspectPdf(await document.save())).pages).toEqual([{ width: 300, height: 400, rotation: 0 }]);
  expect((await inspectPdf(pdfFixture({ version: '1.4', catalog: '/Version /1.7' }))).version).toBe('1.7');
});

test('sees whether somebody has signed', async () => {
  const { signers } = await signerFixtures(['Platform']);
  const [platform] = signers;
  if (!platform) throw new Error('no signer');
  const prepared = await prepareDocument({ pdf: pdfFixture(), controls: [], fontFile: chineseFont });
  expect((await inspectPdf(prepared)).signed).toBe(false);
  const certified = await signPdf(platform, { pdf: prepared, field: 'certification' });
  expect((await inspectPdf(certified)).signed).toBe(true);
});

test('sees a signature that a later revision took out of its field', async () => {
  const trade = await tradeFixture();
  const signed = signAsBuyer(trade, contract());
  expect((await inspectPdf(appendRevision(signed, { 11: signatureField('buyer') }))).signed).toBe(true);
});

const loop = '<< /Type /Pages /Kids [10 0 R 2 0 R] /Count 2 >>';
const refusals: [string, Uint8Array, string][] = [
  ['an empty file', new Uint8Array(), 'PDF_EMPTY'],
  ['a picture named .pdf', bytesOf('\x89PNG\r\n\x1a\n and so on'), 'PDF_NOT_A_PDF'],
  ['a header beyond the first kilobyte', pdfFixture({ beforeHeader: ' '.repeat(1100) }), 'PDF_NOT_A_PDF'],
  ['a header and nothing else', bytesOf('%PDF-1.7\n'), 'PDF_DAMAGED'],
  ['a file cut in the middle', pdfFixture().subarray(0, 400), 'PDF_DAMAGED'],
  ['a file cut before its last line', pdfFixture().subarray(0, -8), 'PDF_DAMAGED'],
  ['encryption', pdfFixture({ trailer: '/Encrypt << /Filter /Standard /V 2 >>' }), 'PDF_ENCRYPTED'],
  [
    'encryption in a damaged file',
    replaced(pdfFixture({ trailer: '/Encrypt 9 0 R' }), 'xref\n0', 'xxxx\n0'),
    'PDF_ENCRYPTED',
  ],
  ['an XFA form', pdfFixture({ catalog: '/AcroForm << /Fields [] /XFA (x) >>' }), 'PDF_XFA'],
  ['no pages', pdfFixture({ pageTree: '<< /Type /Pages /Kids [] /Count 0 >>' }), 'PDF_DAMAGED'],
  ['a page tree that loops', pdfFixture({ pageTree: loop }), 'PDF_DAMAGED'],
  [
    'a miscounted page tree',
    pdfFixture({ pageTree: '<< /Type /Pages /Kids [10 0 R] /Count 2 >>' }),
    'PDF_DAMAGED',
  ],
  [
    'a page whose content is missing',
    pdfFixture({ pages: [{ contents: '/Contents 77 0 R' }] }),
    'PDF_DAMAGED',
  ],
  ['a missing catalogue', replaced(pdfFixture(), '/Type /Catalog', '/Type /Katalog'), 'PDF_DAMAGED'],
  ['form fields that loop', fieldLoop(), 'PDF_DAMAGED'],
  [
    'the remains of a signature outside all objects',
    replaced(pdfFixture(), /$/, '%/ByteRange [0 1 2 3]\n'),
    'PDF_DAMAGED',
  ],
  ['a signed file that our verifier can’t read', signedTwice(), 'PDF_DAMAGED'],
];

test.each(refusals)('refuses %s', async (_, pdf, code) => {
  expect(await codeOf(pdf)).toBe(code);
});

test('refuses what exceeds the limits given', async () => {
  const pdf = pdfFixture({ pages: [{}, {}, {}] });
  expect(await codeOf(pdf, { maxBytes: pdf.length - 1 })).toBe('PDF_TOO_LARGE');
  expect(await codeOf(pdf, { maxPages: 2 })).toBe('PDF_TOO_MANY_PAGES');
  expect(await codeOf(pdf, { maxBytes: pdf.length, maxPages: 3 })).toBeUndefined();
});

test.each([
  ['junk before the header', pdfFixture({ beforeHeader: 'HTTP/1.1 200 OK\r\n\r\n' })],
  ['a wrong cross-reference offset', replaced(pdfFixture(), /startxref\n\d+/, 'startxref\n7')],
  ['cross-reference sections that loop', sectionLoop()],
  ['shifted object offsets', replaced(pdfFixture(), '1 0 obj', '\n\n\n1 0 obj')],
  [
    'a wrong offset behind compressed objects',
    replaced(pdfFixture({ form: 'stream' }), /startxref\n\d+/, 'startxref\n7'),
  ],
])('reads a file with %s as viewers do', async (_, pdf) => {
  expect((await inspectPdf(pdf)).pages).toEqual([{ width: 595, height: 842, rotation: 0 }]);
});

test('takes no object of an attached PDF for one of the document', async () => {
  const inner = text(pdfFixture({ pages: [{ attributes: '/MediaBox [0 0 10 10]' }] }));
  const attachment = `<< /Length 101 0 R >>\nstream\n${inner}\nendstream`;
  const pdf = pdfFixture({ objects: { 100: attachment, 101: String(inner.length) } });
  expect((await inspectPdf(pdf)).pages).toEqual([{ width: 595, height: 842, rotation: 0 }]);
});

test('reads the hidden objects of a hybrid file', async () => {
  expect((await inspectPdf(hybridFile())).pages).toEqual([{ width: 200, height: 100, rotation: 0 }]);
});

test('answers hostile input at once', async () => {
  const started = performance.now();
  const nested = '['.repeat(200_000);
  const deep = pdfFixture({ objects: { 100: nested }, catalog: '/AcroForm 100 0 R' });
  expect(await codeOf(deep)).toBe('PDF_DAMAGED');
  const digits = replaced(pdfFixture(), 'endobj', `endobj\n${'1 '.repeat(500_000)}${'9'.repeat(500_000)}\n`);
  expect(await codeOf(digits)).toBeUndefined();
  const manyKids = `<< /Type /Pages /Kids [${'10 0 R '.repeat(100_000)}] /Count 100000 >>`;
  expect(await codeOf(pdfFixture({ pageTree: manyKids }))).toBe('PDF_DAMAGED');
  const endless = `%PDF-1.7\n${'1 0 obj<<>>stream '.repeat(300_000)}\nstartxref\n5\n%%EOF\n`;
  expect(await codeOf(bytesOf(endless))).toBe('PDF_DAMAGED');
  expect(performance.now() - started).toBeLessThan(30_000);
});

test('whatever bytes are changed or cut off: an inspection or a coded refusal, never another error', async () => {
  const originals = [pdfFixture({ pages: [{}, {}] }), pdfFixture({ form: 'stream', pages: [{}, {}] })];
  const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) });
  const damage = fc.record({
    original: fc.constantFrom(...originals),
    changes: fc.array(change, { maxLength: 12 }),
    cut: fc.option(fc.nat(), { freq: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(damage, async ({ original, changes, cut }) => {
      const pdf = original.slice();
      for (const { at, byte } of changes) pdf[at % pdf.length] = byte;
      const code = await codeOf(cut === null ? pdf : pdf.subarray(0, cut % pdf.length));
      if (code !== undefined) expect(code).toMatch(/^PDF_/);
    }),
    { numRuns: 1500 },
  );
});

/** Two values for one key: readers disagree which of them counts. */
function signedTwice(): Uint8Array {
  const value = '/V << /Type /Sig /ByteRange [0 1 2 3] /Contents <00> >>';
  return pdfFixture({
    catalog: '/AcroForm << /Fields [100 0 R] >>',
    objects: { 100: `<< /FT /Sig /T (a) ${value} /Ff 1 /Ff 2 >>` },
  });
}

function fieldLoop(): Uint8Array {
  return pdfFixture({
    catalog: '/AcroForm << /Fields [100 0 R] >>',
    objects: { 100: '<< /T (a) /Kids [101 0 R] >>', 101: '<< /T (b) /Kids [100 0 R] >>' },
  });
}

function sectionLoop(): Uint8Array {
  const pdf = text(pdfFixture({ trailer: '/Prev 0000000000' }));
  const offset = /startxref\n(\d+)/.exec(pdf)?.[1] ?? '';
  return bytesOf(pdf.replace('/Prev 0000000000', `/Prev ${offset.padStart(10, '0')}`));
}

/** Old readers see the page tree of the table; new ones the stream that /XRefStm names (ISO 32000-2 §7.5.8.4). */
function hybridFile(): Uint8Array {
  const pdf = text(pdfFixture({ objects: { 30: '(more)' } }));
  const body = pdf.slice(0, pdf.indexOf('xref\n0'));
  const page = '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] >>';
  const objectStream = `40 0 obj\n${streamObject(`10 0 ${page}`, '/Type /ObjStm /N 1 /First 5')}\nendobj\n`;
  const at = body.length + objectStream.length;
  const row = (offset: number) => String.fromCharCode(1, offset >> 8, offset & 255, 0);
  const rows = `\x02\x00\x28\x00${row(body.length)}`;
  const entries = '/Type /XRef /W [1 2 1] /Index [10 1 40 1] /Size 42';
  const stream = `41 0 obj\n${streamObject(rows, entries)}\nendobj\n`;
  const startXref = at + stream.length;
  const table = pdf
    .slice(pdf.indexOf('xref\n0'))
    // The table has nothing to say about object 10.
    .replace(/^0 31\n((?:.*\n){10}).*\n/m, '0 10\n$1'.concat('11 20\n'))
    .replace(/startxref\n\d+/, `startxref\n${startXref}`)
    .replace('/Root', `/XRefStm ${at} /Root`);
  return bytesOf(body + objectStream + stream + table);
}
