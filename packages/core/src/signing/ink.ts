/**
 * Handwriting as vector paths. Free of Node.js, so that the pad in the browser shows exactly what will stand in the
 * document. Coordinates are the pad's own, y down.
 */

/** A pressure from 0 to 1 makes the line thinner or thicker; without one the pen is even. */
export type InkPoint = readonly [x: number, y: number] | readonly [x: number, y: number, pressure: number];

export type InkPath = { d: string; fill?: string; stroke?: string; strokeWidth?: number };

const INK = '#10182b';
/** How thin and how thick a line gets, in pens. */
const THIN = 0.45;
const RANGE = 1.15;
/** Beyond a turn as sharp as this (cosine) the two sides of a line part, and a dot closes the gap. */
const SHARP = 0.6;

/** The pen of a pad, in its own units. */
export const penOf = (pad: { width: number; height: number }): number =>
  Math.max(1.6, Math.min(pad.width, pad.height * 2.5) / 110);

/** The ink's rectangle with a margin for the pen. */
export function inkBox(strokes: readonly (readonly InkPoint[])[], pen: number) {
  const points = strokes.flat();
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const margin = pen * 2;
  const [left, top] = [Math.min(...xs) - margin, Math.min(...ys) - margin];
  return {
    left: round(left),
    top: round(top),
    width: round(Math.max(...xs) + margin - left),
    height: round(Math.max(...ys) + margin - top),
  };
}

/** One path a stroke: a line where the pen is even, an outline where it presses. */
export function inkPath(stroke: readonly InkPoint[], pen: number): InkPath {
  if (stroke.every((point) => point[2] === undefined)) {
    return { d: smooth(stroke), stroke: INK, strokeWidth: round(pen) };
  }
  return { d: outline(stroke, pen), fill: INK };
}

/** Through the midpoints of the samples, as quadratic curves. */
function smooth(points: readonly InkPoint[]): string {
  const [first, ...rest] = points;
  if (!first) return '';
  if (rest.length === 0) return `M${at(first)}l0.1 0`;
  return `M${at(first)}${curve(rest)}`;
}

function curve(points: readonly InkPoint[]): string {
  return points.reduce((path, point, index) => {
    const next = points[index + 1];
    if (!next) return `${path}L${at(point)}`;
    return `${path}Q${at(point)} ${at([(point[0] + next[0]) / 2, (point[1] + next[1]) / 2])}`;
  }, '');
}

/**
 * Both sides of a line of changing width, with dots at its ends and sharp turns. All parts turn the same way, so that
 * where they overlap they are filled (non-zero rule).
 */
function outline(points: readonly InkPoint[], pen: number): string {
  const radii = points.map(([, , pressure = 0.5]) => (pen / 2) * (THIN + RANGE * pressure));
  const sides = points.map((point, index) => {
    const before = points[Math.max(0, index - 1)] ?? point;
    const after = points[Math.min(points.length - 1, index + 1)] ?? point;
    const [dx, dy] = unit(after[0] - before[0], after[1] - before[1]);
    const radius = radii[index] ?? 0;
    const right: InkPoint = [point[0] - dy * radius, point[1] + dx * radius];
    const left: InkPoint = [point[0] + dy * radius, point[1] - dx * radius];
    return { right, left };
  });
  const dots = points.flatMap((point, index) => {
    const end = index === 0 || index === points.length - 1;
    return end || isSharp(points, index) ? [dot(point, radii[index] ?? 0)] : [];
  });
  if (points.length < 2) return dots.join('');
  const forth = sides.map(({ right }) => right);
  const back = sides.map(({ left }) => left).toReversed();
  const [start, ...there] = forth;
  return start
    ? `M${at(start)}${curve(there)}L${at(back[0] ?? start)}${curve(back.slice(1))}Z${dots.join('')}`
    : '';
}

function isSharp(points: readonly InkPoint[], index: number): boolean {
  const [before, point, after] = [points[index - 1], points[index], points[index + 1]];
  if (!before || !point || !after) return false;
  const [ax, ay] = unit(point[0] - before[0], point[1] - before[1]);
  const [bx, by] = unit(after[0] - point[0], after[1] - point[1]);
  return ax * bx + ay * by < SHARP;
}

function dot([x, y]: InkPoint, radius: number): string {
  const r = Math.max(0.1, round(radius));
  return `M${at([x - r, y])}A${r} ${r} 0 1 0 ${at([x + r, y])}A${r} ${r} 0 1 0 ${at([x - r, y])}Z`;
}

function unit(x: number, y: number): [number, number] {
  const length = Math.hypot(x, y);
  return length === 0 ? [1, 0] : [x / length, y / length];
}

const at = ([x, y]: InkPoint): string => `${round(x)} ${round(y)}`;
const round = (value: number): number => Math.round(value * 100) / 100;
