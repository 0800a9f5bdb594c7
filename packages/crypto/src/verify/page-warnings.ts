import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import { isArray, isName, type PdfDict, PdfStream } from '../pdf-reader/pdf-value.ts';
import type { PaintedBox } from './changes/canvas.ts';
import { type Box, holdsMiddle } from './changes/matrix.ts';
import { contentOf } from './changes/page-content.ts';
import { inheritedValue, type PageNode, rectangle } from './pages.ts';
import type { Snapshot } from './snapshot.ts';
import type { WarningCode } from './warning-codes.ts';

/** Operators by which text may be hidden: rendering without ink, white of a device colour space, a vanishing size. */
const SUSPECT =
  /\b[37]\s+Tr\b|(?:^|\s)1(?:\.0*)?\s+g\b|1(?:\.0*)?\s+1(?:\.0*)?\s+1(?:\.0*)?\s+rg\b|0\s+0\s+0\s+0(?:\.0*)?\s+k\b|\s(?:0|0?\.\d+)\s+Tf\b/;
/** A picture of at least this part of the page is a scan, with the text that was read from it beneath. */
const WHOLE_PAGE = 0.8;
const MAX_COMPARISONS = 2_000_000;

/**
 * Text that signers may not have seen. Reading what a page paints is the costliest part of a verification, so only pages
 * are read that have something by which text could be hidden.
 */
export function pageWarnings(snapshot: Snapshot, codes: Set<WarningCode>): void {
  for (const page of snapshot.pages.values()) {
    if (page.page === undefined) continue;
    const frame = frameOf(snapshot, page);
    if (!frame.isCropped && !mayHideText(snapshot, page)) continue;
    const painted = contentOf(snapshot, page.num);
    if (painted === 'unknown') codes.add('CONTENT_UNREADABLE');
    else addFindings(painted, frame, snapshot, codes);
  }
}

type Frame = { media: Box; shown: Box; isCropped: boolean };

function frameOf({ document, pages }: Snapshot, page: PageNode): Frame {
  const box = (key: string) => rectangle(document, inheritedValue(document, pages, page, key));
  const media: Box = box('MediaBox') ?? [0, 0, 612, 792];
  const shown: Box = box('CropBox') ?? media;
  const isCropped =
    shown[0] > media[0] + 1 || shown[1] > media[1] + 1 || shown[2] < media[2] - 1 || shown[3] < media[3] - 1;
  return { media, shown, isCropped };
}

function mayHideText({ document, pages }: Snapshot, page: PageNode): boolean {
  const resources = document.dict(inheritedValue(document, pages, page, 'Resources'));
  const contents = document.get(page.dict, 'Contents');
  const streams = (isArray(contents) ? contents : [contents]).map((item) => document.resolve(item));
  const objects = xObjectsOf(document, resources);
  if (objects.some((object) => isOpaqueImage(document, object))) return true;
  const forms = objects.filter(({ dict }) => isName(document.get(dict, 'Subtype'), 'Form'));
  return [...streams, ...forms].some(
    (stream) => stream instanceof PdfStream && SUSPECT.test(latin1(document.decode(stream))),
  );
}

function xObjectsOf(document: PdfDocument, resources: PdfDict | undefined): PdfStream[] {
  const list = resources === undefined ? undefined : document.dict(resources.get('XObject'));
  return [...(list?.entries.values() ?? [])].flatMap((value) => {
    const object = document.resolve(value);
    return object instanceof PdfStream ? [object] : [];
  });
}

function isOpaqueImage(document: PdfDocument, { dict }: PdfStream): boolean {
  if (!isName(document.get(dict, 'Subtype'), 'Image') || document.get(dict, 'ImageMask') === true)
    return false;
  return dict.get('SMask') === null && dict.get('Mask') === null;
}

const latin1 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');

function addFindings(
  painted: PaintedBox[],
  frame: Frame,
  { document }: Snapshot,
  codes: Set<WarningCode>,
): void {
  const pictures: PaintedBox[] = [];
  const inked = painted.filter(({ kind }) => kind !== 'text');
  let left = MAX_COMPARISONS;
  const within = (box: Box, others: PaintedBox[]): boolean => {
    left -= others.length;
    document.file.budget.spend(others.length);
    return left > 0 && others.some((other) => holdsMiddle(other.box, box));
  };
  // From the last thing painted to the first: what came later lies over what came before.
  for (const each of painted.toReversed()) {
    if (left <= 0) return;
    if (each.opaque && areaOf(each.box) < WHOLE_PAGE * areaOf(frame.shown)) pictures.push(each);
    if (each.kind !== 'text') continue;
    if (frame.isCropped && holdsMiddle(frame.media, each.box) && !holdsMiddle(frame.shown, each.box))
      codes.add('CONTENT_OUTSIDE_PAGE');
    if (isUnseen(each, inked, within)) codes.add('HIDDEN_TEXT');
    else if (each.unseen === undefined && within(each.box, pictures)) codes.add('COVERED_TEXT');
  }
}

/** Text without ink beneath or over a picture is what was read from a scan; white shows on anything that has a colour. */
function isUnseen(
  { unseen, box }: PaintedBox,
  inked: PaintedBox[],
  within: (box: Box, others: PaintedBox[]) => boolean,
): boolean {
  if (unseen === undefined) return false;
  if (unseen === 'tiny') return true;
  const grounds = unseen === 'white' ? inked : inked.filter(({ kind }) => kind === 'image');
  return !within(box, grounds);
}

const areaOf = (box: Box): number => (box[2] - box[0]) * (box[3] - box[1]);
