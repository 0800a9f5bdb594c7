import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultLimits, WorkBudget } from './limits.ts';
import { PdfDict, PdfName, PdfStream, type PdfValue } from './pdf-value.ts';
import { decodeStream } from './stream-filters.ts';

const decode = (
  raw: Uint8Array,
  filter: PdfValue,
  parms: Record<string, number> = {},
  limits = defaultLimits,
) => {
  const parameters = new PdfDict(new Map(Object.entries(parms)));
  const dict = new PdfDict(
    new Map<string, PdfValue>([
      ['Filter', filter],
      ['DecodeParms', parameters],
    ]),
  );
  return Buffer.from(decodeStream(new PdfStream(dict, raw), new WorkBudget(limits)));
};
const name = (value: string) => new PdfName(value);
const text = (value: string) => new Uint8Array(Buffer.from(value, 'latin1'));

test('no filter leaves the data', () => {
  expect(decode(text('abc'), null).toString()).toBe('abc');
});

test('filters apply one after the other', () => {
  const packed = text(`${deflateSync('hello').toString('hex')}>`);
  expect(decode(packed, [name('ASCIIHexDecode'), name('FlateDecode')]).toString()).toBe('hello');
});

test('ASCII85', () => {
  expect(decode(text('87cURD]i,"Ebo80~>'), name('ASCII85Decode')).toString()).toBe('Hello World!');
  expect([...decode(text('z~>'), name('A85'))]).toEqual([0, 0, 0, 0]);
  expect(() => decode(text('s8W-"~>'), name('A85'))).toThrow(
    expect.objectContaining({ code: 'PDF_DAMAGED' }),
  );
});

test('LZW: the example of the standard', () => {
  const coded = Uint8Array.of(0x80, 0x0b, 0x60, 0x50, 0x22, 0x0c, 0x0c, 0x85, 0x01);
  expect([...decode(coded, name('LZWDecode'))]).toEqual([45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
});

test('run length', () => {
  expect(decode(Uint8Array.of(2, 97, 98, 99, 254, 120, 128, 7), name('RL')).toString()).toBe('abcxxx');
});

test('PNG predictors of every kind undo what an encoder did', () => {
  const rows = [
    [10, 20, 30, 40],
    [11, 22, 33, 44],
    [9, 18, 27, 36],
    [200, 100, 50, 25],
    [1, 2, 3, 255],
  ];
  const encoded = rows.flatMap((row, r) => [
    r,
    ...row.map((value, i) => {
      const left = row[i - 1] ?? 0;
      const up = rows[r - 1]?.[i] ?? 0;
      const upLeft = rows[r - 1]?.[i - 1] ?? 0;
      const byPaeth = [left, up, upLeft].sort(
        (a, b) => Math.abs(left + up - upLeft - a) - Math.abs(left + up - upLeft - b),
      )[0];
      const guess = [0, left, up, (left + up) >> 1, byPaeth][r] ?? 0;
      return (value - guess) & 0xff;
    }),
  ]);
  const decoded = decode(deflateSync(Uint8Array.from(encoded)), name('FlateDecode'), {
    Predictor: 15,
    Columns: 4,
  });
  expect([...decoded]).toEqual(rows.flat());
});

test('the TIFF predictor adds up the row', () => {
  const raw = deflateSync(Uint8Array.of(1, 1, 1, 5, 5, 5));
  expect([...decode(raw, name('Fl'), { Predictor: 2, Columns: 3 })]).toEqual([1, 2, 3, 5, 10, 15]);
});

test('a bomb ends at the limit', () => {
  const bomb = deflateSync(new Uint8Array(50_000_000));
  const limits = { ...defaultLimits, maxInflated: 1_000_000 };
  expect(() => decode(bomb, name('FlateDecode'), {}, limits)).toThrow(
    expect.objectContaining({ code: 'PDF_TOO_COMPLEX' }),
  );
  const nested = deflateSync(bomb);
  expect(() => decode(nested, [name('FlateDecode'), name('FlateDecode')], {}, limits)).toThrow(
    expect.objectContaining({ code: 'PDF_TOO_COMPLEX' }),
  );
});

test('unknown filters, broken data and data in other files are refused', () => {
  expect(() => decode(text('x'), name('Crypt'))).toThrow(expect.objectContaining({ code: 'PDF_DAMAGED' }));
  expect(() => decode(text('x'), name('FlateDecode'))).toThrow(
    expect.objectContaining({ code: 'PDF_DAMAGED' }),
  );
  expect(() => decode(text('x'), 7)).toThrow(expect.objectContaining({ code: 'PDF_DAMAGED' }));
  const external = new PdfStream(new PdfDict(new Map([['F', name('file')]])), text(''));
  expect(() => decodeStream(external, new WorkBudget(defaultLimits))).toThrow(
    expect.objectContaining({ code: 'PDF_DAMAGED' }),
  );
});

test('any bytes through any filter end in data or a coded error', () => {
  const filters = ['FlateDecode', 'LZWDecode', 'ASCIIHexDecode', 'ASCII85Decode', 'RunLengthDecode'];
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(...filters),
      fc.integer({ min: 0, max: 16 }),
      (raw, filter, predictor) => {
        try {
          decode(raw, name(filter), { Predictor: predictor, Columns: 5 });
        } catch (error) {
          expect(error).toMatchObject({ name: 'CryptoError' });
        }
      },
    ),
    { numRuns: 300 },
  );
});

test.each([
  ['ASCII85Decode', 'z'],
  ['RunLengthDecode', '\0a'],
])('what %s unpacks from little is bounded while it is unpacked', (filter, each) => {
  const start = performance.now();
  const coded = new Uint8Array(Buffer.alloc(20_000_000, each));
  expect(() => decode(coded, name(filter), {}, { ...defaultLimits, maxInflated: 1_000_000 })).toThrow(
    expect.objectContaining({ code: 'PDF_TOO_COMPLEX' }),
  );
  expect(performance.now() - start).toBeLessThan(5_000);
});

test('run lengths and copies come one after the other', () => {
  const coded = Uint8Array.of(2, 97, 98, 99, 254, 120, 0, 33, 128, 1);
  expect(decode(coded, name('RunLengthDecode')).toString()).toBe('abcxxx!');
});
