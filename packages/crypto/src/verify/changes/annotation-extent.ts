import type { PdfDocument } from '../../pdf-reader/pdf-document.ts';
import { isArray, isName, type PdfDict, type PdfValue } from '../../pdf-reader/pdf-value.ts';
import { rectangle } from '../pages.ts';
import { type Box, boxAround } from './matrix.ts';

/** Where the points of a subtype stand that is drawn from them (ISO 32000-2 §12.5.6), whatever /Rect says. */
const POINTS = ['QuadPoints', 'L', 'Vertices', 'InkList', 'CL', 'Path'];

const NO_ZOOM_OR_ROTATE = 8 | 16; // F, ISO 32000-2 table 167
/** Icons of notes carry those flags too; that small, they hide no line of text. */
const ICON_SIZE = 32;
const MAX_POINTS = 100_000;

/**
 * All that an annotation may paint on: its rectangle, and beyond it what readers draw from points, wide lines included, or
 * draw larger when the page is shown small or turned. Undefined when that can't be told.
 */
export function annotationExtent(document: PdfDocument, annotation: PdfDict): Box | undefined {
  const rect = rectangle(document, annotation.get('Rect'));
  if (rect === undefined || hasFreeCaption(document, annotation)) return undefined;
  const points = POINTS.flatMap((key) => pointsIn(document, annotation.get(key)));
  const corners = [
    [rect[0], rect[1]] as const,
    [rect[2], rect[3]] as const,
    ...iconCorners(document, annotation, rect),
  ];
  const [left, bottom, right, top] = boxAround([...corners, ...points]);
  const width = lineWidth(document, annotation) + leaderLength(document, annotation);
  const box: Box = [left - width, bottom - width, right + width, top + width];
  return growsWithView(document, annotation, rect) ? grown(box) : box;
}

/** A line's caption stands as far off as /CO says, and is as long as its text (§12.5.6.7). */
function hasFreeCaption(document: PdfDocument, annotation: PdfDict): boolean {
  return document.get(annotation, 'Cap') === true;
}

/** How far a line is drawn from where its points are: leader lines, their extensions and offset (§12.5.6.7). */
function leaderLength(document: PdfDocument, annotation: PdfDict): number {
  const lengths = ['LL', 'LLE', 'LLO'].map((key) => document.get(annotation, key));
  return lengths.reduce<number>(
    (sum, length) => sum + (typeof length === 'number' ? Math.abs(length) : 0),
    0,
  );
}

/** The icon of a note hangs from its upper left corner, as large as the reader likes, whatever /Rect says (§12.5.6.4). */
function iconCorners(document: PdfDocument, annotation: PdfDict, rect: Box): (readonly [number, number])[] {
  if (!isName(document.get(annotation, 'Subtype'), 'Text') || annotation.get('AP') !== null) return [];
  return [[rect[0] + ICON_SIZE, rect[3] - ICON_SIZE]];
}

/** What a line is wider than the usual one point: /BS (ISO 32000-2 §12.5.4), else /Border. */
function lineWidth(document: PdfDocument, annotation: PdfDict): number {
  const style = document.dict(annotation.get('BS'));
  const border = document.get(annotation, 'Border');
  const width =
    style === undefined ? isArray(border) && document.resolve(border[2] ?? null) : document.get(style, 'W');
  return typeof width === 'number' ? Math.max(0, Math.abs(width) - 1) : 0;
}

function pointsIn(document: PdfDocument, value: PdfValue, depth = 0): [number, number][] {
  const list = document.resolve(value);
  if (!isArray(list) || depth > 2) return [];
  document.file.budget.spend(list.length);
  const items = list.slice(0, MAX_POINTS).map((item) => document.resolve(item));
  const points: [number, number][] = items.flatMap((item) =>
    isArray(item) ? pointsIn(document, item, depth + 1) : [],
  );
  for (let i = 0; i + 1 < items.length; i += 2) {
    const [x, y] = [items[i], items[i + 1]];
    if (typeof x === 'number' && typeof y === 'number') points.push([x, y]);
  }
  return points;
}

function growsWithView(document: PdfDocument, annotation: PdfDict, rect: Box): boolean {
  const flags = document.get(annotation, 'F');
  if (typeof flags !== 'number' || (flags & NO_ZOOM_OR_ROTATE) === 0) return false;
  const isIcon = rect[2] - rect[0] <= ICON_SIZE && rect[3] - rect[1] <= ICON_SIZE;
  return !(isIcon && isName(document.get(annotation, 'Subtype'), 'Text'));
}

/** It stays fixed at its upper left corner (§12.5.3); shown at half size, or turned, it reaches this far. */
function grown([left, bottom, right, top]: Box): Box {
  const reach = 2 * Math.max(right - left, top - bottom);
  return [left - reach, top - reach, left + reach, top + reach];
}
