import type { Page } from './page-tree.ts';

/** A rectangle in PDF points on the page as displayed: crop box, after rotation, origin at the lower left. */
export type Rect = {
  /** 0-based. */
  page: number;
  x: number;
  y: number;
  width: number;
  height: number;
};

/** The six numbers of a PDF transformation matrix. */
export type Matrix = readonly [number, number, number, number, number, number];

/** Width and height of the page as displayed, in points. */
export function displayedSize(page: Page): { width: number; height: number } {
  const width = (page.visible.right - page.visible.left) * page.unit;
  const height = (page.visible.top - page.visible.bottom) * page.unit;
  return page.rotation % 180 === 0 ? { width, height } : { width: height, height: width };
}

/**
 * Maps a point of the displayed page, in points, to default user space. /Rotate turns clockwise, /UserUnit says how many points
 * a unit of user space is (ISO 32000-2 §7.7.3.3).
 */
export function displayToUser(page: Page): Matrix {
  const { left, bottom, right, top } = page.visible;
  const point = 1 / page.unit;
  if (page.rotation === 90) return [0, point, -point, 0, right, bottom];
  if (page.rotation === 180) return [-point, 0, 0, -point, right, top];
  if (page.rotation === 270) return [0, -point, point, 0, left, top];
  return [point, 0, 0, point, left, bottom];
}

/** An annotation's /Rect for a rectangle of the displayed page. */
export function userRect(page: Page, rect: Rect): [number, number, number, number] {
  const [a, b, c, d, e, f] = displayToUser(page);
  const x0 = a * rect.x + c * rect.y + e;
  const y0 = b * rect.x + d * rect.y + f;
  const x1 = a * (rect.x + rect.width) + c * (rect.y + rect.height) + e;
  const y1 = b * (rect.x + rect.width) + d * (rect.y + rect.height) + f;
  return [round(Math.min(x0, x1)), round(Math.min(y0, y1)), round(Math.max(x0, x1)), round(Math.max(y0, y1))];
}

/**
 * The /Matrix with which an appearance of `width` × `height`, drawn upright, stands upright on a page turned by
 * `rotation` (ISO 32000-2 §12.5.5: the viewer then fits the turned box into /Rect).
 */
export function uprightMatrix(rotation: Page['rotation'], width: number, height: number): Matrix {
  if (rotation === 90) return [0, 1, -1, 0, height, 0];
  if (rotation === 180) return [-1, 0, 0, -1, width, height];
  if (rotation === 270) return [0, -1, 1, 0, 0, width];
  return [1, 0, 0, 1, 0, 0];
}

/** A number as content streams take it: a ten-thousandth of a point is enough, and PDF knows no exponents. */
export function round(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

/** As `round`, for factors: a small one multiplies large coordinates. */
export function roundFactor(value: number): number {
  return Math.round(value * 1_000_000) / 1_000_000;
}
