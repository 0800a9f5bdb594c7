import { z } from 'zod';
import { CoreError } from '../errors.ts';
import type { SealDrawing } from '../seals/round-seal.ts';

const MAX_POINTS = 5_000;

/** Strokes as a pad records them: pixels of the pad, y down. */
export const handwritingSchema = z.object({
  width: z.number().positive().max(4096),
  height: z.number().positive().max(4096),
  strokes: z.array(z.array(z.tuple([z.number(), z.number()])).max(2000)).max(200),
});

export type Handwriting = z.output<typeof handwritingSchema>;

/**
 * Turns strokes into smooth outlines: each stroke runs through the midpoints of its samples as quadratic curves, cropped
 * to the ink with a small margin.
 * @throws CoreError SIGNATURE_REQUIRED when there is no ink to speak of
 */
export function drawHandwriting(input: Handwriting): SealDrawing {
  const strokes = input.strokes.filter((stroke) => stroke.length > 0);
  const points = strokes.flat();
  if (points.length > MAX_POINTS)
    throw new CoreError('INVALID_INPUT', 'the signature has too many points; draw it again');
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  if (points.length < 4 || Math.max(right - left, bottom - top) < 10) {
    throw new CoreError('SIGNATURE_REQUIRED', 'draw your signature first', { field: 'handwriting' });
  }
  const pen = Math.max(1.6, Math.min(input.width, input.height * 2.5) / 110);
  const margin = pen * 2;
  const at = ([x, y]: readonly [number, number]) =>
    [round(x - left + margin), round(y - top + margin)] as const;
  return {
    type: 'paths',
    width: round(right - left + 2 * margin),
    height: round(bottom - top + 2 * margin),
    paths: strokes.map((stroke) => ({
      d: smooth(stroke.map(at)),
      stroke: '#10182b',
      strokeWidth: round(pen),
    })),
  };
}

function smooth(points: (readonly [number, number])[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  if (rest.length === 0) return `M${first[0]} ${first[1]}L${first[0] + 0.1} ${first[1]}`;
  let path = `M${first[0]} ${first[1]}`;
  for (const [index, point] of rest.entries()) {
    const next = rest[index + 1];
    path += next
      ? `Q${point[0]} ${point[1]} ${round((point[0] + next[0]) / 2)} ${round((point[1] + next[1]) / 2)}`
      : `L${point[0]} ${point[1]}`;
  }
  return path;
}

const round = (value: number) => Math.round(value * 100) / 100;
