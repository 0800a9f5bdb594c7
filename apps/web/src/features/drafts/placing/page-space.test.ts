import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  align,
  boundsOf,
  type Frame,
  type Handle,
  moveTogether,
  ontoPage,
  type Rect,
  resize,
  type Size,
  toPage,
  toScreen,
} from './page-space.ts';

const length = fc.double({ min: 20, max: 5000, noNaN: true });
/** A page as it stands in its file, and turned: what is shown is as wide as the other is high. */
const page: fc.Arbitrary<Size> = fc
  .record({ width: length, height: length, rotation: fc.constantFrom(0, 90, 180, 270) })
  .map(({ width, height, rotation }) =>
    rotation % 180 === 0 ? { width, height } : { width: height, height: width },
  );
const zoom = fc.double({ min: 0.1, max: 8, noNaN: true });
const offset = fc.double({ min: -5000, max: 5000, noNaN: true });
const frameOf = (shown: Size, scale: number, left: number, top: number): Frame => ({
  left,
  top,
  width: shown.width * scale,
  height: shown.height * scale,
});
const share = fc.double({ min: 0, max: 1, noNaN: true });
const rectOn = (shown: Size) =>
  fc.tuple(share, share, share, share).map(
    ([x, y, width, height]): Rect =>
      ontoPage(
        {
          x: x * shown.width,
          y: y * shown.height,
          width: (0.01 + width * 0.5) * shown.width,
          height: (0.01 + height * 0.5) * shown.height,
        },
        shown,
      ),
  );
const withRect = page.chain((shown) => fc.record({ shown: fc.constant(shown), rect: rectOn(shown) }));
const EPSILON = 0.002;
const lies = (rect: Rect, on: Size) =>
  rect.x >= 0 &&
  rect.y >= 0 &&
  rect.x + rect.width <= on.width + EPSILON &&
  rect.y + rect.height <= on.height + EPSILON;

test('a point of the page is found again through the screen, at any zoom and place, on upright and turned pages', () => {
  fc.assert(
    fc.property(page, zoom, offset, offset, share, share, (shown, scale, left, top, x, y) => {
      const frame = frameOf(shown, scale, left, top);
      const point = { x: x * shown.width, y: y * shown.height };
      const back = toPage(toScreen(point, frame, shown), frame, shown);
      expect(back.x).toBeCloseTo(point.x, 3);
      expect(back.y).toBeCloseTo(point.y, 3);
    }),
  );
});

test('the upper left of the picture is the head of the page, the lower left its origin', () => {
  const shown = { width: 842, height: 595 };
  const frame = { left: 100, top: 50, width: 421, height: 297.5 };
  expect(toPage({ x: 100, y: 50 }, frame, shown)).toEqual({ x: 0, y: 595 });
  expect(toPage({ x: 100, y: 347.5 }, frame, shown)).toEqual({ x: 0, y: 0 });
  expect(toPage({ x: 521, y: 347.5 }, frame, shown)).toEqual({ x: 842, y: 0 });
});

test('twice the zoom moves twice the pixels and the same points', () => {
  fc.assert(
    fc.property(page, zoom, offset, (shown, scale, by) => {
      const moved = (factor: number) => {
        const frame = frameOf(shown, scale * factor, 0, 0);
        return toPage({ x: by * factor, y: by * factor }, frame, shown).x;
      };
      expect(moved(2)).toBeCloseTo(moved(1), 5);
    }),
  );
});

test('whatever is put onto a page lies on it and keeps its size if it has room', () => {
  fc.assert(
    fc.property(page, offset, offset, length, length, (shown, x, y, width, height) => {
      const rect = ontoPage({ x, y, width, height }, shown);
      expect(lies(rect, shown)).toBe(true);
      if (width <= shown.width) expect(rect.width).toBeCloseTo(width, 2);
    }),
  );
});

test('moved together, rectangles keep their distances and stay on the page', () => {
  const several = page.chain((shown) =>
    fc.record({
      shown: fc.constant(shown),
      rects: fc.array(rectOn(shown), { minLength: 1, maxLength: 5 }),
      x: offset,
      y: offset,
    }),
  );
  fc.assert(
    fc.property(several, ({ shown, rects, x, y }) => {
      const moved = moveTogether(rects, { x, y }, shown);
      for (const [index, rect] of moved.entries()) {
        expect(lies(rect, shown)).toBe(true);
        const shift = (moved[0]?.x ?? 0) - (rects[0]?.x ?? 0);
        expect(rect.x - (rects[index]?.x ?? 0)).toBeCloseTo(shift, 1);
      }
    }),
  );
});

test('a pulled handle leaves the opposite edges where they are, and nothing too small or off the page', () => {
  const handle = fc.constantFrom<Handle>('n', 's', 'e', 'w', 'ne', 'nw', 'se', 'sw');
  fc.assert(
    fc.property(withRect, handle, offset, offset, ({ shown, rect }, pulled, x, y) => {
      const least = { width: rect.width / 2, height: rect.height / 2 };
      const next = resize(rect, pulled, { x, y }, { least, page: shown });
      expect(lies(next, shown)).toBe(true);
      expect(next.width).toBeGreaterThanOrEqual(least.width - EPSILON);
      expect(next.height).toBeGreaterThanOrEqual(least.height - EPSILON);
      if (!pulled.includes('w')) expect(next.x).toBeCloseTo(rect.x, 2);
      if (!pulled.includes('e')) expect(next.x + next.width).toBeCloseTo(rect.x + rect.width, 2);
      if (!pulled.includes('s')) expect(next.y).toBeCloseTo(rect.y, 2);
      if (!pulled.includes('n')) expect(next.y + next.height).toBeCloseTo(rect.y + rect.height, 2);
    }),
  );
});

test.each([
  ['left', (rect: Rect) => rect.x],
  ['right', (rect: Rect) => rect.x + rect.width],
  ['centre', (rect: Rect) => rect.x + rect.width / 2],
  ['top', (rect: Rect) => rect.y + rect.height],
  ['bottom', (rect: Rect) => rect.y],
  ['middle', (rect: Rect) => rect.y + rect.height / 2],
] as const)('aligned to the %s they share that line and stay within what enclosed them', (to, line) => {
  const several = page.chain((shown) => fc.array(rectOn(shown), { minLength: 2, maxLength: 5 }));
  fc.assert(
    fc.property(several, (rects) => {
      const aligned = align(rects, to);
      const lines = aligned.map(line);
      expect(Math.max(...lines) - Math.min(...lines)).toBeLessThan(EPSILON);
      const [before, after] = [boundsOf(rects), boundsOf(aligned)];
      expect(after?.width ?? 0).toBeLessThanOrEqual((before?.width ?? 0) + EPSILON);
      expect(after?.height ?? 0).toBeLessThanOrEqual((before?.height ?? 0) + EPSILON);
    }),
  );
});
