import { PDFArray, PDFDict, PDFDocument, PDFName, PDFRawStream, PDFRef } from 'pdf-lib';
import { expect, test } from 'vitest';
import { readForm } from './acro-form.ts';
import type { Control } from './control.ts';
import type { Field } from './form-field.ts';
import { PdfFile } from './pdf-file.ts';
import { prepareDocument } from './prepare-document.ts';
import { chineseFont } from './testing/fonts.ts';
import { type PdfFixture, pageNumber, pdfFixture, streamObject } from './testing/pdf-fixture.ts';
import { signerFixtures, signPdf } from './testing/signer-fixture.ts';
import { buildTimestampRevision } from './timestamp-revision.ts';

const rect = (page: number, x = 60, y = 100, width = 120, height = 60) => ({ page, x, y, width, height });

const controls: Control[] = [
  { name: 's1', kind: 'seal', signer: 'A', rect: rect(0), prompt: '甲方盖章' },
  { name: 't1', kind: 'text', signer: 'A', rect: rect(0, 60, 300), fontSize: 10, prompt: '地址' },
  { name: 'd1', kind: 'date', signer: 'A', rect: rect(1, 60, 300, 100, 20) },
  { name: 'x1', kind: 'repeated-seal', signer: 'A', rect: rect(1, 400, 300), of: 's1' },
  { name: 's2', kind: 'signature', signer: 'B', rect: rect(1) },
];

const signatures = controls.filter(({ kind }) => kind === 'seal' || kind === 'signature');

async function prepare(fixture: PdfFixture, some: Control[] = controls) {
  const pdf = pdfFixture({ pages: [{}, {}], ...fixture });
  const prepared = await prepareDocument({ pdf, controls: some, fontFile: chineseFont });
  return { pdf, prepared, ...read(prepared) };
}

function read(pdf: Uint8Array) {
  const file = PdfFile.open(pdf);
  const { dict: form, fields } = readForm(file);
  if (!form) throw new Error('no form');
  const byName = new Map(fields.map((field) => [field.name, field]));
  return { file, form, fields, byName };
}

/** A dictionary as plain text without line breaks, so that a test can state it whole. */
const source = (field: Field | undefined) => field?.dict.toString().replaceAll(/\s+/g, ' ');

test.each(['table', 'stream'] as const)(
  'keeps the upload byte for byte before its fields (%s)',
  async (form) => {
    const { pdf, prepared, fields, form: acroForm } = await prepare({ form });
    expect(Buffer.from(prepared.subarray(0, pdf.length)).equals(pdf)).toBe(true);
    expect(fields.map((field) => field.name)).toEqual(['s1', 't1', 'd1', 'x1', 's2']);
    expect(acroForm.get(PDFName.of('SigFlags'))?.toString()).toBe('3');
    // An update continues in the form of cross-reference the file has.
    expect(Buffer.from(prepared.subarray(pdf.length)).includes('trailer')).toBe(form === 'table');
    const independent = await PDFDocument.load(prepared);
    expect(independent.getForm().getFields()).toHaveLength(5);
  },
);

test('makes each control one empty merged field and widget', async () => {
  const { byName, file } = await prepare({});
  expect(source(byName.get('s1'))).toMatch(
    /^<< \/Type \/Annot \/Subtype \/Widget \/T \(s1\) \/P 10 0 R \/Rect \[ 60 100 180 160 \] \/FT \/Sig \/F 132 \/Lock \d+ 0 R >>$/,
  );
  expect(source(byName.get('d1'))).toBe(
    '<< /Type /Annot /Subtype /Widget /T (d1) /P 20 0 R /Rect [ 60 300 160 320 ] /FT /Tx /F 4 /DA (/Helv 12 Tf 0 g) >>',
  );
  expect(source(byName.get('x1'))).toMatch(/\/FT \/Tx \/F 4 .*\/Ff 1 >>$/);
  for (const { dict } of byName.values()) {
    for (const key of ['V', 'AP', 'Kids']) expect(dict.has(PDFName.of(key))).toBe(false);
  }
  const lock = byName.get('s1')?.dict.get(PDFName.of('Lock'));
  expect(file.resolve(lock)?.toString().replaceAll(/\s+/g, ' ')).toBe(
    '<< /Type /SigFieldLock /Action /Include /Fields [ (t1) (d1) (x1) ] >>',
  );
  // B has nothing to fill.
  expect(byName.get('s2')?.dict.has(PDFName.of('Lock'))).toBe(false);
});

test('locks a repeated seal with the very seal it repeats', async () => {
  const { byName, file } = await prepare({}, [
    { name: 'first', kind: 'seal', signer: 'A', rect: rect(0) },
    { name: 'second', kind: 'seal', signer: 'A', rect: rect(1) },
    { name: 'repeat', kind: 'repeated-seal', signer: 'A', rect: rect(1, 300), of: 'second' },
  ]);
  expect(byName.get('first')?.dict.has(PDFName.of('Lock'))).toBe(false);
  const lock = file.resolve(byName.get('second')?.dict.get(PDFName.of('Lock')));
  expect(lock?.toString()).toContain('(repeat)');
});

test.each([
  [0, [160, 120, 220, 150]],
  [90, [470, 110, 500, 170]],
  [180, [430, 750, 490, 780]],
  [270, [150, 730, 180, 790]],
])('places a control on a page turned by %i as its viewer sees it', async (rotation, expected) => {
  const attributes = `/CropBox [100 50 550 850] /MediaBox [-50 0 600 900] /Rotate ${rotation}`;
  const { byName } = await prepare({ pages: [{ attributes }, {}] }, [
    { name: 's', kind: 'seal', signer: 'A', rect: rect(0, 60, rotation % 180 === 0 ? 70 : 50, 60, 30) },
  ]);
  const box = byName.get('s')?.dict.get(PDFName.of('Rect'));
  const numbers = box instanceof PDFArray ? box.asArray().map((item) => Number(item.toString())) : [];
  expect(numbers).toEqual(expected);
});

test('a control has its true size on a page whose units are larger than points', async () => {
  const { byName, file } = await prepare({ pages: [{ attributes: '/UserUnit 2.5' }, {}] }, [
    {
      name: 's',
      kind: 'seal',
      signer: 'A',
      prompt: 'Seal',
      rect: { page: 0, x: 1400, y: 50, width: 80, height: 40 },
    },
  ]);
  expect(source(byName.get('s'))).toContain('/Rect [ 560 20 592 36 ]');
  const page = firstPage(file);
  const marks =
    page && file.dict(page, 'Resources') && file.dict(file.dict(page, 'Resources') ?? page, 'XObject');
  const form = marks && file.lookup(marks, 'Prepared');
  const entry = (key: string) => form instanceof PDFRawStream && form.dict.get(PDFName.of(key))?.toString();
  expect([entry('BBox'), entry('Matrix')]).toEqual(['[ 0 0 1487.5 2105 ]', '[ 0.4 0 0 0.4 0 0 ]']);
});

test('keeps resources, content and annotations that pages inherit or share', async () => {
  const shared = { attributes: '/Annots 100 0 R', contents: '/Contents [11 0 R 101 0 R]' };
  const fixture = {
    pages: [shared, { attributes: '/Annots 100 0 R' }],
    objects: {
      100: '[102 0 R]',
      101: streamObject('BT /F1 9 Tf 60 300 Td (second part) Tj ET'),
      102: '<< /Type /Annot /Subtype /Link /Rect [0 0 10 10] >>',
    },
  };
  const { prepared, file } = await prepare(
    fixture,
    controls.filter(({ kind }) => kind !== 'repeated-seal'),
  );
  const document = await PDFDocument.load(prepared);
  const annotations = document.getPages().map((page) => page.node.Annots()?.size());
  expect(annotations).toEqual([3, 3]);
  const page = firstPage(file);
  expect(page && file.array(page, 'Contents')?.toString()).toMatch(/^\[ \d+ 0 R 11 0 R 101 0 R \d+ 0 R \]$/);
  const resources = page && file.dict(page, 'Resources');
  expect(resources && file.dict(resources, 'Font')?.toString()).toContain('/F1 3 0 R');
  // Nothing is marked on the second page: its content isn't touched.
  expect(document.getPage(1).node.get(PDFName.of('Contents'))?.toString()).toBe('21 0 R');
});

test("a page's annotations become objects before the first signature, and stay as they are after it", async () => {
  const link = '<< /Type /Annot /Subtype /Link /Rect [0 0 9 9] >>';
  const page = { attributes: `/Annots [${link}]` };
  const annotations = (file: PdfFile) => {
    const dict = firstPage(file);
    return ((dict && file.array(dict, 'Annots'))?.asArray() ?? []).map((each) => each instanceof PDFRef);
  };
  const { file } = await prepare({ pages: [page, {}] }, []);
  expect(annotations(file)).toEqual([true]);
  const [signer] = (await signerFixtures(['Signer'])).signers;
  if (!signer) throw new Error('no signer');
  const plain = pdfFixture({ pages: [page] });
  const certified = await signPdf(signer, { pdf: plain, field: 'certification' });
  expect(annotations(PdfFile.open(certified))).toEqual([true, true]);

  const field = { name: 'elsewhere', rect: { page: 1, x: 9, y: 9, width: 9, height: 9 } };
  const others = await signPdf(signer, { pdf: pdfFixture({ pages: [page, {}] }), field });
  const { pdf } = buildTimestampRevision({ pdf: others });
  expect(annotations(PdfFile.open(pdf))).toEqual([false, true]);
});

test("keeps the upload's own fields, locks them with each signature, and drops NeedAppearances", async () => {
  const { form, fields, byName, file } = await prepare({
    catalog: '/AcroForm << /NeedAppearances true /Fields [100 0 R] /DR << /Font << /Own 3 0 R >> >> >>',
    objects: {
      100: '<< /T (order) /Kids [101 0 R] >>',
      101: '<< /T (amount) /FT /Tx /Parent 100 0 R /V (1) >>',
    },
  });
  expect(fields.map((field) => field.name)).toContain('order.amount');
  expect(form.has(PDFName.of('NeedAppearances'))).toBe(false);
  const resources = file.dict(form, 'DR');
  const fonts = resources && file.dict(resources, 'Font');
  expect(fonts?.keys().map(String)).toEqual(['/Own', '/Helv']);
  for (const name of ['s1', 's2']) {
    const lock = file.resolve(byName.get(name)?.dict.get(PDFName.of('Lock')));
    expect(lock instanceof PDFDict && lock.toString()).toContain('(order.amount)');
  }
});

test('writes the same bytes for the same input', async () => {
  const [one, other] = await Promise.all([prepare({}), prepare({})]);
  expect(Buffer.from(one.prepared).equals(other.prepared)).toBe(true);
});

test('rewrites an unsigned file that cannot be appended to, and only then', async () => {
  const pdf = pdfFixture({ beforeHeader: 'From: mail\n\n', pages: [{ text: 'kept' }, {}] });
  const prepared = await prepareDocument({ pdf, controls, fontFile: chineseFont });
  expect(Buffer.from(prepared).subarray(0, 8).toString()).toBe('%PDF-1.7');
  expect(Buffer.from(prepared).includes('(kept)')).toBe(true);
  expect(read(prepared).fields).toHaveLength(5);
});

const control = (changes: Partial<Control>): Control => ({
  name: 'n',
  kind: 'text',
  signer: 'A',
  rect: rect(0),
  ...changes,
});

test.each([
  ['a name with a full stop', [control({ name: 'a.b' })], 'CONTROL_INVALID'],
  ['a page that does not exist', [control({ rect: rect(2) })], 'CONTROL_INVALID'],
  ['a place outside the page', [control({ rect: rect(0, 550) })], 'CONTROL_INVALID'],
  ['a place without size', [control({ rect: rect(0, 10, 10, 0, 5) })], 'CONTROL_INVALID'],
  ['a number that is none', [control({ rect: rect(0, Number.NaN) })], 'CONTROL_INVALID'],
  ['a repeated seal without its seal', [control({ kind: 'repeated-seal' })], 'CONTROL_INVALID'],
  ['a name twice', [control({}), control({})], 'FIELD_NAME_TAKEN'],
  ['a name the upload uses', [control({ name: 'taken' })], 'FIELD_NAME_TAKEN'],
  ['a character the font lacks', [control({ prompt: 'smile \u{1f600}' })], 'FONT_LACKS_CHARACTER'],
])('refuses %s', async (_, some, code) => {
  const fixture = {
    catalog: '/AcroForm << /Fields [100 0 R] >>',
    objects: { 100: '<< /T (taken) /FT /Tx >>' },
  };
  await expect(prepare(fixture, some)).rejects.toMatchObject({ code });
});

test('refuses a font file that is none', async () => {
  const input = { pdf: pdfFixture(), controls: [control({ prompt: 'x' })], fontFile: new Uint8Array(20) };
  await expect(prepareDocument(input)).rejects.toMatchObject({ code: 'FONT_INVALID' });
});

test('adds only signature fields to a file that others have signed', async () => {
  const [other] = (await signerFixtures(['Other'])).signers;
  if (!other) throw new Error('no signer');
  const foreign: Control[] = [{ name: 'foreign', kind: 'signature', signer: 'O', rect: rect(0) }];
  const { prepared } = await prepare({}, foreign);
  const pdf = await signPdf(other, { pdf: prepared, field: 'foreign' });
  const again = await prepareDocument({ pdf, controls: signatures, fontFile: chineseFont });
  expect(Buffer.from(again.subarray(0, pdf.length)).equals(pdf)).toBe(true);
  const { file, fields } = read(again);
  expect(fields.map((field) => field.name)).toEqual(['foreign', 's1', 's2']);
  expect(firstPage(file)?.get(PDFName.of('Contents'))?.toString()).toBe('11 0 R');
  const flatten = [{ rect: rect(0), text: 'x', fontSize: 10 }];
  for (const input of [{ controls }, { controls: signatures, flatten }]) {
    await expect(prepareDocument({ ...input, pdf, fontFile: chineseFont })).rejects.toMatchObject({
      code: 'PDF_CHANGES_FORBIDDEN',
    });
  }
});

test('refuses a file whose certification or locks forbid further fields', async () => {
  const [other] = (await signerFixtures(['Other'])).signers;
  if (!other) throw new Error('no signer');
  const { prepared } = await prepare({}, []);
  const certified = await signPdf(other, { pdf: prepared, field: 'certification' });
  const attempt = (pdf: Uint8Array, some = signatures) =>
    prepareDocument({ pdf, controls: some, fontFile: chineseFont });
  await expect(attempt(certified)).rejects.toMatchObject({ code: 'PDF_CHANGES_FORBIDDEN' });
  const reference = (lock: string) =>
    pdfFixture({
      pages: [{}, {}],
      catalog: '/AcroForm << /Fields [100 0 R] >>',
      objects: {
        100: '<< /T (old) /FT /Sig /V 101 0 R >>',
        101: `<< /Type /Sig /Reference [<< /TransformMethod /FieldMDP /TransformParams << ${lock} >> >>] >>`,
      },
    });
  for (const lock of ['/Action /All', '/Action /Exclude /Fields [(y)]', '/Action /Include /Fields [(s1)]']) {
    await expect(attempt(reference(lock))).rejects.toMatchObject({ code: 'PDF_CHANGES_FORBIDDEN' });
  }
  expect(await attempt(reference('/Action /Include /Fields [(other)]'))).toBeInstanceOf(Uint8Array);
});

function firstPage(file: PdfFile): PDFDict | undefined {
  const page = file.resolve(PDFRef.of(pageNumber(0)));
  return page instanceof PDFDict ? page : undefined;
}
