import { PDFArray, PDFDict, PDFNumber, type PDFObject, PDFRef } from 'pdf-lib';
import { nameOf } from './name-of.ts';
import { damaged, refuse } from './pdf-error.ts';
import type { PdfFile } from './pdf-file.ts';

export type Box = { left: number; bottom: number; right: number; top: number };

export type Page = {
  ref: PDFRef;
  dict: PDFDict;
  /** The part a viewer shows, in default user space. */
  visible: Box;
  /** Clockwise turn when displayed. */
  rotation: 0 | 90 | 180 | 270;
  /** /UserUnit: how many points a unit of user space is; 1 but on very large pages. */
  unit: number;
  /** Own or inherited resources, as they stand in the file. */
  resources: PDFDict | undefined;
};

const INHERITABLE = ['Resources', 'MediaBox', 'CropBox', 'Rotate'];
const MAX_DEPTH = 64;
/** Far beyond any page that can be looked at. */
const LARGEST_UNIT = 1000;
const US_LETTER: Box = { left: 0, bottom: 0, right: 612, top: 792 };

type Inherited = ReadonlyMap<string, PDFObject>;
type Walk = { file: PdfFile; pages: Page[]; visited: Set<PDFRef>; maxPages: number };

/**
 * All pages in reading order with their inherited attributes (ISO 32000-2 §7.7.3). Throws PDF_DAMAGED for a tree
 * that loops, is empty or miscounts itself, as viewers would then show different pages; PDF_TOO_MANY_PAGES.
 */
export function readPages(file: PdfFile, maxPages: number): Page[] {
  const root = file.catalog.get(nameOf('Pages'));
  const tree = file.resolve(root);
  if (!(root instanceof PDFRef) || !(tree instanceof PDFDict)) throw damaged('the page tree');
  const walk: Walk = { file, pages: [], visited: new Set(), maxPages };
  visit(walk, root, new Map(), 0);
  if (walk.pages.length === 0) throw damaged('there are no pages');
  if (file.number(tree, 'Count') !== walk.pages.length) throw damaged('the number of pages');
  return walk.pages;
}

function visit(walk: Walk, ref: PDFObject, inherited: Inherited, depth: number): void {
  const dict = walk.file.resolve(ref);
  if (!(ref instanceof PDFRef) || !(dict instanceof PDFDict)) throw damaged('the page tree');
  if (walk.visited.has(ref) || depth > MAX_DEPTH) throw damaged('the page tree loops');
  walk.visited.add(ref);
  const attributes = new Map(inherited);
  for (const key of INHERITABLE) {
    const own = walk.file.lookup(dict, key);
    if (own) attributes.set(key, own);
  }
  const kids = walk.file.array(dict, 'Kids');
  if (kids) {
    for (const kid of kids.asArray()) visit(walk, kid, attributes, depth + 1);
    return;
  }
  if (walk.file.name(dict, 'Type') !== 'Page') throw damaged('the page tree');
  checkContents(walk.file, dict);
  walk.pages.push(pageOf(walk.file, ref, dict, attributes));
  if (walk.pages.length > walk.maxPages) {
    refuse(
      'PDF_TOO_MANY_PAGES',
      `The PDF has more than ${walk.maxPages} pages. Split it and upload the parts.`,
    );
  }
}

/** A page whose content is gone would be signed empty: the file is incomplete. */
function checkContents(file: PdfFile, page: PDFDict): void {
  const contents = page.get(nameOf('Contents'));
  if (contents === undefined) return;
  const resolved = file.resolve(contents);
  const parts = resolved instanceof PDFArray ? resolved.asArray() : [contents];
  for (const part of parts) {
    if (file.resolve(part) === undefined) throw damaged('the content of a page');
  }
}

function pageOf(file: PdfFile, ref: PDFRef, dict: PDFDict, attributes: Inherited): Page {
  const media = boxOf(file, attributes.get('MediaBox')) ?? US_LETTER;
  const crop = boxOf(file, attributes.get('CropBox'));
  const resources = attributes.get('Resources');
  return {
    ref,
    dict,
    visible: (crop && intersection(media, crop)) ?? media,
    rotation: rotationOf(attributes.get('Rotate')),
    unit: pageUnit(file, dict),
    resources: resources instanceof PDFDict ? resources : undefined,
  };
}

/** The rotation of a page, looked up through its parents. */
export function pageRotation(file: PdfFile, page: PDFDict | undefined): Page['rotation'] {
  let node = page;
  for (let depth = 0; node && depth <= MAX_DEPTH; depth += 1) {
    const own = file.lookup(node, 'Rotate');
    if (own) return rotationOf(own);
    node = file.dict(node, 'Parent');
  }
  return 0;
}

/** Not inherited (ISO 32000-2 table 31). */
export function pageUnit(file: PdfFile, page: PDFDict | undefined): number {
  const unit = (page && file.number(page, 'UserUnit')) ?? 1;
  return unit > 0 && unit <= LARGEST_UNIT ? unit : 1;
}

function rotationOf(value: PDFObject | undefined): Page['rotation'] {
  const degrees = value instanceof PDFNumber ? value.asNumber() : 0;
  const turn = ((degrees % 360) + 360) % 360;
  return turn === 90 || turn === 180 || turn === 270 ? turn : 0;
}

/** A rectangle from any two opposite corners (ISO 32000-2 §7.9.5); undefined if it isn't one. */
function boxOf(file: PdfFile, value: PDFObject | undefined): Box | undefined {
  if (!(value instanceof PDFArray) || value.size() !== 4) return undefined;
  const numbers = value.asArray().map((item) => {
    const number = file.resolve(item);
    return number instanceof PDFNumber ? number.asNumber() : Number.NaN;
  });
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = numbers;
  const box = {
    left: Math.min(x0, x1),
    bottom: Math.min(y0, y1),
    right: Math.max(x0, x1),
    top: Math.max(y0, y1),
  };
  return box.right - box.left > 0 && box.top - box.bottom > 0 ? box : undefined;
}

function intersection(a: Box, b: Box): Box | undefined {
  const box = {
    left: Math.max(a.left, b.left),
    bottom: Math.max(a.bottom, b.bottom),
    right: Math.min(a.right, b.right),
    top: Math.min(a.top, b.top),
  };
  return box.right > box.left && box.top > box.bottom ? box : undefined;
}
