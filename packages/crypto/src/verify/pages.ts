import { damaged, tooComplex } from '../pdf-reader/limits.ts';
import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import { isArray, isName, type PdfDict, PdfRef, type PdfValue } from '../pdf-reader/pdf-value.ts';
import { references } from './form.ts';

/** A node of the page tree (ISO 32000-2 §7.7.3) in document order; `page` counts the leaves from 0. */
export type PageNode = {
  num: number;
  dict: PdfDict;
  kids: number[];
  page: number | undefined;
  parent: number | undefined;
};

export type Annotation = { num: number | undefined /* of a direct dictionary: none */; value: PdfValue };

const MAX_DEPTH = 64;

/** @throws CryptoError PDF_DAMAGED for a tree that is none */
export function readPages(document: PdfDocument): Map<number, PageNode> {
  const nodes = new Map<number, PageNode>();
  const root = document.catalog().get('Pages');
  if (!(root instanceof PdfRef)) throw damaged('the document has no pages');
  let pages = 0;
  const visit = (ref: PdfRef, parent: number | undefined, depth: number): void => {
    if (depth > MAX_DEPTH) throw tooComplex('its page tree is nested too deeply');
    const { num } = ref;
    if (nodes.has(num)) throw damaged(`page ${num} hangs in two places`);
    const dict = document.dict(ref);
    if (dict === undefined) throw damaged(`page ${num} is missing`);
    document.file.budget.spend(8);
    const inner = isName(document.get(dict, 'Type'), 'Pages') || dict.get('Kids') !== null;
    const kids = inner ? references(document, dict.get('Kids')) : [];
    nodes.set(num, {
      num,
      dict,
      kids: kids.map((kid) => kid.num),
      page: inner ? undefined : pages++,
      parent,
    });
    for (const kid of kids) visit(kid, num, depth + 1);
  };
  visit(root, undefined, 0);
  return nodes;
}

/** The page's value for an inheritable key (ISO 32000-2 §7.7.3.4), resolved. */
export function inheritedValue(
  document: PdfDocument,
  nodes: Map<number, PageNode>,
  page: PageNode,
  key: string,
): PdfValue {
  for (let node: PageNode | undefined = page; node !== undefined; ) {
    const value = document.get(node.dict, key);
    if (value !== null) return value;
    node = node.parent === undefined ? undefined : nodes.get(node.parent);
  }
  return null;
}

export function annotationsOf(document: PdfDocument, page: PageNode): Annotation[] {
  const list = document.get(page.dict, 'Annots');
  if (list === null) return [];
  if (!isArray(list)) throw damaged('/Annots of a page is no array');
  document.file.budget.spend(list.length);
  return list.map((item) => ({ num: item instanceof PdfRef ? item.num : undefined, value: item }));
}

/** The left, bottom, right and top of a rectangle, or undefined when it is none. */
export function rectangle(
  document: PdfDocument,
  value: PdfValue,
): [number, number, number, number] | undefined {
  const list = document.resolve(value);
  if (!isArray(list) || list.length !== 4) return undefined;
  const [a, b, c, d] = list.map((item) => document.resolve(item));
  if (typeof a !== 'number' || typeof b !== 'number' || typeof c !== 'number' || typeof d !== 'number')
    return undefined;
  return [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
}
