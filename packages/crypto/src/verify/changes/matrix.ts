import { damaged } from '../../pdf-reader/limits.ts';

/** An affine map `[a b c d e f]` (ISO 32000-2 §8.3.3) and boxes as left, bottom, right, top. */
export type Matrix = readonly [number, number, number, number, number, number];
export type Box = readonly [number, number, number, number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];
export const EVERYWHERE: Box = [-1e9, -1e9, 1e9, 1e9];

/** `first`, then `then`. */
export function concat(first: Matrix, then: Matrix): Matrix {
  const [a, b, c, d, e, f] = first;
  const [A, B, C, D, E, F] = then;
  return [a * A + b * C, a * B + b * D, c * A + d * C, c * B + d * D, e * A + f * C + E, e * B + f * D + F];
}

export function transform(matrix: Matrix, x: number, y: number): [number, number] {
  const [a, b, c, d, e, f] = matrix;
  return [a * x + c * y + e, b * x + d * y + f];
}

/** The upright box around a transformed one. */
export function transformBox(matrix: Matrix, box: Box): Box {
  const corners = [
    transform(matrix, box[0], box[1]),
    transform(matrix, box[2], box[1]),
    transform(matrix, box[2], box[3]),
    transform(matrix, box[0], box[3]),
  ];
  return boxAround(corners);
}

export function boxAround(points: readonly (readonly [number, number])[]): Box {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** Whether the middle of `box` lies within `outer`. */
export function holdsMiddle(outer: Box, box: Box): boolean {
  const x = (box[0] + box[2]) / 2;
  const y = (box[1] + box[3]) / 2;
  return x > outer[0] && x < outer[2] && y > outer[1] && y < outer[3];
}

export function intersect(a: Box, b: Box): Box {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
}

/** @throws CryptoError PDF_DAMAGED when the numbers are no matrix */
export function matrixOf(n: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = n;
  if (n.length !== 6 || n.some(Number.isNaN)) throw damaged('a matrix needs six numbers');
  return [a, b, c, d, e, f];
}
