import { createHash } from 'node:crypto';
import { type PDFDict, PDFName, PDFRawStream, PDFRef } from 'pdf-lib';
import { beforeAll, expect, test } from 'vitest';
import { readForm } from './acro-form.ts';
import type { Control } from './control.ts';
import { embedSignature } from './embed-signature.ts';
import { PdfFile } from './pdf-file.ts';
import { prepareDocument } from './prepare-document.ts';
import { buildSignatureRevision, type SignatureRevisionInput } from './signature-revision.ts';
import { chineseFont } from './testing/fonts.ts';
import { pdfFixture } from './testing/pdf-fixture.ts';
import { quarteredPng } from './testing/png-fixture.ts';

const rect = (page: number, x: number, y: number, width = 80, height = 40) => ({ page, x, y, width, height });
const controls: Control[] = [
  { name: 's1', kind: 'seal', signer: 'A', rect: rect(0, 60, 100) },
  { name: 't1', kind: 'text', signer: 'A', rect: rect(0, 60, 300) },
  { name: 'x1', kind: 'repeated-seal', signer: 'A', rect: rect(0, 400, 300) },
  { name: 'x2', kind: 'repeated-seal', signer: 'A', rect: rect(1, 400, 300) },
  { name: 's2', kind: 'seal', signer: 'B', rect: rect(0, 260, 100) },
  { name: 't2', kind: 'text', signer: 'B', rect: rect(0, 260, 300) },
];
const appearance = { type: 'png', png: quarteredPng() } as const;
const signingTime = new Date('2026-11-22T09:30:15.500Z');

let prepared: Uint8Array;

beforeAll(async () => {
  prepared = await prepareDocument({ pdf: pdfFixture({ pages: [{}, {}] }), controls, fontFile: chineseFont });
});

function build(changes: Partial<SignatureRevisionInput> = {}) {
  return buildSignatureRevision({
    pdf: prepared,
    field: 's1',
    signer: { name: '甲方' },
    signingTime,
    ...changes,
  });
}

function read(pdf: Uint8Array) {
  const file = PdfFile.open(pdf);
  const field = (name: string): PDFDict => {
    const found = readForm(file).fields.find((candidate) => candidate.name === name);
    if (!found) throw new Error(`no field ${name}`);
    return found.dict;
  };
  return { file, field };
}

const plain = (value: unknown) => String(value).replaceAll(/\s+/g, ' ');

/** Numbers of the objects that the bytes after `length` define. */
function objectsAfter(pdf: Uint8Array, length: number): number[] {
  const added = Buffer.from(pdf.subarray(length)).toString('latin1');
  return [...added.matchAll(/^(\d+) 0 obj$/gm)].map((match) => Number(match[1]));
}

test('appends one revision and reserves the place of the signature', async () => {
  const { pdf, byteRange, digest } = await build({ contentsSize: 1000 });
  expect(Buffer.from(pdf.subarray(0, prepared.length)).equals(prepared)).toBe(true);
  const [start, before, after, rest] = byteRange;
  expect([start, after + rest, after - before]).toEqual([0, pdf.length, 2002]);
  expect(Buffer.from(pdf.subarray(before, after)).toString()).toBe(`<${'0'.repeat(2000)}>`);
  const signed = Buffer.concat([pdf.subarray(0, before), pdf.subarray(after)]);
  expect(Buffer.from(digest).toString('hex')).toBe(createHash('sha256').update(signed).digest('hex'));
  const { file, field } = read(pdf);
  const signature = file.dict(field('s1'), 'V');
  expect(plain(signature?.get(PDFName.of('ByteRange')))).toBe(`[ ${byteRange.join(' ')} ]`);
});

test('writes the signature dictionary that PAdES asks for', async () => {
  const { pdf } = await build({
    signer: { name: '甲方', reason: 'agreed (all) \\', location: 'Beijing', contactInfo: '/Contents <00>' },
  });
  const { file, field } = read(pdf);
  const signature = file.dict(field('s1'), 'V');
  if (!signature) throw new Error('no signature');
  expect(file.name(signature, 'Type')).toBe('Sig');
  expect(file.name(signature, 'Filter')).toBe('Adobe.PPKLite');
  expect(file.name(signature, 'SubFilter')).toBe('ETSI.CAdES.detached');
  const text = (key: string) => file.text(signature.get(PDFName.of(key)));
  expect(text('M')).toBe('D:20261122093015Z');
  expect([text('Name'), text('Reason'), text('Location')]).toEqual(['甲方', 'agreed (all) \\', 'Beijing']);
  expect(text('ContactInfo')).toBe('/Contents <00>');
});

test('fills only fields: no page, no catalogue, no form changes after preparation', async () => {
  const { pdf } = await build({
    appearance,
    fontFile: chineseFont,
    texts: [{ name: 't1', value: '杭州' }],
    repeatedSeals: ['x1', 'x2'],
  });
  const before = read(prepared);
  const fields = readForm(before.file).fields.filter(({ name }) => ['s1', 't1', 'x1', 'x2'].includes(name));
  const largest = Math.max(...before.file.objectNumbers());
  const changed = objectsAfter(pdf, prepared.length).filter((number) => number <= largest);
  expect(changed).toEqual(fields.map(({ ref }) => ref.objectNumber).sort((a, b) => a - b));
});

test("sets the signer's texts with value, appearance and ReadOnly", async () => {
  const { pdf } = await build({ fontFile: chineseFont, texts: [{ name: 't1', value: '杭州 Road (7)' }] });
  const { file, field } = read(pdf);
  const text = field('t1');
  expect(file.text(text.get(PDFName.of('V')))).toBe('杭州 Road (7)');
  // Multiline, as it was prepared, and ReadOnly.
  expect(file.number(text, 'Ff')).toBe((1 << 12) | 1);
  const appearances = file.dict(text, 'AP');
  const stream = appearances && file.lookup(appearances, 'N');
  expect(stream instanceof PDFRawStream && plain(stream.dict.get(PDFName.of('BBox')))).toBe('[ 0 0 80 40 ]');
  expect(field('t2').has(PDFName.of('V'))).toBe(false);
});

test('shares one picture between a seal and its repetitions', async () => {
  const { pdf } = await build({ appearance, repeatedSeals: ['x1', 'x2'] });
  const { file, field } = read(pdf);
  const appearanceOf = (name: string) => {
    const appearances = file.dict(field(name), 'AP');
    return appearances?.get(PDFName.of('N'));
  };
  expect(appearanceOf('x1')).toBeInstanceOf(PDFRef);
  expect([appearanceOf('x2'), appearanceOf('s1')]).toEqual([appearanceOf('x1'), appearanceOf('x1')]);
  expect(file.text(field('x1').get(PDFName.of('V')))).toBe('seal of 甲方');
  const images = Buffer.from(pdf)
    .toString('latin1')
    .match(/\/Subtype \/Image/g);
  // The picture and its transparency.
  expect(images).toHaveLength(2);
});

test("copies the field's lock into the signature's FieldMDP reference", async () => {
  const { pdf } = await build();
  const { file, field } = read(pdf);
  const signature = file.dict(field('s1'), 'V');
  const references = signature && file.array(signature, 'Reference');
  expect(plain(references)).toBe(
    '[ << /Type /SigRef /TransformMethod /FieldMDP /TransformParams << /Type /TransformParams /V /1.2 ' +
      '/Action /Include /Fields [ (t1) (x1) (x2) ] >> /Data 1 0 R >> ]',
  );
});

test('certifies with an invisible field of its own, named in /Perms', async () => {
  const { pdf } = await build({ field: 'certification', signer: { name: 'Platform' } });
  const { file, field } = read(pdf);
  const certification = field('Certification');
  expect(plain(certification.get(PDFName.of('Rect')))).toBe('[ 0 0 0 0 ]');
  expect(file.number(certification, 'F')).toBe(132);
  const permissions = file.dict(file.catalog, 'Perms');
  expect(permissions?.get(PDFName.of('DocMDP'))).toBe(certification.get(PDFName.of('V')));
  const signature = file.dict(certification, 'V');
  expect(plain(signature && file.array(signature, 'Reference'))).toBe(
    '[ << /Type /SigRef /TransformMethod /DocMDP /TransformParams << /Type /TransformParams /P 2 /V /1.2 >> >> ]',
  );
});

test('several signatures follow one another, each earlier file a prefix of the next', async () => {
  let pdf = prepared;
  for (const field of ['certification', 's1', 's2']) {
    const revision = await build({ pdf, field });
    const signed = embedSignature({ ...revision, cms: Buffer.from('3003020101', 'hex') });
    expect(Buffer.from(signed.subarray(0, pdf.length)).equals(pdf)).toBe(true);
    pdf = signed;
  }
  await expect(build({ pdf, field: 'certification' })).rejects.toMatchObject({ code: 'PDF_ALREADY_SIGNED' });
  await expect(build({ pdf, field: 's1' })).rejects.toMatchObject({ code: 'FIELD_ALREADY_SIGNED' });
});

test('refuses a text that an earlier signature has locked or that is filled already', async () => {
  const first = await build({ fontFile: chineseFont, texts: [{ name: 't1', value: 'x' }] });
  const second = (texts: { name: string; value: string }[]) =>
    build({ pdf: first.pdf, field: 's2', fontFile: chineseFont, texts });
  await expect(second([{ name: 't1', value: 'y' }])).rejects.toMatchObject({ code: 'PDF_CHANGES_FORBIDDEN' });
  await expect(second([{ name: 't2', value: 'y' }])).resolves.toBeDefined();
});

test('refuses a text that was there before', async () => {
  const pdf = pdfFixture({
    catalog: '/AcroForm << /Fields [100 0 R 101 0 R] >>',
    objects: {
      100: '<< /T (s) /FT /Sig /Rect [0 0 9 9] /Lock << /Action /Include /Fields [(t)] >> >>',
      101: '<< /T (t) /FT /Tx /Rect [0 0 90 9] /V () >>',
    },
  });
  const texts = [{ name: 't', value: 'x' }];
  await expect(build({ pdf, field: 's', texts, fontFile: chineseFont })).rejects.toMatchObject({
    code: 'FIELD_ALREADY_FILLED',
  });
});

test.each<[string, Partial<SignatureRevisionInput>, string]>([
  ['a field that does not exist', { field: 'nothing' }, 'FIELD_MISSING'],
  ['a text field to sign in', { field: 't1' }, 'FIELD_MISSING'],
  [
    "another signer's text",
    { texts: [{ name: 't2', value: 'x' }], fontFile: chineseFont },
    'FIELD_NOT_OF_SIGNATURE',
  ],
  ['texts without a font', { texts: [{ name: 't1', value: 'x' }] }, 'FONT_INVALID'],
  ['repeated seals without a picture', { repeatedSeals: ['x1'] }, 'APPEARANCE_INVALID'],
  ['a picture that is no PNG', { appearance: { type: 'png', png: new Uint8Array(64) } }, 'IMAGE_INVALID'],
  [
    'a picture cut short',
    { appearance: { type: 'png', png: quarteredPng().subarray(0, 60) } },
    'IMAGE_INVALID',
  ],
  ['a picture of gigabytes', { appearance: { type: 'png', png: hugePng() } }, 'IMAGE_INVALID'],
  [
    'a drawing in a colour that is none',
    { appearance: { type: 'paths', width: 1, height: 1, paths: [{ d: 'M0 0', fill: 'red; x' }] } },
    'APPEARANCE_INVALID',
  ],
])('refuses %s', async (_, changes, code) => {
  await expect(build(changes)).rejects.toMatchObject({ code });
});

test('embeds a signature once and only where it fits', async () => {
  const revision = await build({ contentsSize: 10 });
  expect(() => embedSignature({ ...revision, cms: new Uint8Array(11) })).toThrow(
    expect.objectContaining({ code: 'CONTENTS_TOO_SMALL' }),
  );
  const signed = embedSignature({ ...revision, cms: new Uint8Array(10).fill(0xab) });
  expect(Buffer.from(signed).includes(`<${'ab'.repeat(10)}>`)).toBe(true);
  expect(() => embedSignature({ ...revision, pdf: signed, cms: new Uint8Array(2) })).toThrow(
    expect.objectContaining({ code: 'SIGNATURE_ALREADY_EMBEDDED' }),
  );
  expect(() => embedSignature({ ...revision, pdf: signed.subarray(1), cms: new Uint8Array(2) })).toThrow(
    expect.objectContaining({ code: 'BYTE_RANGE_INVALID' }),
  );
});

test('writes the same bytes for the same input', async () => {
  const input = {
    appearance,
    fontFile: chineseFont,
    texts: [{ name: 't1', value: '杭州' }],
    repeatedSeals: ['x1'],
  };
  const [one, other] = await Promise.all([build(input), build(input)]);
  expect(Buffer.from(one.pdf).equals(other.pdf)).toBe(true);
});

function hugePng(): Uint8Array {
  const png = Buffer.from(quarteredPng());
  png.writeUInt32BE(60_000, 16);
  png.writeUInt32BE(60_000, 20);
  return png;
}
