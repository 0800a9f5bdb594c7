import { crc32, deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CryptoError } from '../errors.ts';
import { readPng } from './read-png.ts';
import { quarteredPng } from './testing/png-fixture.ts';

type Kind = { colorType: number; depth: number; samples: number };

const KINDS: Kind[] = [
  ...[1, 2, 4, 8, 16].map((depth) => ({ colorType: 0, depth, samples: 1 })),
  ...[1, 2, 4, 8].map((depth) => ({ colorType: 3, depth, samples: 1 })),
  ...[8, 16].flatMap((depth) => [
    { colorType: 2, depth, samples: 3 },
    { colorType: 4, depth, samples: 2 },
    { colorType: 6, depth, samples: 4 },
  ]),
];

type Drawn = Kind & {
  width: number;
  height: number;
  interlaced: boolean;
  filter: number;
  pixels: number[][];
};

const drawn: fc.Arbitrary<Drawn> = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    width: fc.integer({ min: 1, max: 11 }),
    height: fc.integer({ min: 1, max: 11 }),
    interlaced: fc.boolean(),
    filter: fc.constantFrom(0, 1, 2),
  })
  .chain(({ kind, ...rest }) => {
    const pixel = fc.array(fc.nat({ max: 2 ** kind.depth - 1 }), {
      minLength: kind.samples,
      maxLength: kind.samples,
    });
    const count = rest.width * rest.height;
    return fc.record({
      ...mapToConstants({ ...kind, ...rest }),
      pixels: fc.array(pixel, { minLength: count, maxLength: count }),
    });
  });

function mapToConstants<T extends object>(values: T): { [K in keyof T]: fc.Arbitrary<T[K]> } {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fc.constant(value)])) as {
    [K in keyof T]: fc.Arbitrary<T[K]>;
  };
}

const ONE_PIXEL = {
  colorType: 0,
  depth: 8,
  samples: 1,
  width: 1,
  height: 1,
  interlaced: false,
  filter: 0,
};

/** Colour n of the palette, of which the first two are half and quite transparent. */
const paletteColor = (n: number) => [n, 255 - n, (n * 7) % 256];
const PALETTE_OPACITY = [128, 0];

test('every colour type, depth, filter and interlacing gives the pixels that were drawn', () => {
  fc.assert(
    fc.property(drawn, (picture) => {
      const { rgb, alpha, width, height } = readPng(encode(picture));
      expect([width, height]).toEqual([picture.width, picture.height]);
      picture.pixels.forEach((pixel, i) => {
        const [red, green, blue, opacity] = colorOf(picture, pixel);
        expect([...rgb.subarray(3 * i, 3 * i + 3)]).toEqual([red, green, blue]);
        expect(alpha?.[i] ?? 255).toBe(opacity);
      });
    }),
    { numRuns: 300 },
  );
});

test('one colour may stand for nothing', () => {
  const pixels = [[10], [20], [10]];
  const grey = {
    colorType: 0,
    depth: 8,
    samples: 1,
    width: 3,
    height: 1,
    interlaced: false,
    filter: 0,
    pixels,
  };
  const { alpha } = readPng(encode(grey, [['tRNS', Buffer.from([0, 10])]]));
  expect([...(alpha ?? [])]).toEqual([0, 255, 0]);
});

test('whatever is changed or cut off: a picture or a coded refusal, and soon', () => {
  const change = fc.record({ at: fc.nat(), octet: fc.nat({ max: 255 }) });
  fc.assert(
    fc.property(drawn, fc.array(change, { maxLength: 6 }), fc.nat({ max: 200 }), (picture, changes, cut) => {
      const png = encode(picture);
      for (const { at, octet } of changes) png[at % png.length] = octet;
      try {
        const { width, height, rgb } = readPng(png.subarray(0, Math.max(0, png.length - (cut >> 3))));
        expect(rgb.length).toBe(3 * width * height);
      } catch (error) {
        expect(error).toBeInstanceOf(CryptoError);
        expect(error).toHaveProperty('code', 'IMAGE_INVALID');
      }
    }),
    { numRuns: 500 },
  );
});

test('a chunk that says it is longer than two gigabytes ends the file; pdf-lib’s reader runs without end', () => {
  const png = Buffer.from(quarteredPng());
  png[png.indexOf('IDAT') - 4] = 0x80;
  expect(() => readPng(png)).toThrow(expect.objectContaining({ code: 'IMAGE_INVALID' }));
});

test('a picture that unpacks to more than its size is refused before its memory is taken', () => {
  const header = Buffer.from(encode({ ...ONE_PIXEL, pixels: [[0]] }));
  const bomb = chunk('IDAT', deflateSync(Buffer.alloc(50_000_000)));
  const png = Buffer.concat([header.subarray(0, 33), bomb, chunk('IEND', Buffer.alloc(0))]);
  expect(() => readPng(png)).toThrow(expect.objectContaining({ code: 'IMAGE_INVALID' }));
});

function colorOf({ colorType, depth }: Drawn, pixel: number[]): (number | undefined)[] {
  const eight = pixel.map((value) => Math.round((value * 255) / (2 ** depth - 1)));
  const [a, b, c, d] = eight;
  if (colorType === 3) return [...paletteColor(pixel[0] ?? 0), PALETTE_OPACITY[pixel[0] ?? 0] ?? 255];
  if (colorType === 0) return [a, a, a, 255];
  if (colorType === 4) return [a, a, a, b];
  return colorType === 2 ? [a, b, c, 255] : [a, b, c, d];
}

const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

function encode(picture: Drawn, more: [string, Buffer][] = []): Buffer {
  const { width, height, depth, colorType, interlaced } = picture;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([depth, colorType, 0, 0, interlaced ? 1 : 0], 8);
  const colors = Buffer.from(
    Array.from({ length: 2 ** Math.min(8, depth) }, (_, n) => paletteColor(n)).flat(),
  );
  const rows = (interlaced ? ADAM7 : [[0, 0, 1, 1]]).flatMap((pass) => passRows(picture, pass));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...(colorType === 3 ? [chunk('PLTE', colors), chunk('tRNS', Buffer.from(PALETTE_OPACITY))] : []),
    ...more.map(([type, data]) => chunk(type, data)),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Filtered rows of one pass; an empty one has none. */
function passRows(picture: Drawn, [x0 = 0, y0 = 0, dx = 1, dy = 1]: number[]): Buffer[] {
  const { width, height, depth, samples, filter, pixels } = picture;
  const rows: Buffer[] = [];
  let previous: Buffer | undefined;
  for (let y = y0; y < height && x0 < width; y += dy) {
    let bits = '';
    for (let x = x0; x < width; x += dx) {
      for (const value of pixels[y * width + x] ?? []) bits += value.toString(2).padStart(depth, '0');
    }
    const octets = bits.match(/.{1,8}/g) ?? [];
    const row = Buffer.from(octets.map((octet) => Number.parseInt(octet.padEnd(8, '0'), 2)));
    const step = Math.max(1, (depth * samples) >> 3);
    const above: Buffer = previous ?? Buffer.alloc(row.length);
    const difference = row.map((octet, i) => {
      if (filter === 1) return octet - (i >= step ? (row[i - step] ?? 0) : 0);
      return filter === 2 ? octet - (above[i] ?? 0) : octet;
    });
    rows.push(Buffer.from([filter]), Buffer.from(difference));
    previous = row;
  }
  return rows;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length, 0);
  body.copy(result, 4);
  result.writeUInt32BE(crc32(body), body.length + 4);
  return result;
}
