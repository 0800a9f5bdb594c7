import { inkBox as boxOf, type InkPath, type InkPoint, inkPath as pathOf, penOf } from '@chopmark/core/ink';

export type Point = InkPoint;

/** The pad's own measure; the screen's pixels are turned into it, so that turning a phone keeps what is drawn. */
export const PAD = { width: 600, height: 280 } as const;

const PEN = penOf(PAD);

/** What core takes at most. */
const MAX_POINTS = 5_000;
const MAX_STROKES = 200;
const MAX_STROKE_POINTS = 2_000;

/** Points closer than this to the one before add nothing that can be seen. */
const MIN_DISTANCE = 1.5;

/** Adds a point to the last stroke, unless it is too close to the one before or the pad is full. */
export function extend(strokes: readonly Point[][], point: Point): Point[][] {
  const last = strokes.at(-1) ?? [];
  const before = last.at(-1);
  const full = last.length >= MAX_STROKE_POINTS || strokes.flat().length >= MAX_POINTS;
  if (full || (before && distance(before, point) < MIN_DISTANCE)) return [...strokes];
  return [...strokes.slice(0, -1), [...last, point]];
}

export function begin(strokes: readonly Point[][], point: Point): Point[][] {
  const full = strokes.length >= MAX_STROKES || strokes.flat().length >= MAX_POINTS;
  return full ? [...strokes] : [...strokes, [point]];
}

/** Is there enough ink to call it a signature? */
export function isSignature(strokes: readonly Point[][]): boolean {
  const points = strokes.flat();
  if (points.length < 8) return false;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return Math.max(Math.max(...xs) - Math.min(...xs), Math.max(...ys) - Math.min(...ys)) > 40;
}

/** The ink with a margin, as an SVG view box: how the signature will fill its place. */
export function inkBox(strokes: readonly Point[][]): string {
  const { left, top, width, height } = boxOf(strokes, PEN);
  return [left, top, width, height].join(' ');
}

/** A stroke as core will draw it into the document. */
export const strokePath = (stroke: readonly Point[]): InkPath => pathOf(stroke, PEN);

export const distance = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]);
