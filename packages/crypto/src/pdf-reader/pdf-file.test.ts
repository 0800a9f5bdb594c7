import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CryptoError } from '../errors.ts';
import { appendRevision, bytes, latin1, makePdf, patch, stream } from '../verify/testing/pdf-maker.ts';
import { defaultLimits } from './limits.ts';
import { PdfFile } from './pdf-file.ts';
import { PdfRef, PdfString } from './pdf-value.ts';

const objects = {
  1: '<< /Type /Catalog /Pages 2 0 R /Title 5 0 R >>',
  2: '<< /Type /Pages /Kids [] /Count 0 >>',
  5: '(first)',
};
const plain = makePdf(objects);

function title(file: PdfFile, revision = file.revisions.length - 1): string {
  const document = file.at(revision);
  const value = document.get(document.catalog(), 'Title');
  return value instanceof PdfString ? Buffer.from(value.bytes).toString('latin1') : String(value);
}

const damaged = expect.objectContaining({ code: 'PDF_DAMAGED' });

test('each revision shows the document as it was then', () => {
  const file = PdfFile.open(appendRevision(appendRevision(plain, { 5: '(second)' }), {}, { free: [5] }));
  expect(file.revisions.map(({ start, end }) => [start, end])).toEqual([
    [0, plain.length - 1],
    [plain.length - 1, expect.any(Number)],
    [expect.any(Number), file.bytes.length - 1],
  ]);
  expect([0, 1, 2].map((revision) => title(file, revision))).toEqual(['first', 'second', 'null']);
  expect(file.trailingBytes).toBe(0);
});

test.each([
  ['CR LF line ends in the table', (text: string) => text.replace(/ \n/g, '\r\n')],
  ['one line feed and no space', (text: string) => text.replace(/ \n(?=\d{10}|trailer)/g, '\n')],
  [
    'a startxref just before the keyword',
    (text: string) => text.replace(/startxref\n(\d+)/, (_, n) => `startxref\n${n - 1}`),
  ],
  ['no line end after %%EOF', (text: string) => text.trimEnd()],
  ['a remark before startxref', (text: string) => text.replace('startxref', '%written by hand\nstartxref')],
])('accepts %s', (_, change) => {
  const file = PdfFile.open(bytes(change(latin1(plain))));
  expect(title(file)).toBe('first');
  expect(file.trailingBytes).toBe(0);
});

test('an update may follow %%EOF without a line end', () => {
  const file = PdfFile.open(appendRevision(bytes(latin1(plain).trimEnd()), { 5: '(second)' }));
  expect([title(file, 0), title(file, 1)]).toEqual(['first', 'second']);
});

test.each([
  ['nothing', ''],
  ['no header', latin1(plain).slice(9)],
])('%s is no PDF', (_, text) => {
  expect(() => PdfFile.open(bytes(text))).toThrow(expect.objectContaining({ code: 'PDF_NOT_A_PDF' }));
});

test.each([
  ['the end is cut off', latin1(plain).slice(0, -20)],
  ['startxref leads nowhere', latin1(plain).replace(/startxref\n\d+/, 'startxref\n99999')],
  ['startxref leads to an object', latin1(plain).replace(/startxref\n\d+/, 'startxref\n15')],
  ['the table claims more than there is', latin1(plain).replace('xref\n0 1\n', 'xref\n0 9999999\n')],
  ['there is no trailer', latin1(plain).replace('trailer', 'tailor!')],
])('%s: damaged', (_, text) => {
  expect(() => PdfFile.open(bytes(text))).toThrow(damaged);
});

test('an entry must lead to the object it names', () => {
  const wrong = appendRevision(plain, {}, { entries: { 5: latin1(plain).indexOf('2 0 obj') } });
  expect(() => title(PdfFile.open(wrong))).toThrow(damaged);
  const off = patch(plain, '5 0 obj', '5 0 odd');
  expect(() => title(PdfFile.open(off))).toThrow(damaged);
});

test('a stream is as long as it says, or damaged', () => {
  const read = (body: string) => {
    const file = PdfFile.open(makePdf({ ...objects, 7: body, 8: '3', 9: '9 0 R' }));
    return file.latest().resolve(new PdfRef(7, 0));
  };
  expect(read(stream('abc'))).toMatchObject({ raw: bytes('abc') });
  expect(read('<< /Length 8 0 R >>\nstream\r\nabc\r\nendstream')).toMatchObject({ raw: bytes('abc') });
  expect(() => read('<< /Length 2 >>\nstream\nabc\nendstream')).toThrow(damaged);
  expect(() => read('<< /Length 9 0 R >>\nstream\nabc\nendstream')).toThrow(damaged);
  expect(() => read('<< /Length 7 0 R >>\nstream\nabc\nendstream')).toThrow(damaged);
  expect(() => read('<< /Length -1 >>\nstream\nabc\nendstream')).toThrow(damaged);
  expect(() => read('<< /Length 1e9 >>\nstream\nabc\nendstream')).toThrow(damaged);
});

test('the length of a stream is the one of the revision asked for', () => {
  const base = makePdf({ ...objects, 7: '<< /Length 8 0 R >>\nstream\nabc\nendstream', 8: '3' });
  const file = PdfFile.open(appendRevision(base, { 8: '2' }));
  expect(file.at(0).resolve(new PdfRef(7, 0))).toMatchObject({ raw: bytes('abc') });
  expect(() => file.at(1).resolve(new PdfRef(7, 0))).toThrow(damaged);
});

type Stored = { num: number; body: string };

/** A PDF whose objects lie in an object stream, described by a cross-reference stream. */
function withObjectStream(stored: Stored[], index = stored): Uint8Array {
  let offset = 0;
  const numbers = index.map(({ num, body }) => {
    const pair = `${num} ${offset}`;
    offset += body.length + 1;
    return pair;
  });
  const head = `${numbers.join(' ')} `;
  const packed = deflateSync(head + stored.map(({ body }) => body).join(' ')).toString('latin1');
  let text = '%PDF-1.7\n';
  const container = text.length;
  text += `8 0 obj\n${stream(packed, `/Type /ObjStm /N ${index.length} /First ${head.length} /Filter /FlateDecode`)}\nendobj\n`;
  const at = text.length;
  const row = (type: number, second: number, third: number) =>
    String.fromCharCode(type, second >> 8, second & 0xff, third);
  const rows = [row(1, container, 0), row(1, at, 0), ...stored.map((_, i) => row(2, 8, i))].join('');
  const ranges = ['8 2', ...stored.map(({ num }) => `${num} 1`)].join(' ');
  text += `9 0 obj\n${stream(rows, `/Type /XRef /W [1 2 1] /Index [${ranges}] /Size 10 /Root 1 0 R`)}\nendobj\n`;
  return bytes(`${text}startxref\n${at}\n%%EOF\n`);
}

const stored = [
  { num: 1, body: objects[1] },
  { num: 2, body: objects[2] },
  { num: 5, body: '(packed)' },
];

test('reads cross-reference and object streams, and updates of what is in them', () => {
  const file = PdfFile.open(appendRevision(withObjectStream(stored), { 5: '(second)' }));
  expect([title(file, 0), title(file, 1)]).toEqual(['packed', 'second']);
});

test('an object stream whose index disagrees is damaged', () => {
  const other = stored.map((item) => (item.num === 5 ? { ...item, num: 6 } : item));
  expect(() => title(PdfFile.open(withObjectStream(stored, other)))).toThrow(damaged);
});

test('a hybrid file shows what its table hides', () => {
  const base = latin1(plain);
  const at = base.length;
  const rows = String.fromCharCode(1, at >> 8, at & 0xff);
  const hiddenObject = '7 0 obj\n(hidden)\nendobj\n';
  const xref = `8 0 obj\n${stream(rows, '/Type /XRef /W [1 2 0] /Index [7 1] /Size 9')}\nendobj\n`;
  const text = base + hiddenObject + xref;
  const end = `xref\n0 1\n0000000000 65535 f \n7 1\n0000000000 00000 f \ntrailer\n<< /Root 1 0 R /Size 9 /Prev ${base.lastIndexOf('xref\n0 1')} /XRefStm ${at + hiddenObject.length} >>\nstartxref\n${text.length}\n%%EOF\n`;
  const file = PdfFile.open(bytes(text + end));
  expect(file.latest().resolve(new PdfRef(7, 0))).toMatchObject({ bytes: bytes('hidden') });
  expect(file.revisions[1]?.hybrid).toBe(true);
});

test('a linearised file is one revision although it has two cross-reference sections', () => {
  const first = `%PDF-1.7\n`;
  const page = `5 0 obj\n(front)\nendobj\n`;
  const xrefFor = (entries: [number, number][], trailer: string, start: number) =>
    `xref\n${entries.map(([num, at]) => `${num} 1\n${String(at).padStart(10, '0')} 00000 n \n`).join('')}trailer\n<< ${trailer} >>\nstartxref\n${start}\n%%EOF\n`;
  const frontAt = first.length;
  const front = (main: number) =>
    xrefFor([[5, frontAt + 130]], `/Size 6 /Root 1 0 R /Prev ${String(main).padStart(5, '0')}`, 0).padEnd(
      130,
    );
  const rest = first + front(0) + page;
  const one = `1 0 obj\n${objects[1]}\nendobj\n`;
  const two = `2 0 obj\n${objects[2]}\nendobj\n`;
  const main = rest.length + one.length + two.length;
  const text =
    first +
    front(main) +
    page +
    one +
    two +
    xrefFor(
      [
        [1, rest.length],
        [2, rest.length + one.length],
      ],
      '/Size 5',
      frontAt,
    );
  const file = PdfFile.open(appendRevision(bytes(text), { 5: '(second)' }, { previous: frontAt }));
  expect(file.revisions).toHaveLength(2);
  expect(file.revisions[0]).toMatchObject({ start: 0, end: text.length - 1 });
  expect([title(file, 0), title(file, 1)]).toEqual(['front', 'second']);
});

test('an encrypted file is refused as such', () => {
  expect(() => PdfFile.open(makePdf(objects, '/Encrypt 9 0 R'))).toThrow(
    expect.objectContaining({ code: 'PDF_ENCRYPTED' }),
  );
});

test('limits end in a coded error', () => {
  const tooComplex = expect.objectContaining({ code: 'PDF_TOO_COMPLEX' });
  let many = plain;
  for (let i = 0; i < 5; i++) many = appendRevision(many, {});
  expect(() => PdfFile.open(many, { ...defaultLimits, maxRevisions: 4 })).toThrow(tooComplex);
  expect(() => PdfFile.open(many, { ...defaultLimits, maxWork: 100 })).toThrow(tooComplex);
  expect(() => PdfFile.open(many, { ...defaultLimits, maxRoom: 20 })).toThrow(tooComplex);
  expect(() =>
    PdfFile.open(plain, { ...defaultLimits, maxRoom: 20 })
      .latest()
      .catalog(),
  ).toThrow(tooComplex);
  expect(() => PdfFile.open(many, { ...defaultLimits, maxFileSize: 100 })).toThrow(
    expect.objectContaining({ code: 'PDF_TOO_LARGE' }),
  );
});

test('references in a circle end', () => {
  const file = PdfFile.open(makePdf({ ...objects, 5: '6 0 R', 6: '5 0 R' }));
  expect(() => title(file)).toThrow(damaged);
});

test('whatever is done to the bytes, reading ends in a document or a coded error', () => {
  const originals = [appendRevision(plain, { 5: '(second)' }), withObjectStream(stored)];
  const mutation = fc.record({
    original: fc.constantFrom(...originals),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 0, max: 40 }),
    insert: fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc
        .constantFrom(
          '<<',
          '>>',
          '[',
          '(',
          'R',
          'obj',
          'endobj',
          '/Prev 0',
          'startxref',
          '%%EOF',
          '-1',
          '99999999999',
        )
        .map(bytes),
    ),
  });
  fc.assert(
    fc.property(mutation, ({ original, at, length, insert }) => {
      const from = Math.floor(at * original.length);
      const mutated = Buffer.concat([original.subarray(0, from), insert, original.subarray(from + length)]);
      try {
        title(PdfFile.open(new Uint8Array(mutated)));
      } catch (error) {
        expect(error).toBeInstanceOf(CryptoError);
      }
    }),
    { numRuns: 500 },
  );
});
