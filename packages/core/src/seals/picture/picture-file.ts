import sharp, { type Sharp } from 'sharp';
import { CoreError } from '../../errors.ts';

export const MAX_PICTURE_FILE_MEGABYTES = 10;
/** What the cameras of phones make; a small file may claim to be far larger. */
const MAX_MEGAPIXELS = 50;
const MAX_SIDE = 16_383;
const SMALLEST_SIDE = 32;

type PictureType = 'png' | 'jpeg' | 'webp';

/** A picture that may be read: as it stands upright, on white where it is transparent, in sRGB. */
export type PictureFile = { width: number; height: number; open(): Sharp };

/**
 * Looks a file over before any of its pixels is read. The type is what the content says; the name doesn't matter.
 * @throws CoreError FILE_EMPTY, FILE_TOO_LARGE, IMAGE_TYPE_UNSUPPORTED, IMAGE_ANIMATED, IMAGE_DAMAGED, IMAGE_TOO_MANY_PIXELS
 */
export async function readPictureFile(bytes: Uint8Array): Promise<PictureFile> {
  if (bytes.length === 0) throw new CoreError('FILE_EMPTY', 'the file is empty', { field: 'file' });
  if (bytes.length > MAX_PICTURE_FILE_MEGABYTES * 1024 * 1024) {
    throw new CoreError('FILE_TOO_LARGE', 'the picture is too large; export it smaller', {
      field: 'file',
      params: { maxMegabytes: MAX_PICTURE_FILE_MEGABYTES },
    });
  }
  const type = typeOf(bytes);
  if (!type) {
    throw new CoreError('IMAGE_TYPE_UNSUPPORTED', 'only PNG, JPEG and WebP pictures are taken', {
      field: 'file',
    });
  }
  if (type === 'png' && isAnimatedPng(bytes)) throw animated();
  const source = (limitInputPixels: number | false) =>
    sharp(bytes, { limitInputPixels, failOn: 'error', sequentialRead: true });
  // Only the header is read here, and what it says is checked before anything else is.
  const facts = await source(false).metadata().catch(damaged);
  if (facts.format !== type) throw damaged(new Error(`the file says ${type} and is ${facts.format}`));
  if ((facts.pages ?? 1) > 1) throw animated();
  const { width, height } = facts.autoOrient;
  requireSize(width, height);
  return {
    width,
    height,
    open: () =>
      source(MAX_MEGAPIXELS * 1_000_000)
        .autoOrient()
        .flatten({ background: '#ffffff' })
        .toColourspace('srgb')
        .removeAlpha(),
  };
}

/** By its first bytes. Whatever else a file may be as well, only its pixels are taken over. */
function typeOf(bytes: Uint8Array): PictureType | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 16)).toString('latin1');
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('RIFF') && head.slice(8, 12) === 'WEBP') return 'webp';
  return undefined;
}

/** An `acTL` chunk before the first `IDAT` (Portable Network Graphics, third edition, §11.3.6.1). */
function isAnimatedPng(bytes: Uint8Array): boolean {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = 8; at + 8 <= view.length; ) {
    const name = view.toString('latin1', at + 4, at + 8);
    if (name === 'acTL') return true;
    if (name === 'IDAT') return false;
    at += 12 + view.readUInt32BE(at);
  }
  return false;
}

function requireSize(width: number, height: number): void {
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_MEGAPIXELS * 1_000_000) {
    throw new CoreError('IMAGE_TOO_MANY_PIXELS', 'the picture has too many pixels; export it smaller', {
      field: 'file',
      params: { maxMegapixels: MAX_MEGAPIXELS },
    });
  }
  if (Math.min(width, height) < SMALLEST_SIDE) {
    throw new CoreError('IMAGE_NO_INK', 'the picture is too small to hold a seal', { field: 'file' });
  }
}

const animated = () =>
  new CoreError('IMAGE_ANIMATED', 'the picture has several frames; export one of them', { field: 'file' });

/** What the decoder could not read. */
export function damaged(cause: unknown): never {
  throw new CoreError('IMAGE_DAMAGED', 'the picture is damaged or incomplete; export it anew', {
    field: 'file',
    cause,
  });
}
