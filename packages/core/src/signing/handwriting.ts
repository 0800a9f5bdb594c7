import { z } from 'zod';
import { CoreError } from '../errors.ts';
import type { SealDrawing } from '../seals/round-seal.ts';
import { type InkPoint, inkBox, inkPath, penOf } from './ink.ts';

const MAX_POINTS = 5_000;

const coordinate = z.number().min(-4096).max(8192);
const point = z
  .tuple([coordinate, coordinate])
  .or(z.tuple([coordinate, coordinate, z.number().min(0).max(1)]));

/** Strokes as a pad records them: x and y in pixels of the pad, y down, and the pen's pressure where it is known. */
export const handwritingSchema = z.object({
  width: z.number().positive().max(4096),
  height: z.number().positive().max(4096),
  strokes: z.array(z.array(point).max(2000)).max(200),
});

export type Handwriting = z.output<typeof handwritingSchema>;

/**
 * Turns strokes into smooth lines, thicker where the pen was pressed, cropped to the ink with a small margin.
 * @throws CoreError SIGNATURE_REQUIRED when there is no ink to speak of
 */
export function drawHandwriting(input: Handwriting): SealDrawing {
  const strokes = input.strokes.filter((stroke) => stroke.length > 0);
  const points = strokes.flat();
  if (points.length > MAX_POINTS)
    throw new CoreError('INVALID_INPUT', 'the signature has too many points; draw it again');
  const pen = penOf(input);
  const { left, top, width, height } = inkBox(strokes, pen);
  if (points.length < 4 || Math.max(width, height) - 4 * pen < 10) {
    throw new CoreError('SIGNATURE_REQUIRED', 'draw your signature first', { field: 'handwriting' });
  }
  const moved = ([x, y, pressure]: InkPoint): InkPoint =>
    pressure === undefined ? [x - left, y - top] : [x - left, y - top, pressure];
  return { type: 'paths', width, height, paths: strokes.map((stroke) => inkPath(stroke.map(moved), pen)) };
}
