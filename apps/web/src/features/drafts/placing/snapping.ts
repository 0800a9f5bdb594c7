import type { Point, Rect, Size } from './page-space.ts';

/** A line to show while something snaps: all over the page, at `at` points from the left or from the foot. */
export type Guide = { axis: 'x' | 'y'; at: number };

export type Snap = { by: Point; guides: Guide[] };

/** As far from the page's edges as text usually begins: 25 mm. */
const MARGIN = (25 / 25.4) * 72;

/**
 * How far a rectangle is to be shifted so that an edge or its centre falls in line with another control, with the page's
 * margins or its middle; zero where nothing is near enough. The nearest line of each axis wins.
 * @param reach in points
 */
export function snap(moving: Rect, others: readonly Rect[], page: Size, reach: number): Snap {
  const x = nearest(linesOf(moving, 'x'), targets(others, page, 'x'), reach);
  const y = nearest(linesOf(moving, 'y'), targets(others, page, 'y'), reach);
  return {
    by: { x: x?.shift ?? 0, y: y?.shift ?? 0 },
    guides: [
      ...(x ? [{ axis: 'x' as const, at: x.at }] : []),
      ...(y ? [{ axis: 'y' as const, at: y.at }] : []),
    ],
  };
}

function linesOf(rect: Rect, axis: 'x' | 'y'): number[] {
  const [start, length] = axis === 'x' ? [rect.x, rect.width] : [rect.y, rect.height];
  return [start, start + length / 2, start + length];
}

function targets(others: readonly Rect[], page: Size, axis: 'x' | 'y'): number[] {
  const length = axis === 'x' ? page.width : page.height;
  const margins = length > 4 * MARGIN ? [MARGIN, length - MARGIN] : [];
  return [...others.flatMap((rect) => linesOf(rect, axis)), ...margins, length / 2];
}

function nearest(
  lines: readonly number[],
  wanted: readonly number[],
  reach: number,
): { shift: number; at: number } | undefined {
  let best: { shift: number; at: number } | undefined;
  for (const line of lines) {
    for (const at of wanted) {
      const shift = at - line;
      if (Math.abs(shift) <= reach && (!best || Math.abs(shift) < Math.abs(best.shift))) best = { shift, at };
    }
  }
  return best;
}
