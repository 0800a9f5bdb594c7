export type Point = readonly [x: number, y: number];

/** The pad's own measure; the screen's pixels are turned into it, so that turning a phone keeps what is drawn. */
export const PAD = { width: 600, height: 280 } as const;

/** As thick as core draws it into the document. */
export const PEN = Math.max(1.6, Math.min(PAD.width, PAD.height * 2.5) / 110);

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
  const { width, height } = boxOf(points);
  return Math.max(width, height) > 40;
}

/** The ink with a margin, as an SVG view box: how the signature will fill its place. */
export function inkBox(strokes: readonly Point[][]): string {
  const { left, top, width, height } = boxOf(strokes.flat());
  const margin = PEN * 2;
  return [left - margin, top - margin, width + 2 * margin, height + 2 * margin].map(round).join(' ');
}

/** A stroke through the midpoints of its samples, as quadratic curves. */
export function strokePath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  if (rest.length === 0) return `M${first[0]} ${first[1]}l0.1 0`;
  return rest.reduce((path, [x, y], index) => {
    const next = rest[index + 1];
    return next
      ? `${path}Q${x} ${y} ${round((x + next[0]) / 2)} ${round((y + next[1]) / 2)}`
      : `${path}L${x} ${y}`;
  }, `M${first[0]} ${first[1]}`);
}

function boxOf(points: readonly Point[]) {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

const distance = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]);
const round = (value: number) => Math.round(value * 10) / 10;
