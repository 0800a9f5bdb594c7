import { inflateSync } from 'node:zlib';
import { CryptoError } from '../errors.ts';
import { undoPredictor } from '../pdf-reader/predictor.ts';
import { type ColorType, colorPixels, type Palette, SAMPLES } from './png-pixels.ts';

/** A picture unpacked: three octets a pixel, and one for how opaque it is, unless all of it is. */
export type Picture = { width: number; height: number; rgb: Uint8Array; alpha: Uint8Array | undefined };

type Header = {
  width: number;
  height: number;
  depth: number /* bits a sample */;
  colorType: ColorType;
  interlaced: boolean;
};

type Chunks = Header & Palette & { packed: Uint8Array };

const SIGNATURE = '\x89PNG\r\n\x1a\n';
const MAX_PIXELS = 16_000_000;
const DEPTHS: Record<ColorType, number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
/** Where Adam7's passes begin, and how far apart their pixels are (PNG §8.2). */
const PASSES = [
  { x: 0, y: 0, dx: 8, dy: 8 },
  { x: 4, y: 0, dx: 8, dy: 8 },
  { x: 0, y: 4, dx: 4, dy: 8 },
  { x: 2, y: 0, dx: 4, dy: 4 },
  { x: 0, y: 2, dx: 2, dy: 4 },
  { x: 1, y: 0, dx: 2, dy: 2 },
  { x: 0, y: 1, dx: 1, dy: 2 },
];
const WHOLE = [{ x: 0, y: 0, dx: 1, dy: 1 }];

/**
 * Reads a PNG of any colour type (ISO/IEC 15948); of an animated one the still picture. pdf-lib's own reader can be made to
 * run without end by one changed bit.
 * @throws CryptoError IMAGE_INVALID
 */
export function readPng(png: Uint8Array): Picture {
  try {
    return unpack(readChunks(Buffer.from(png.buffer, png.byteOffset, png.length)));
  } catch (cause) {
    if (cause instanceof CryptoError && cause.code === 'IMAGE_INVALID') throw cause;
    throw invalid('The picture is not a readable PNG. Export it anew as PNG.', cause);
  }
}

function readChunks(png: Buffer): Chunks {
  if (png.toString('latin1', 0, 8) !== SIGNATURE) {
    throw invalid('The picture is not a PNG. Export it as PNG.');
  }
  let header: Header | undefined;
  const palette: Palette = { colors: undefined, transparency: undefined };
  const packed: Buffer[] = [];
  for (let at = 8; at + 12 <= png.length; ) {
    const length = png.readUInt32BE(at);
    const type = png.toString('latin1', at + 4, at + 8);
    const data = png.subarray(at + 8, at + 8 + length);
    if (data.length < length) break;
    if (type === 'IHDR') header ??= readHeader(data);
    if (type === 'PLTE') palette.colors ??= data;
    if (type === 'tRNS') palette.transparency ??= data;
    if (type === 'IDAT') packed.push(data);
    if (type === 'IEND') break;
    at += 12 + length;
  }
  if (header === undefined) throw invalid('The picture has no header. Export it anew as PNG.');
  return { ...header, ...palette, packed: Buffer.concat(packed) };
}

/** A small file may unpack into gigabytes of pixels, so its size is looked at before anything else. */
function readHeader(data: Buffer): Header {
  const [width, height] = [data.readUInt32BE(0), data.readUInt32BE(4)];
  const [depth = 0, color = 0, compression, filter, interlace = 0] = data.subarray(8);
  if (width * height === 0 || width * height > MAX_PIXELS) {
    throw invalid('The picture has too many pixels. Use at most 4000 by 4000.');
  }
  const known = isColorType(color) && DEPTHS[color].includes(depth);
  if (!known || compression !== 0 || filter !== 0 || interlace > 1) {
    throw invalid('The picture is a kind of PNG that nobody knows. Export it anew as PNG.');
  }
  return { width, height, depth, colorType: color, interlaced: interlace === 1 };
}

function isColorType(value: number): value is ColorType {
  return value in DEPTHS;
}

function unpack(chunks: Chunks): Picture {
  const { width, height, depth, colorType, interlaced } = chunks;
  const samples = SAMPLES[colorType];
  const passes = (interlaced ? PASSES : WHOLE)
    .map((pass) => ({
      ...pass,
      columns: Math.ceil((width - pass.x) / pass.dx),
      rows: Math.ceil((height - pass.y) / pass.dy),
    }))
    .filter(({ columns, rows }) => columns > 0 && rows > 0)
    .map((pass) => ({ ...pass, stride: Math.ceil((pass.columns * samples * depth) / 8) }));
  const size = passes.reduce((sum, { rows, stride }) => sum + rows * (1 + stride), 0);
  const data = inflateSync(chunks.packed, { maxOutputLength: size });
  if (data.length < size) throw invalid('The picture is cut short. Export it anew as PNG.');
  const picture = { width, height, rgb: new Uint8Array(width * height * 3) };
  const alpha = new Uint8Array(width * height).fill(255);
  let at = 0;
  for (const { columns, rows, stride, ...pass } of passes) {
    const filtered = data.subarray(at, at + rows * (1 + stride));
    const parameters = { predictor: 15, colors: samples, bitsPerComponent: depth, columns };
    const plain = undoPredictor(filtered, parameters);
    colorPixels({ ...chunks, plain, columns, rows, stride, pass, target: { ...picture, alpha } });
    at += filtered.length;
  }
  return { ...picture, alpha: alpha.every((opacity) => opacity === 255) ? undefined : alpha };
}

function invalid(message: string, cause?: unknown): CryptoError {
  return new CryptoError('IMAGE_INVALID', message, cause === undefined ? {} : { cause });
}
