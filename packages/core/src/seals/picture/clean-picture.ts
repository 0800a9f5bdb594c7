import sharp from 'sharp';
import { CoreError } from '../../errors.ts';
import { MAX_PICTURE_BYTES, MAX_PICTURE_PIXELS } from '../drawing.ts';
import { differences, findInk, type Ink, opacities, type Region, WHOLE } from './ink.ts';
import { fromOklab, type OklabImage, toOklab } from './oklab.ts';
import { findPaper, type Paper } from './paper.ts';
import { damaged, type PictureFile, readPictureFile } from './picture-file.ts';
import { type Box, dropSpecks } from './specks.ts';

export type CleanPictureInput = {
  file: Uint8Array;
  /** `#rrggbb`: one colour for all the ink. */
  inkColour: string | null;
};

/** A seal cut out of its picture: a PNG with alpha and nothing but pixels in it. */
export type CleanPicture = {
  png: Uint8Array;
  width: number;
  height: number;
  /** The ink as it was in the picture, before it was made smaller: what its sharpness on paper hangs on. */
  inkPixels: { width: number; height: number };
};

/** The picture is looked over at this size; then the ink is cut out of the original. */
const OVERVIEW_PIXELS = 1000;

/**
 * Takes the ink off its paper. The paper's colour is estimated from the border outwards in, shading included; ink is what
 * differs from it, softly at its edges; dust is dropped and the picture cropped to the ink. The same file gives the same
 * bytes.
 * @throws CoreError FILE_…, IMAGE_TYPE_UNSUPPORTED, IMAGE_ANIMATED, IMAGE_DAMAGED, IMAGE_TOO_MANY_PIXELS, IMAGE_NO_INK, IMAGE_ALL_INK
 */
export async function cleanPicture({ file, inkColour }: CleanPictureInput): Promise<CleanPicture> {
  sharp.cache(false);
  const picture = await readPictureFile(file);
  const overview = await pixelsOf(picture, WHOLE, OVERVIEW_PIXELS);
  const paper = findPaper(overview.image);
  requirePaper(paper);
  const ink = findInk(overview.image, paper);
  const rough = ink && cutOut(overview, paper, WHOLE, ink);
  if (!ink || !rough) throw noInk();
  requireSeal(rough, overview.image);
  const region = widened(rough.box, overview.image);
  const close = await pixelsOf(picture, region, Math.round(MAX_PICTURE_PIXELS * 1.05));
  const fine = cutOut(close, paper, region, ink);
  if (!fine) throw noInk();
  const scale = (region.width * picture.width) / close.image.width;
  return encode(tinted(close, { ...fine, paper, region, inkColour }), scale);
}

type Pixels = { rgb: Uint8Array; image: OklabImage };
type Cut = { alpha: Float32Array; box: Box };

async function pixelsOf(picture: PictureFile, region: Region, largest: number): Promise<Pixels> {
  const left = Math.floor(region.left * picture.width);
  const top = Math.floor(region.top * picture.height);
  const width = Math.min(picture.width - left, Math.ceil(region.width * picture.width));
  const height = Math.min(picture.height - top, Math.ceil(region.height * picture.height));
  const { data, info } = await picture
    .open()
    .extract({ left, top, width, height })
    .resize(largest, largest, { fit: 'inside', withoutEnlargement: true })
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true })
    .catch(damaged);
  if (info.channels !== 3) throw damaged(new Error(`${info.channels} channels`));
  return { rgb: data, image: toOklab(data, info.width, info.height) };
}

/** Paper is light and nearly white under any lamp. */
function requirePaper(paper: Paper): void {
  const [L, a, b] = paper.at(0.5, 0.5);
  if (L < 0.5 || Math.hypot(a, b) > 0.13) throw allInk();
}

function requireSeal({ alpha, box }: Cut, { width, height }: OklabImage): void {
  const inked = alpha.reduce((sum, value) => sum + value, 0);
  if (inked < 60) throw noInk();
  const boxed = (box.right - box.left) * (box.bottom - box.top);
  if (inked > 0.85 * boxed && boxed > 0.85 * width * height) throw allInk();
}

function cutOut({ image }: Pixels, paper: Paper, region: Region, ink: Ink): Cut | undefined {
  const found = differences(image, { paper, region, hue: ink.hue });
  const alpha = opacities(found, ink);
  const box = dropSpecks({ width: image.width, height: image.height, alpha });
  return box && { alpha, box };
}

/** The box with room around it, so that nothing is lost where the overview was coarse. */
function widened(box: Box, { width, height }: OklabImage): Region {
  const room = Math.max(3, 0.02 * Math.max(box.right - box.left, box.bottom - box.top));
  const left = Math.max(0, box.left - room) / width;
  const top = Math.max(0, box.top - room) / height;
  return {
    left,
    top,
    width: Math.min(width, box.right + room) / width - left,
    height: Math.min(height, box.bottom + room) / height - top,
  };
}

type Tint = Cut & { paper: Paper; region: Region; inkColour: string | null };
type Rgba = { data: Uint8Array; width: number; height: number };

/** The ink alone, cropped: in one colour, or as it would look on white paper, with its own shades. */
function tinted(pixels: Pixels, tint: Tint): Rgba {
  const { image } = pixels;
  const { alpha } = tint;
  const margin = Math.max(1, Math.round((tint.box.right - tint.box.left) * 0.004));
  const left = Math.max(0, tint.box.left - margin);
  const top = Math.max(0, tint.box.top - margin);
  const width = Math.min(image.width, tint.box.right + margin) - left;
  const height = Math.min(image.height, tint.box.bottom + margin) - top;
  const colourOf = tint.inkColour === null ? ownShades(pixels, tint) : oneColour(tint.inkColour);
  const data = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = (top + y) * image.width + left + x;
      const opacity = Math.round((alpha[from] ?? 0) * 255);
      // What cannot be seen has no colour: it would only make the file larger.
      if (opacity === 0) continue;
      const [r, g, b] = colourOf(from);
      const to = (y * width + x) * 4;
      data[to] = r;
      data[to + 1] = g;
      data[to + 2] = b;
      data[to + 3] = opacity;
    }
  }
  return { data, width, height };
}

type ColourOf = (index: number) => readonly [number, number, number];

function oneColour(hex: string): ColourOf {
  const value = Number.parseInt(hex.slice(1), 16);
  const colour = [(value >> 16) & 255, (value >> 8) & 255, value & 255] as const;
  return () => colour;
}

/** Takes the paper's share out of each pixel and the lamp's colour with it; where ink is faint, its mean colour helps. */
function ownShades({ rgb, image }: Pixels, { alpha, paper, region }: Tint): ColourOf {
  const { width, height } = image;
  const inkAt = (index: number): [number, number, number] => {
    const x = region.left + (((index % width) + 0.5) / width) * region.width;
    const y = region.top + ((Math.floor(index / width) + 0.5) / height) * region.height;
    const sheet = fromOklab(...paper.at(x, y));
    const opacity = Math.max(0.05, alpha[index] ?? 0);
    const channel = (n: 0 | 1 | 2) => {
      const seen = (rgb[index * 3 + n] ?? 0) / 255;
      const white = Math.max(0.05, sheet[n]);
      return Math.min(1, Math.max(0, (seen - (1 - opacity) * white) / opacity / white));
    };
    return [channel(0), channel(1), channel(2)];
  };
  const mean = meanInk(alpha, inkAt);
  return (index) => {
    const trust = Math.min(1, Math.max(0, ((alpha[index] ?? 0) - 0.15) / 0.6));
    const own = inkAt(index);
    const channel = (n: 0 | 1 | 2) => Math.round(255 * (mean[n] + (own[n] - mean[n]) * trust));
    return [channel(0), channel(1), channel(2)];
  };
}

function meanInk(alpha: Float32Array, inkAt: (index: number) => [number, number, number]) {
  const sum: [number, number, number] = [0, 0, 0];
  let count = 0;
  for (let index = 0; index < alpha.length; index++) {
    if ((alpha[index] ?? 0) < 0.9) continue;
    const [r, g, b] = inkAt(index);
    sum[0] += r;
    sum[1] += g;
    sum[2] += b;
    count++;
  }
  const of = (n: 0 | 1 | 2) => sum[n] / Math.max(1, count);
  return [of(0), of(1), of(2)] as const;
}

/** Within the bounds of what is kept: in a palette, and smaller until it fits. */
async function encode(ink: Rgba, scale: number): Promise<CleanPicture> {
  const raw = { width: ink.width, height: ink.height, channels: 4 as const };
  for (let largest = MAX_PICTURE_PIXELS; largest >= 100; largest = Math.floor(largest * 0.8)) {
    const { data, info } = await sharp(ink.data, { raw })
      .resize(largest, largest, { fit: 'inside', withoutEnlargement: true })
      .png({ palette: true, colours: 256, dither: 0, effort: 7, compressionLevel: 9 })
      .toBuffer({ resolveWithObject: true });
    if (data.length > MAX_PICTURE_BYTES) continue;
    return {
      png: new Uint8Array(data),
      width: info.width,
      height: info.height,
      inkPixels: { width: Math.round(ink.width * scale), height: Math.round(ink.height * scale) },
    };
  }
  throw new CoreError('IMAGE_TOO_MANY_PIXELS', 'the cleaned picture is too large; export it smaller', {
    field: 'file',
  });
}

const noInk = () =>
  new CoreError('IMAGE_NO_INK', 'there is no ink on the paper that could be told from it', { field: 'file' });

const allInk = () =>
  new CoreError('IMAGE_ALL_INK', 'there is no light paper around the seal; leave some when cropping', {
    field: 'file',
  });
