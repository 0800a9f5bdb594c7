import { CryptoError } from '../../errors.ts';
import type { PdfDocument } from '../../pdf-reader/pdf-document.ts';
import { isName, type PdfDict } from '../../pdf-reader/pdf-value.ts';
import { annotationsOf, rectangle } from '../pages.ts';
import type { Snapshot } from '../snapshot.ts';
import { annotationExtent } from './annotation-extent.ts';
import type { PaintedBox } from './canvas.ts';
import { paintedBoxes } from './content-boxes.ts';
import { type Box, holdsMiddle } from './matrix.ts';

const known = new WeakMap<Snapshot, Map<number, PaintedBox[] | 'unknown'>>();

/**
 * Whether an annotation touches anything painted on the page, or another annotation or field. True where that can't be told.
 * @param self its object number, so that its own earlier version doesn't count
 */
export function liesOverContent(
  before: Snapshot,
  page: number,
  document: PdfDocument,
  annotation: PdfDict,
  self: number | undefined,
): boolean {
  // A pop-up is a window of the reader, shown on demand; it paints nothing on the page, unless somebody gave it a face.
  if (isName(document.get(annotation, 'Subtype'), 'Popup') && annotation.get('AP') === null) return false;
  const rect = annotationExtent(document, annotation);
  if (rect === undefined) return true;
  const painted = contentOf(before, page);
  if (painted === 'unknown') return true;
  return [...painted.map(({ box }) => box), ...annotationBoxes(before, page, (num) => num === self)].some(
    (box) => touches(rect, box),
  );
}

/**
 * Whether a new visible signature would hide text, a picture, a remark or a filled-in value: their middle lies beneath it.
 * Standing on a ruled line, beside text or on another signature is what signatures do.
 */
export function coversContent(
  before: Snapshot,
  page: number | undefined,
  document: PdfDocument,
  widget: PdfDict,
): boolean {
  if (page === undefined || !before.pages.has(page)) return false;
  const rect = rectangle(document, widget.get('Rect'));
  if (rect === undefined) return true;
  const painted = contentOf(before, page);
  if (painted === 'unknown') return true;
  const isSignature = (num: number) => before.form.nodes.get(num)?.type === 'Sig';
  const standing = painted.filter(({ kind }) => kind !== 'path').map(({ box }) => box);
  return [...standing, ...annotationBoxes(before, page, isSignature)].some((box) => holdsMiddle(rect, box));
}

/** What a page paints, read once for each revision; `unknown` where its content can't be read. */
export function contentOf(snapshot: Snapshot, page: number): PaintedBox[] | 'unknown' {
  const pages = known.get(snapshot) ?? new Map<number, PaintedBox[] | 'unknown'>();
  known.set(snapshot, pages);
  const found = pages.get(page) ?? readContent(snapshot, page);
  pages.set(page, found);
  // Whoever asks goes through all of it.
  snapshot.document.file.budget.spend(found.length);
  return found;
}

function readContent(snapshot: Snapshot, page: number): PaintedBox[] | 'unknown' {
  try {
    return paintedBoxes(snapshot, page);
  } catch (error) {
    if (error instanceof CryptoError && error.code === 'PDF_DAMAGED') return 'unknown';
    throw error;
  }
}

function annotationBoxes(snapshot: Snapshot, page: number, passOver: (num: number) => boolean): Box[] {
  const node = snapshot.pages.get(page);
  if (node === undefined) return [];
  const boxes: Box[] = [];
  for (const { num, value } of annotationsOf(snapshot.document, node)) {
    const dict = snapshot.document.dict(value);
    if (dict === undefined || (num !== undefined && passOver(num))) continue;
    if (isName(snapshot.document.get(dict, 'Subtype'), 'Popup')) continue;
    const rect = rectangle(snapshot.document, dict.get('Rect'));
    if (rect !== undefined && rect[2] > rect[0] && rect[3] > rect[1]) boxes.push(rect);
  }
  return boxes;
}

function touches(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
