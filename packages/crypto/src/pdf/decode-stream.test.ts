import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { PDFContext, type PDFRawStream } from 'pdf-lib';
import { expect, test } from 'vitest';
import { decodeStream, decodingBudget } from './decode-stream.ts';

const COLUMNS = 5;

function stream(data: Uint8Array, columns = COLUMNS): PDFRawStream {
  return PDFContext.create().stream(deflateSync(data), {
    Filter: 'FlateDecode',
    DecodeParms: { Predictor: 15, Columns: columns },
  });
}

/** The PNG specification's filters as it states them for encoding, one byte a pixel. */
function filtered(rows: number[][], tags: number[]): Uint8Array {
  return Uint8Array.from(
    rows.flatMap((row, y) => {
      const tag = tags[y] ?? 0;
      const above = rows[y - 1] ?? row.map(() => 0);
      const bytes = row.map((byte, x) => {
        const [a = 0, b = 0, c = 0] = [row[x - 1], above[x], above[x - 1]];
        const paeth = [a, b, c].sort((p, q) => Math.abs(a + b - c - p) - Math.abs(a + b - c - q))[0] ?? 0;
        return byte - ([0, a, b, Math.floor((a + b) / 2), paeth][tag] ?? 0);
      });
      return [tag, ...bytes];
    }),
  );
}

test('undoes every PNG filter, in any mixture of rows', () => {
  const byte = fc.integer({ min: 0, max: 255 });
  const row = fc.array(byte, { minLength: COLUMNS, maxLength: COLUMNS });
  const rows = fc.array(fc.tuple(row, fc.integer({ min: 0, max: 4 })), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(rows, (tagged) => {
      const plain = tagged.map(([bytes]) => bytes);
      const data = filtered(
        plain,
        tagged.map(([, tag]) => tag),
      );
      expect([...decodeStream(stream(data), decodingBudget())]).toEqual(plain.flat());
    }),
  );
});

test('refuses an unknown filter, a row without size, and streams that unpack without end', () => {
  const damagedError = expect.objectContaining({ code: 'PDF_DAMAGED' });
  expect(() => decodeStream(stream(Uint8Array.from([9, 0, 0, 0, 0, 0])), decodingBudget())).toThrow(
    damagedError,
  );
  expect(() => decodeStream(stream(new Uint8Array(6), 0), decodingBudget())).toThrow(damagedError);
  const budget = { bytesLeft: 1000 };
  expect(decodeStream(stream(new Uint8Array(600)), budget)).toHaveLength(500);
  expect(() => decodeStream(stream(new Uint8Array(600)), budget)).toThrow(damagedError);
});
