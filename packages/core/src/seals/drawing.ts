import type { Appearance } from '@chopmark/crypto';
import { z } from 'zod';

/** The largest picture of a seal that is kept: its longer side in pixels, its PNG in bytes. */
export const MAX_PICTURE_PIXELS = 1200;
export const MAX_PICTURE_BYTES = 512 * 1024;

const pathsDrawing = z.object({
  type: z.literal('paths'),
  width: z.number(),
  height: z.number(),
  paths: z.array(
    z.object({
      d: z.string(),
      fill: z.string().optional(),
      stroke: z.string().optional(),
      strokeWidth: z.number().optional(),
    }),
  ),
});

/** A PNG with alpha; width and height in pixels. */
const pngDrawing = z.object({
  type: z.literal('png'),
  width: z.number().int().positive().max(MAX_PICTURE_PIXELS),
  height: z.number().int().positive().max(MAX_PICTURE_PIXELS),
  base64: z.base64().max(Math.ceil(MAX_PICTURE_BYTES / 3) * 4),
});

/** How a seal or a signature looks, as it is stored and given out. */
export const drawingSchema = z.discriminatedUnion('type', [pathsDrawing, pngDrawing]);

export type Drawing = z.output<typeof drawingSchema>;

/** A drawing with the size it has on paper, where it has one. */
const placedDrawing = z.intersection(
  drawingSchema,
  z.object({ sizeMm: z.object({ width: z.number(), height: z.number() }).optional() }),
);

export type PlacedDrawing = z.output<typeof placedDrawing>;

/** A seal's drawing with the size it is to have in a document. */
export function atTrueSize(seal: { drawing: Drawing; widthMm: number; heightMm: number }): PlacedDrawing {
  return { ...seal.drawing, sizeMm: { width: seal.widthMm, height: seal.heightMm } };
}

const POINTS_PER_MM = 72 / 25.4;

/**
 * What is drawn into a document. A seal comes no larger than it is on paper, however large its place; handwriting fills
 * its place.
 */
export function appearanceOfDrawing(stored: unknown): Appearance {
  const drawing = placedDrawing.parse(stored);
  const trueSize = drawing.sizeMm && {
    width: drawing.sizeMm.width * POINTS_PER_MM,
    height: drawing.sizeMm.height * POINTS_PER_MM,
  };
  const sized = trueSize ? { trueSize } : {};
  if (drawing.type === 'png')
    return { type: 'png', png: new Uint8Array(Buffer.from(drawing.base64, 'base64')), ...sized };
  const { width, height } = drawing;
  const paths = drawing.paths.map(({ d, fill, stroke, strokeWidth }) => ({
    d,
    ...(fill === undefined ? {} : { fill }),
    ...(stroke === undefined ? {} : { stroke }),
    ...(strokeWidth === undefined ? {} : { strokeWidth }),
  }));
  return { type: 'paths', width, height, paths, ...sized };
}
