/** Opacity of each pixel, 0 to 1. */
export type Mask = { width: number; height: number; alpha: Float32Array };

export type Box = { left: number; top: number; right: number; bottom: number };

type Piece = Box & { pixels: number; solid: boolean; keep: boolean };

/** What touches ink of this opacity belongs to it; a piece without any fuller pixel is haze. */
const FAINT = 0.1;
const SOLID = 0.4;

/**
 * Clears dust, haze and what lies far from the seal.
 * @returns where the ink is, right and bottom exclusive; undefined when nothing is left
 */
export function dropSpecks(mask: Mask): Box | undefined {
  const { labels, pieces } = piecesOf(mask);
  const solid = pieces.filter((piece) => piece.solid);
  const largest = Math.max(0, ...solid.map((piece) => piece.pixels));
  const body = around(solid.filter((piece) => piece.pixels >= largest * 0.05));
  if (!body) return undefined;
  const reach = 0.03 * Math.max(body.right - body.left, body.bottom - body.top);
  const least = Math.max(5, 0.00005 * (body.right - body.left) * (body.bottom - body.top));
  for (const piece of solid) piece.keep = piece.pixels >= least && isNear(piece, body, reach);
  const kept = around(solid.filter((piece) => piece.keep));
  if (!kept) return undefined;
  clearOthers(mask, labels, pieces);
  return kept;
}

const isNear = (piece: Box, body: Box, reach: number) =>
  piece.right > body.left - reach &&
  piece.left < body.right + reach &&
  piece.bottom > body.top - reach &&
  piece.top < body.bottom + reach;

function around(pieces: Box[]): Box | undefined {
  const [first, ...others] = pieces;
  if (!first) return undefined;
  const { left, top, right, bottom } = first;
  return others.reduce<Box>(
    (box, piece) => ({
      left: Math.min(box.left, piece.left),
      top: Math.min(box.top, piece.top),
      right: Math.max(box.right, piece.right),
      bottom: Math.max(box.bottom, piece.bottom),
    }),
    { left, top, right, bottom },
  );
}

/** Pixels that touch, also by a corner, make a piece; labels count from 1. */
function piecesOf({ width, height, alpha }: Mask): { labels: Int32Array; pieces: Piece[] } {
  const labels = new Int32Array(width * height);
  const pieces: Piece[] = [];
  const stack: number[] = [];
  for (let start = 0; start < alpha.length; start++) {
    if (labels[start] !== 0 || (alpha[start] ?? 0) < FAINT) continue;
    const piece: Piece = {
      left: width,
      top: height,
      right: 0,
      bottom: 0,
      pixels: 0,
      solid: false,
      keep: false,
    };
    pieces.push(piece);
    labels[start] = pieces.length;
    stack.push(start);
    for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
      const x = index % width;
      const y = (index - x) / width;
      grow(piece, x, y, alpha[index] ?? 0);
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (labels[next] !== 0 || (alpha[next] ?? 0) < FAINT) continue;
          labels[next] = pieces.length;
          stack.push(next);
        }
      }
    }
  }
  return { labels, pieces };
}

function grow(piece: Piece, x: number, y: number, alpha: number): void {
  piece.pixels++;
  if (alpha >= SOLID) piece.solid = true;
  if (x < piece.left) piece.left = x;
  if (y < piece.top) piece.top = y;
  if (x >= piece.right) piece.right = x + 1;
  if (y >= piece.bottom) piece.bottom = y + 1;
}

/** Pixels fainter than any piece stay only as the soft edge of a kept one. */
function clearOthers({ width, height, alpha }: Mask, labels: Int32Array, pieces: Piece[]): void {
  const isKept = (index: number) => pieces[(labels[index] ?? 0) - 1]?.keep === true;
  const clear: number[] = [];
  for (let index = 0; index < alpha.length; index++) {
    if (alpha[index] === 0 || isKept(index)) continue;
    const x = index % width;
    const y = (index - x) / width;
    const touches =
      labels[index] === 0 &&
      ((x > 0 && isKept(index - 1)) ||
        (x < width - 1 && isKept(index + 1)) ||
        (y > 0 && isKept(index - width)) ||
        (y < height - 1 && isKept(index + width)));
    if (!touches) clear.push(index);
  }
  for (const index of clear) alpha[index] = 0;
}
