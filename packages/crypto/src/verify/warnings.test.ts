import * as fontkit from '@cantoo/fontkit';
import { PDFDocument, rgb } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { chineseFont } from '../pdf/testing/fonts.ts';
import { pdfFixture } from '../pdf/testing/pdf-fixture.ts';
import { quarteredPng } from '../pdf/testing/png-fixture.ts';
import { hasProgram, rewriteWithQpdf } from '../pdf/testing/programs.ts';
import * as doc from './testing/contract.ts';
import { appendRevision, bytes, latin1, type Objects, stream } from './testing/pdf-maker.ts';
import { NOW } from './testing/signing.ts';
import { verifyPdf } from './verify-pdf.ts';

async function warningsOf(pdf: Uint8Array): Promise<string[]> {
  const report = await verifyPdf({ pdf, trust: [], crls: [], now: NOW });
  expect(report.verdict).toBe('unsigned');
  return report.warnings.map(({ code }) => code);
}

const withAnnotation = (annotation: string): Objects => ({
  3: doc.pageObject(`${doc.FORM_FIELDS} 70 0 R`),
  70: annotation,
});

test('an ordinary document gives no warning, links and destinations neither', async () => {
  expect(await warningsOf(doc.contract())).toEqual([]);
  const link =
    '<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://example.com) >> >>';
  const open = { 1: doc.catalogObject('/OpenAction [3 0 R /Fit]') };
  expect(await warningsOf(doc.contract({ ...withAnnotation(link), ...open }))).toEqual([]);
});

test.each<[string, Objects]>([
  ['HIDDEN_LAYER', { 1: doc.catalogObject('/OCProperties << /OCGs [] /D << /BaseState /OFF >> >>') }],
  [
    'SCRIPT',
    { 1: doc.catalogObject('/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (x) >>] >> >>') },
  ],
  ['AUTOMATIC_ACTION', { 1: doc.catalogObject('/AA << /WC << /S /Named /N /Print >> >>') }],
  ['AUTOMATIC_ACTION', { 3: doc.pageObject(doc.FORM_FIELDS, '/AA << /O << /S /Named /N /Print >> >>') }],
  [
    'EXTERNAL_ACTION',
    withAnnotation('<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /Launch /F (x.exe) >> >>'),
  ],
  ['EXTERNAL_CONTENT', { 4: stream('', '/F (https://example.com/page)') }],
  ['DYNAMIC_FORM', { 6: doc.formObject(doc.FORM_FIELDS, '/XFA (x)') }],
  ['REGENERATED_APPEARANCES', { 6: doc.formObject(doc.FORM_FIELDS, '/NeedAppearances true') }],
  [
    'HIDDEN_ANNOTATION',
    { 10: doc.textField('amount', '/AP << /N 71 0 R >>').replace('/F 4', '/F 2'), 71: doc.appearance() },
  ],
  [
    'ANNOTATION_OVER_TEXT',
    withAnnotation('<< /Type /Annot /Subtype /FreeText /Rect [50 730 300 760] /F 4 /DA (/Helv 12 Tf) >>'),
  ],
  ['PREPARED_APPEARANCE', { 11: doc.signatureField('buyer', '/AP << /N 71 0 R >>'), 71: doc.appearance() }],
  ['DUPLICATE_FIELD_NAME', { 10: doc.textField('status') }],
  ['LARGE_FIELD', { 10: doc.textField('amount').replace('60 600 260 620', '0 0 595 600') }],
  ['CONTENT_UNREADABLE', { 4: '<< /Length 1 >>\nstream\nlonger\nendstream' }],
])('%s', async (code, objects) => {
  expect(await warningsOf(doc.contract(objects))).toContain(code);
});

test.each([
  ['a remark beside the text', '/Subtype /FreeText /Rect [400 300 500 340] /DA (/Helv 12 Tf)'],
  [
    'a highlight on the text',
    '/Subtype /Highlight /Rect [50 730 300 760] /QuadPoints [50 760 300 760 50 730 300 730]',
  ],
  ['a link on the text', '/Subtype /Link /Rect [50 730 300 760] /A << /S /URI /URI (https://example.com) >>'],
])('%s gives no warning', async (_, annotation) => {
  expect(await warningsOf(doc.contract(withAnnotation(`<< /Type /Annot /F 4 ${annotation} >>`)))).toEqual([]);
});

test('a field in several places', async () => {
  const kid = '<< /Type /Annot /Subtype /Widget /Parent 10 0 R /Rect [0 0 9 9] >>';
  const objects = { 10: '<< /FT /Tx /T (amount) /Kids [70 0 R 71 0 R] >>', 70: kid, 71: kid };
  expect(await warningsOf(doc.contract(objects))).toEqual(['SEVERAL_WIDGETS']);
  const radio = { ...objects, 10: '<< /FT /Btn /Ff 32768 /T (amount) /Kids [70 0 R 71 0 R] >>' };
  expect(await warningsOf(doc.contract(radio))).toEqual([]);
});

test('bytes before the header', async () => {
  const text = latin1(doc.contract());
  const shifted = text
    .replace(/^(\d{10}) 00000 n/gm, (_, offset) => `${String(Number(offset) + 4).padStart(10, '0')} 00000 n`)
    .replace(/startxref\n(\d+)/, (_, offset) => `startxref\n${Number(offset) + 4}`);
  expect(await warningsOf(bytes(`GIF\n${shifted}`))).toEqual(['LEADING_BYTES']);
});

describe('text that is not seen', () => {
  const page = (content: string, resources = '', more = '') =>
    doc.contract({
      3: doc.pageObject(doc.FORM_FIELDS, more).replace('/Font <<', `${resources} /Font <<`),
      4: stream(content),
      80: stream(
        'abc',
        '/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceRGB',
      ),
      81: stream(
        'a',
        '/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray /SMask 80 0 R',
      ),
    });
  const picture = '/XObject << /I 80 0 R /M 81 0 R >> /ExtGState << /Half << /ca 0.5 >> >>';
  const text = (before = '', size = 14) =>
    `BT ${before} /F1 ${size} Tf 60 740 Td (The buyer pays 100 yuan.) Tj ET`;

  test.each<[string, string[], string, string?]>([
    ['without ink', ['HIDDEN_TEXT'], text('3 Tr')],
    ['in white on the bare page', ['HIDDEN_TEXT'], text('1 1 1 rg')],
    ['in white by another colour space of the device', ['HIDDEN_TEXT'], text('0 0 0 0 k')],
    ['too small to read', ['HIDDEN_TEXT'], `q 0.01 0 0 0.01 0 0 cm ${text('', 0.5)} Q`],
    ['within a form XObject', ['HIDDEN_TEXT'], '/X Do', '/XObject << /X 82 0 R >>'],
    ['beneath a picture', ['COVERED_TEXT'], `${text()} q 400 0 0 60 50 720 cm /I Do Q`, picture],
    ['beyond the part of the page that is shown', ['CONTENT_OUTSIDE_PAGE'], text(), '/CROPPED'],
    // What ordinary documents do.
    ['read from a scan, beneath it', [], `${text('3 Tr')} q 595 0 0 842 0 0 cm /I Do Q`, picture],
    ['read from a scan, over it', [], `q 595 0 0 842 0 0 cm /I Do Q ${text('3 Tr')}`, picture],
    ['beneath a scan', [], `${text()} q 595 0 0 842 0 0 cm /I Do Q`, picture],
    ['in white on a coloured ground', [], `0 0 1 rg 50 730 400 40 re f ${text('1 1 1 rg')}`],
    ['in white on a picture', [], `q 400 0 0 60 50 720 cm /I Do Q ${text('1 g')}`, picture],
    ['a full tint of some ink, which is no white', [], text('/Spot cs 1 scn')],
    ['over a picture', [], `q 400 0 0 60 50 720 cm /I Do Q ${text()}`, picture],
    ['beneath a picture with a mask, as seals are', [], `${text()} q 400 0 0 60 50 720 cm /M Do Q`, picture],
    [
      'beneath a picture half shining through',
      [],
      `${text()} q /Half gs 400 0 0 60 50 720 cm /I Do Q`,
      picture,
    ],
    ['beside a picture', [], `${text()} q 100 0 0 60 50 100 cm /I Do Q`, picture],
    [
      'made small by its font and large by its matrix',
      [],
      'BT /F1 0.1 Tf 140 0 0 140 60 740 Tm (The buyer pays.) Tj ET',
    ],
  ])('%s: %j', async (_, codes, content, resources = '') => {
    const cropped = resources === '/CROPPED';
    const pdf = page(content, cropped ? '' : resources, cropped ? '/CropBox [0 0 595 700]' : '');
    const form = doc.appearance(text('3 Tr')).replace('[0 0 200 20]', '[0 0 595 842]');
    expect(await warningsOf(resources.includes('82') ? withObject(pdf, 82, form) : pdf)).toEqual(codes);
  });

  const withObject = (pdf: Uint8Array, num: number, body: string) => appendRevision(pdf, { [num]: body });
});

describe('fields that show another value than they hold', () => {
  const field = (value: string, shown: string, more = '') =>
    doc.contract({
      10: doc.textField('amount', `${value} /AP << /N 71 0 R >> ${more}`),
      71: doc.appearance(`/Tx BMC q BT /Helv 12 Tf 2 5 Td ${shown} ET Q EMC`),
    });

  test.each<[string, string, string, boolean, string?]>([
    ['another amount', '/V (100)', '(999999) Tj', true],
    ['something, and holds nothing', '', '(999999) Tj', true],
    ['the same', '/V (100)', '(100) Tj', false],
    [
      'the same in pieces and lines',
      '/V (one hundred yuan)',
      '[(one hun) -20 (dred)] TJ 0 -12 Td (yuan) Tj',
      false,
    ],
    ['the same in UTF-16', '/V <FEFF003100300030>', '(100) Tj', false],
    ['nothing', '/V (100)', '() Tj', false],
    ['a picture', '/V (seal of x)', '/Im Do', false],
    ['what a script made of it', '/V (1000)', '(1,000.00) Tj', false, '/AA << /F << /S /Named >> >>'],
    ['stars for a password', '/V (100)', '(***) Tj', false, '/Ff 8192'],
  ])('%s', async (_, value, shown, isTold, more) => {
    expect((await warningsOf(field(value, shown, more))).includes('FIELD_SHOWS_OTHER_VALUE')).toBe(isTold);
  });

  test('in a font that tells its characters by a map', async () => {
    const map = (to: string) =>
      stream(`1 beginbfchar <0001> <${to}> endbfchar 1 beginbfrange <0002> <0003> <0061> endbfrange`);
    const composite = '<< /Type /Font /Subtype /Type0 /Encoding /Identity-H /ToUnicode 73 0 R >>';
    const pdf = (to: string) =>
      doc.contract({
        10: doc.textField('amount', '/V <FEFF753200610062> /AP << /N 71 0 R >>'),
        71: doc.appearance('BT /Helv 12 Tf <000100020003> Tj ET').replace('/Helv 5 0 R', '/Helv 72 0 R'),
        72: composite,
        73: map(to),
      });
    expect(await warningsOf(pdf('7532'))).toEqual([]);
    expect(await warningsOf(pdf('4E59'))).toEqual(['FIELD_SHOWS_OTHER_VALUE']);
  });
});

describe('a document within the document', () => {
  test.each<[string, Objects]>([
    ['a page', { 70: doc.pageObject('') }],
    ['a page tree', { 70: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>' }],
    ['a catalogue', { 70: doc.catalogObject() }],
    ['a form', { 70: doc.formObject('') }],
  ])('%s that nothing leads to', async (_, objects) => {
    expect(await warningsOf(doc.contract(objects))).toEqual(['HIDDEN_DOCUMENT']);
  });

  test('a second object of a number, between those that the table names', async () => {
    const twin = bytes(
      latin1(doc.contract()).replace('\n5 0 obj', `\n3 0 obj\n${doc.pageObject('')}\nendobj\n5 0 obj`),
    );
    const shift = latin1(twin).length - latin1(doc.contract()).length;
    const at = latin1(twin).indexOf('5 0 obj');
    const text = latin1(twin)
      .replace(/^(\d{10}) 00000 n/gm, (_, offset) => {
        const moved = Number(offset) >= at - shift ? Number(offset) + shift : Number(offset);
        return `${String(moved).padStart(10, '0')} 00000 n`;
      })
      .replace(/startxref\n(\d+)/, (_, offset) => `startxref\n${Number(offset) + shift}`);
    expect(await warningsOf(bytes(text))).toEqual(['HIDDEN_DOCUMENT']);
  });

  test('other things that nothing leads to are of no account', async () => {
    expect(
      await warningsOf(doc.contract({ 70: '(x)', 71: doc.appearance(), 72: '<< /Type /Pages /Kids [] >>' })),
    ).toEqual([]);
  });
});

test('files inside of the file', async () => {
  const attached = {
    1: doc.catalogObject('/Names << /EmbeddedFiles << /Names [(a) 70 0 R] >> >>'),
    70: '<< /Type /Filespec /F (a.txt) /EF << /F 71 0 R >> >>',
    71: stream('hello', '/Type /EmbeddedFile'),
  };
  expect(await warningsOf(doc.contract(attached))).toEqual(['ATTACHMENT']);
});

describe('ordinary documents give no warning', () => {
  test.each([
    ['of a classic table', () => pdfFixture({ pages: [{}, {}] })],
    ['of object streams', () => pdfFixture({ form: 'stream', pages: [{}, {}] })],
  ])('%s', async (_, make) => expect(await warningsOf(make())).toEqual([]));

  test.skipIf(!hasProgram('qpdf'))('linearised', async () => {
    const options = ['--linearize', '--object-streams=generate'];
    expect(await warningsOf(rewriteWithQpdf(pdfFixture({ pages: [{}, {}] }), options))).toEqual([]);
  });

  test('written by pdf-lib, with coloured grounds, pictures, a form and Chinese', async () => {
    const document = await PDFDocument.create();
    document.registerFontkit(fontkit);
    const font = await document.embedFont(chineseFont, { subset: true });
    const page = document.addPage([595, 842]);
    page.drawRectangle({ x: 50, y: 700, width: 400, height: 40, color: rgb(0, 0, 0.6) });
    page.drawText('服务合同 white on blue', { x: 60, y: 710, size: 18, font, color: rgb(1, 1, 1) });
    page.drawImage(await document.embedPng(quarteredPng()), { x: 50, y: 500, width: 80, height: 80 });
    page.drawText('甲方：', { x: 50, y: 470, size: 11, font });
    const field = document.getForm().createTextField('party');
    field.setText('杭州甲乙科技有限公司');
    field.addToPage(page, { x: 100, y: 460, width: 200, height: 24, font });
    for (const useObjectStreams of [false, true])
      expect(
        await warningsOf(await document.save({ useObjectStreams, updateFieldAppearances: false })),
      ).toEqual([]);
  });
});
