import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { sealPhoto } from '../../testing/seal-photo.ts';
import { MAX_PICTURE_BYTES, MAX_PICTURE_PIXELS } from '../drawing.ts';
import { sealColours } from '../round-seal-spec.ts';
import { type CleanPicture, cleanPicture } from './clean-picture.ts';

const clean = async (picture: Sharp | Promise<Sharp>, inkColour: string | null = null) =>
  cleanPicture({ file: await (await picture).png().toBuffer(), inkColour });

const refusalOf = async (file: Uint8Array) => {
  const refused = await cleanPicture({ file, inkColour: null }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return refused instanceof Error && 'code' in refused ? refused.code : refused;
};

type Pixels = { width: number; height: number; data: Buffer };

async function pixelsOf({ png }: CleanPicture): Promise<Pixels> {
  const { data, info } = await sharp(png).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** At a part of the way from the left and from the top. */
function pixelAt({ width, height, data }: Pixels, x: number, y: number) {
  const index = (Math.round(y * (height - 1)) * width + Math.round(x * (width - 1))) * 4;
  const [r = 0, g = 0, b = 0, alpha = 0] = data.subarray(index, index + 4);
  return { r, g, b, alpha };
}

/** Of what should be empty (around the star, between border and texts) and what should be full (border, star). */
function judge(pixels: Pixels): { paper: number; ink: number } {
  const angles = Array.from({ length: 72 }, (_, index) => (index * Math.PI) / 36);
  const onRing = (radius: number) =>
    angles.map(
      (angle) => pixelAt(pixels, 0.5 + radius * Math.cos(angle), 0.5 + radius * Math.sin(angle)).alpha,
    );
  return {
    paper: Math.max(...onRing(0.16), ...onRing(0.455)),
    ink: Math.min(...onRing(0.485), ...onRing(0.02)),
  };
}

test.each<[string, Parameters<typeof sealPhoto>[0], (picture: Sharp) => Sharp]>([
  ['a clean scan', { falloff: 0, noise: 0, uneven: 0, paper: [255, 255, 255] }, (picture) => picture.png()],
  ['a photograph with falling light', {}, (picture) => picture.jpeg({ quality: 85 })],
  [
    'bad light, much noise and strong compression',
    { falloff: 0.55, noise: 8, paper: [238, 225, 195] },
    (picture) => picture.jpeg({ quality: 50 }),
  ],
  ['dust and printed lines beside it', { dust: 60, print: true }, (picture) => picture.webp({ quality: 80 })],
  ['black ink', { spec: { colour: sealColours.black } }, (picture) => picture.jpeg()],
  ['blue ink', { spec: { colour: sealColours.blue }, noise: 6 }, (picture) => picture.jpeg()],
])('takes the seal off its paper: %s', async (_what, options, encode) => {
  const file = await encode(await sealPhoto(options)).toBuffer();
  const cut = await cleanPicture({ file, inkColour: null });
  // The seal is 480 pixels wide; margin and soft edge may add a few.
  expect(Math.abs(cut.inkPixels.width - 480)).toBeLessThanOrEqual(8);
  expect(Math.abs(cut.width - cut.height)).toBeLessThanOrEqual(5);
  const { paper, ink } = judge(await pixelsOf(cut));
  expect(paper).toBe(0);
  expect(ink).toBeGreaterThan(110);
});

test('ink keeps its own colour, freed from the colour of paper and lamp', async () => {
  const photo = sealPhoto({ paper: [240, 222, 190], falloff: 0.3, uneven: 0 });
  const { r, g, b } = pixelAt(await pixelsOf(await clean(photo)), 0.5, 0.5);
  expect(Math.abs(r - 0xc8)).toBeLessThan(22);
  expect(Math.abs(g - 0x10)).toBeLessThan(22);
  expect(Math.abs(b - 0x2e)).toBeLessThan(22);
});

test('uneven ink keeps its shades, or gets one colour when that is wished', async () => {
  const reds = async (cut: CleanPicture) => {
    const { data } = await pixelsOf(cut);
    const seen = new Set<string>();
    for (let i = 0; i < data.length; i += 4)
      if (data[i + 3] === 255) seen.add(data.toString('hex', i, i + 3));
    return seen;
  };
  const photo = await (await sealPhoto({ uneven: 0.5 })).png().toBuffer();
  expect((await reds(await cleanPicture({ file: photo, inkColour: null }))).size).toBeGreaterThan(5);
  const blue = await reds(await cleanPicture({ file: photo, inkColour: sealColours.blue }));
  expect([...blue]).toEqual([sealColours.blue.slice(1)]);
});

test('the same file gives the same bytes', async () => {
  const [first, second] = [await clean(sealPhoto()), await clean(sealPhoto())];
  expect(Buffer.from(first.png).equals(second.png)).toBe(true);
});

test('a photograph lying on its side is turned as its EXIF says', async () => {
  const upright = await (await sealPhoto({ uneven: 0 })).png().toBuffer();
  const lying = await sharp(upright)
    .rotate(-90)
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 92 })
    .toBuffer();
  expect((await sharp(lying).metadata()).orientation).toBe(6);
  const [expected, turned] = [
    await pixelsOf(await cleanPicture({ file: upright, inkColour: null })),
    await pixelsOf(await cleanPicture({ file: lying, inkColour: null })),
  ];
  // The foot of the star's left point, the seal's type and number: none of them is symmetric to a turn.
  for (const [x, y] of [
    [0.4, 0.44],
    [0.5, 0.35],
    [0.3, 0.73],
    [0.5, 0.62],
  ] as const) {
    expect(Math.abs(pixelAt(turned, x, y).alpha - pixelAt(expected, x, y).alpha)).toBeLessThan(90);
  }
});

test('a small seal on a large photograph keeps its full resolution', async () => {
  const photo = await (
    await sealPhoto({ width: 2600, height: 3400, diameter: 620, at: [0.7, 0.8], noise: 2 })
  )
    .jpeg({ quality: 80 })
    .toBuffer();
  const cut = await cleanPicture({ file: photo, inkColour: null });
  expect(Math.abs(cut.inkPixels.width - 620)).toBeLessThanOrEqual(8);
  expect(cut.width).toBeGreaterThan(600);
});

test('what is kept is bounded and has nothing but pixels in it', async () => {
  const photo = await sealPhoto({ width: 2000, height: 2000, diameter: 1800, noise: 6 });
  const file = await photo
    .withExif({ IFD0: { Artist: 'somebody', ImageDescription: 'x'.repeat(400) } })
    .jpeg()
    .toBuffer();
  const cut = await cleanPicture({ file, inkColour: null });
  expect(Math.max(cut.width, cut.height)).toBeLessThanOrEqual(MAX_PICTURE_PIXELS);
  expect(cut.png.length).toBeLessThanOrEqual(MAX_PICTURE_BYTES);
  expect(cut.inkPixels.width).toBeGreaterThan(1780);
  const allowed = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND', 'pHYs']);
  expect(chunksOf(cut.png).filter((name) => !allowed.has(name))).toEqual([]);
});

function chunksOf(png: Uint8Array): string[] {
  const view = Buffer.from(png);
  const names: string[] = [];
  for (let at = 8; at < view.length; at += 12 + view.readUInt32BE(at))
    names.push(view.toString('latin1', at + 4, at + 8));
  return names;
}

test('a file that is an archive as well leaves that behind', async () => {
  const png = await (await sealPhoto()).png().toBuffer();
  const polyglot = Buffer.concat([png, Buffer.from('PK\x03\x04<script>alert(1)</script>')]);
  const cut = await cleanPicture({ file: polyglot, inkColour: null });
  expect(Buffer.from(cut.png).includes('script')).toBe(false);
});

const plain = (background: string) => sharp({ create: { width: 400, height: 300, channels: 3, background } });

test('paper without ink and ink without paper are told apart', async () => {
  expect(await refusalOf(await plain('#f4f0e6').png().toBuffer())).toBe('IMAGE_NO_INK');
  const empty = await sealPhoto({ diameter: 1, noise: 8, at: [2, 2] });
  expect(await refusalOf(await empty.jpeg({ quality: 60 }).toBuffer())).toBe('IMAGE_NO_INK');
  expect(await refusalOf(await plain('#c8102e').png().toBuffer())).toBe('IMAGE_ALL_INK');
  expect(await refusalOf(await plain('#222222').jpeg().toBuffer())).toBe('IMAGE_ALL_INK');
  const tiny = sharp({ create: { width: 8, height: 8, channels: 3, background: '#fff' } });
  expect(await refusalOf(await tiny.png().toBuffer())).toBe('IMAGE_NO_INK');
});

test('a transparent picture stands on white', async () => {
  const cut = await clean(
    sharp(
      Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="300"><circle cx="150" cy="150" r="100" fill="none" stroke="#c8102e" stroke-width="20"/></svg>',
      ),
    ),
  );
  const pixels = await pixelsOf(cut);
  expect(pixelAt(pixels, 0.5, 0.5).alpha).toBe(0);
  expect(pixelAt(pixels, 0.5, 0.04).alpha).toBe(255);
});

test.each<[string, () => Promise<Uint8Array> | Uint8Array, string]>([
  ['nothing', () => new Uint8Array(), 'FILE_EMPTY'],
  [
    'SVG',
    () => Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    'IMAGE_TYPE_UNSUPPORTED',
  ],
  ['GIF', () => plain('#fff').gif().toBuffer(), 'IMAGE_TYPE_UNSUPPORTED'],
  ['TIFF', () => plain('#fff').tiff().toBuffer(), 'IMAGE_TYPE_UNSUPPORTED'],
  ['AVIF, as HEIC is boxed', () => plain('#fff').avif().toBuffer(), 'IMAGE_TYPE_UNSUPPORTED'],
  ['PDF', () => Buffer.from('%PDF-1.7\n'), 'IMAGE_TYPE_UNSUPPORTED'],
  [
    'words under the first bytes of a PNG',
    () => Buffer.from('\x89PNG\r\n\x1a\nHello', 'latin1'),
    'IMAGE_DAMAGED',
  ],
  [
    'a JPEG cut short',
    async () => (await (await sealPhoto()).jpeg().toBuffer()).subarray(0, 9000),
    'IMAGE_DAMAGED',
  ],
  [
    'a PNG cut short',
    async () => (await (await sealPhoto()).png().toBuffer()).subarray(0, 9000),
    'IMAGE_DAMAGED',
  ],
  ['a WebP of two frames', () => frames((picture) => picture.webp()), 'IMAGE_ANIMATED'],
  ['a PNG of several frames', () => animatedPng(), 'IMAGE_ANIMATED'],
  ['more bytes than are taken', () => new Uint8Array(10 * 1024 * 1024 + 1).fill(255), 'FILE_TOO_LARGE'],
])('refuses %s', async (_what, file, code) => {
  expect(await refusalOf(await file())).toBe(code);
});

async function frames(encode: (picture: Sharp) => Sharp): Promise<Buffer> {
  const pages = [await plain('#fff').png().toBuffer(), await plain('#c8102e').png().toBuffer()];
  return encode(sharp(pages, { join: { animated: true } })).toBuffer();
}

/** A PNG with an animation control chunk after its header. */
async function animatedPng(): Promise<Buffer> {
  const png = await plain('#fff').png().toBuffer();
  const control = Buffer.alloc(20);
  control.writeUInt32BE(8, 0);
  control.write('acTL', 4, 'latin1');
  control.writeUInt32BE(2, 8);
  return Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]);
}

test('a small file that claims billions of pixels is refused without reading one', async () => {
  const small = await plain('#fff').png().toBuffer();
  const bomb = Buffer.from(small);
  bomb.writeUInt32BE(60_000, 16);
  bomb.writeUInt32BE(60_000, 20);
  const crc = crc32(bomb.subarray(12, 29));
  bomb.writeUInt32BE(crc, 29);
  const before = performance.now();
  expect(await refusalOf(bomb)).toBe('IMAGE_TOO_MANY_PIXELS');
  expect(performance.now() - before).toBeLessThan(2000);
  const wide = await sharp({ create: { width: 9000, height: 6000, channels: 3, background: '#fff' } })
    .png({ compressionLevel: 9 })
    .toBuffer();
  expect(await refusalOf(wide)).toBe('IMAGE_TOO_MANY_PIXELS');
});
