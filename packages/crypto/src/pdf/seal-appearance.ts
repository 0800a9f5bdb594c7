import { deflateSync } from 'node:zlib';
import type { PDFContext, PDFRef } from 'pdf-lib';
import { packedStream } from './flate-stream.ts';
import { packedDrawing } from './packed-drawings.ts';
import { round, roundFactor, uprightMatrix } from './page-geometry.ts';
import type { Page } from './page-tree.ts';
import { refuse } from './pdf-error.ts';
import { readPng } from './read-png.ts';
import { pathOperators, type SealPath } from './svg-path.ts';

/** How a seal or signature looks. */
export type Appearance = (
  | { type: 'png'; png: Uint8Array }
  | { type: 'paths'; width: number; height: number; paths: SealPath[] }
) & {
  /** Points. It is drawn no larger than this; without it, it fills its place. */
  trueSize?: { width: number; height: number };
};

/** A picture embedded once: an image or form XObject, its natural proportions, and the matrix that scales it to 1 × 1. */
type Artwork = { ref: PDFRef; width: number; height: number; unit: { x: number; y: number } };

type Size = { width: number; height: number };
/** One of `count` equal strips of a seal, from its left. */
type Strip = { index: number; count: number };
type Place = Size & { rotation: Page['rotation'] };

const WHOLE: Strip = { index: 0, count: 1 };

/**
 * Embeds the picture once and makes appearance streams from it: each keeps the picture's proportions, no larger than its
 * true size, centred in its rectangle and upright on a turned page. Equal rectangles share one stream.
 */
export function embedSeal(context: PDFContext, appearance: Appearance): SealStamp {
  const artwork =
    appearance.type === 'png' ? embedPng(context, appearance.png) : embedPaths(context, appearance);
  const largest = appearance.trueSize ?? { width: Infinity, height: Infinity };
  const made = new Map<string, PDFRef>();
  const stripFor = (place: Place, strip: Strip): PDFRef => {
    const key = `${round(place.width)} ${round(place.height)} ${place.rotation} ${strip.index}/${strip.count}`;
    const ref =
      made.get(key) ?? context.register(appearanceStream(context, artwork, { place, strip, largest }));
    made.set(key, ref);
    return ref;
  };
  return { appearanceFor: (place) => stripFor(place, WHOLE), stripFor };
}

export type SealStamp = {
  /** An appearance stream for a rectangle of `width` × `height` points as displayed on a page turned by `rotation`. */
  appearanceFor(place: Place): PDFRef;
  /** As `appearanceFor`, for the rectangle of one strip: `count` of them side by side show the whole. */
  stripFor(place: Place, strip: Strip): PDFRef;
};

/** A strip is the whole drawing shifted to the left; the box cuts off what lies outside (ISO 32000-2 §8.10.1). */
function appearanceStream(
  context: PDFContext,
  artwork: Artwork,
  { place, strip, largest }: { place: Place; strip: Strip; largest: Size },
) {
  const { width, height, rotation } = place;
  const whole = width * strip.count;
  const scale = Math.min(
    Math.min(whole, largest.width) / artwork.width,
    Math.min(height, largest.height) / artwork.height,
  );
  const left = (whole - artwork.width * scale) / 2 - width * strip.index;
  const bottom = (height - artwork.height * scale) / 2;
  const matrix = [scale * artwork.unit.x, 0, 0, scale * artwork.unit.y, left, bottom].map(roundFactor);
  return context.stream(`q ${matrix.join(' ')} cm /Ink gs /Seal Do Q`, {
    Type: 'XObject',
    Subtype: 'Form',
    BBox: [0, 0, round(width), round(height)],
    Matrix: uprightMatrix(rotation, width, height).map(round),
    // Ink lets the text beneath show through; nothing the parties signed is hidden by a seal.
    Resources: { ExtGState: { Ink: { BM: 'Multiply' } }, XObject: { Seal: artwork.ref } },
  });
}

function embedPng(context: PDFContext, png: Uint8Array): Artwork {
  const { width, height, rgb, alpha } = readPng(png);
  const image = (colorSpace: string, samples: Uint8Array, more = {}) =>
    context.register(
      packedStream(context, deflateSync(samples), {
        Type: 'XObject',
        Subtype: 'Image',
        Width: width,
        Height: height,
        BitsPerComponent: 8,
        ColorSpace: colorSpace,
        ...more,
      }),
    );
  const mask = alpha && image('DeviceGray', alpha);
  const ref = image('DeviceRGB', rgb, mask && { SMask: mask });
  // An image fills the unit square, so its size in pixels is the scale.
  return { ref, width, height, unit: { x: width, y: height } };
}

function embedPaths(context: PDFContext, appearance: Extract<Appearance, { type: 'paths' }>): Artwork {
  const { width, height, paths } = appearance;
  if (!(width > 0 && height > 0 && width < 100_000 && height < 100_000)) {
    refuse('APPEARANCE_INVALID', 'The drawing has no size. Give its width and height.');
  }
  const packed = packedDrawing(appearance, () =>
    [`1 0 0 -1 0 ${round(height)} cm`, '1 J 1 j', ...paths.map(paint)].join('\n'),
  );
  const stream = packedStream(context, packed, {
    Type: 'XObject',
    Subtype: 'Form',
    BBox: [0, 0, round(width), round(height)],
    Resources: {},
  });
  return { ref: context.register(stream), width, height, unit: { x: 1, y: 1 } };
}

function paint(path: SealPath): string {
  const parts: string[] = [];
  if (path.fill !== undefined) parts.push(`${color(path.fill)} rg`);
  if (path.stroke !== undefined) parts.push(`${color(path.stroke)} RG ${round(path.strokeWidth ?? 1)} w`);
  const operator = paintOperator(path);
  return [...parts, pathOperators(path.d), operator].join('\n');
}

function paintOperator(path: SealPath): string {
  if (path.fill !== undefined) return path.stroke !== undefined ? 'B' : 'f';
  return path.stroke !== undefined ? 'S' : 'n';
}

function color(text: string): string {
  const short = /^#([0-9a-f])([0-9a-f])([0-9a-f])$/i.exec(text);
  const long = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(text);
  const channels = short?.slice(1).map((digit) => digit + digit) ?? long?.slice(1);
  if (!channels) refuse('APPEARANCE_INVALID', `"${text}" is no colour. Write it as #rrggbb.`);
  return channels.map((channel) => round(Number.parseInt(channel, 16) / 255)).join(' ');
}
