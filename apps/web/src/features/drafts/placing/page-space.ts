/** Points of the page as displayed (after its rotation); the origin is the lower left corner. */
export type Point = { x: number; y: number };
export type Size = { width: number; height: number };
export type Rect = Point & Size;

/** Where the page's picture stands on the screen, in CSS pixels from the upper left of the window. */
export type Frame = { left: number; top: number; width: number; height: number };

export type Handle = 'n' | 's' | 'e' | 'w' | 'ne' | 'nw' | 'se' | 'sw';

/** A thousandth of a point: as fine as it is stored. */
const round = (value: number) => Math.round(value * 1000) / 1000;

/** Of the screen to the page, whatever the zoom. */
export function toPage(client: Point, frame: Frame, page: Size): Point {
  return {
    x: ((client.x - frame.left) / frame.width) * page.width,
    y: page.height - ((client.y - frame.top) / frame.height) * page.height,
  };
}

/** Of the page to the screen. */
export function toScreen(point: Point, frame: Frame, page: Size): Point {
  return {
    x: frame.left + (point.x / page.width) * frame.width,
    y: frame.top + ((page.height - point.y) / page.height) * frame.height,
  };
}

/** Onto the page, at its size; what is larger than the page becomes smaller. */
export function ontoPage(rect: Rect, page: Size): Rect {
  const width = Math.min(rect.width, page.width);
  const height = Math.min(rect.height, page.height);
  return {
    x: round(Math.min(Math.max(rect.x, 0), page.width - width)),
    y: round(Math.min(Math.max(rect.y, 0), page.height - height)),
    width: round(width),
    height: round(height),
  };
}

export const around = (centre: Point, { width, height }: Size): Rect => ({
  x: centre.x - width / 2,
  y: centre.y - height / 2,
  width,
  height,
});

/** Several rectangles moved as one: none leaves the page, so the distances between them stay. */
export function moveTogether(rects: readonly Rect[], by: Point, page: Size): Rect[] {
  const box = boundsOf(rects);
  if (!box) return [];
  const x = Math.min(Math.max(box.x + by.x, 0), Math.max(0, page.width - box.width)) - box.x;
  const y = Math.min(Math.max(box.y + by.y, 0), Math.max(0, page.height - box.height)) - box.y;
  return rects.map((rect) => ontoPage({ ...rect, x: rect.x + x, y: rect.y + y }, page));
}

/** A handle pulled by so much: the opposite edges stay, nothing gets smaller than it may or leaves the page. */
export function resize(
  rect: Rect,
  handle: Handle,
  by: Point,
  { least, page }: { least: Size; page: Size },
): Rect {
  let { x, y } = rect;
  let right = x + rect.width;
  let top = y + rect.height;
  const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
  if (handle.includes('w')) x = clamp(x + by.x, 0, Math.max(0, right - least.width));
  if (handle.includes('e')) right = clamp(right + by.x, Math.min(x + least.width, page.width), page.width);
  if (handle.includes('s')) y = clamp(y + by.y, 0, Math.max(0, top - least.height));
  if (handle.includes('n')) top = clamp(top + by.y, Math.min(y + least.height, page.height), page.height);
  return { x: round(x), y: round(y), width: round(right - x), height: round(top - y) };
}

export function boundsOf(rects: readonly Rect[]): Rect | undefined {
  if (rects.length === 0) return undefined;
  const x = Math.min(...rects.map((rect) => rect.x));
  const y = Math.min(...rects.map((rect) => rect.y));
  const right = Math.max(...rects.map((rect) => rect.x + rect.width));
  const top = Math.max(...rects.map((rect) => rect.y + rect.height));
  return { x, y, width: right - x, height: top - y };
}

export type Alignment = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom';

/** Several rectangles in one line with the edge or centre of what encloses them all. */
export function align(rects: readonly Rect[], to: Alignment): Rect[] {
  const box = boundsOf(rects);
  if (!box) return [];
  const places: Record<Alignment, (rect: Rect) => Point> = {
    left: ({ y }) => ({ x: box.x, y }),
    centre: ({ y, width }) => ({ x: box.x + (box.width - width) / 2, y }),
    right: ({ y, width }) => ({ x: box.x + box.width - width, y }),
    top: ({ x, height }) => ({ x, y: box.y + box.height - height }),
    middle: ({ x, height }) => ({ x, y: box.y + (box.height - height) / 2 }),
    bottom: ({ x }) => ({ x, y: box.y }),
  };
  return rects.map((rect) => {
    const { x, y } = places[to](rect);
    return { ...rect, x: round(x), y: round(y) };
  });
}
