import type { PdfDocument } from '../../pdf-reader/pdf-document.ts';
import { isArray, isName, PdfDict, type PdfValue, sameValue } from '../../pdf-reader/pdf-value.ts';
import type { Step } from './step.ts';

const MAX_DEPTH = 200;
const ROOT_APART = new Set(['K', 'ParentTree', 'ParentTreeNextKey']);
const ELEMENT_APART = new Set(['K', 'P']);

/**
 * The structure tree of a tagged document (ISO 32000-2 §14.7). Signing with a new field adds an element for it; nothing else
 * of the tree may change, for it is what a screen reader reads aloud.
 */
export function compareStructureTree(step: Step, before: PdfValue, after: PdfValue): void {
  const { comparison, note } = step;
  if (comparison.difference(before, after, '/StructTreeRoot', 'structure') === undefined) return;
  const old = step.before.document.dict(before);
  const now = step.after.document.dict(after);
  const adds = old !== undefined && now !== undefined && onlyAddsFields(step, old, now);
  note(
    adds
      ? { kind: 'metadata', description: 'the structure tree was extended for new form fields' }
      : { kind: 'other', description: 'the structure tree (what a screen reader reads) was changed' },
  );
}

function onlyAddsFields(step: Step, old: PdfDict, now: PdfDict): boolean {
  if (step.comparison.differentKeys(old, now, () => 'structure', ROOT_APART).size > 0) return false;
  const next = step.after.document.get(now, 'ParentTreeNextKey');
  if (next !== null && typeof next !== 'number') return false;
  return keepsParents(step, old, now) && kidsOnlyAdded(step, old, now, 0);
}

/** The parent tree maps content to elements by number; what is in it must stay. */
function keepsParents(step: Step, old: PdfDict, now: PdfDict): boolean {
  const earlier = readNumberTree(step.before.document, old.get('ParentTree'));
  const later = readNumberTree(step.after.document, now.get('ParentTree'));
  return [...earlier].every(([key, value]) =>
    sameValue(parentsIn(step.before.document, value), parentsIn(step.after.document, later.get(key) ?? null)),
  );
}

/** A page's content has a list of elements, which may be an object of its own; an annotation has one element. */
function parentsIn(document: PdfDocument, value: PdfValue): PdfValue {
  const list = document.resolve(value);
  return isArray(list) ? list : value;
}

function readNumberTree(document: PdfDocument, root: PdfValue, depth = 0): Map<number, PdfValue> {
  const node = document.dict(root);
  const pairs = new Map<number, PdfValue>();
  if (node === undefined || depth > 32) return pairs;
  const numbers = document.get(node, 'Nums');
  if (isArray(numbers)) {
    document.file.budget.spend(numbers.length);
    for (let i = 0; i + 1 < numbers.length; i += 2) pairs.set(Number(numbers[i]), numbers[i + 1] ?? null);
  }
  const kids = document.get(node, 'Kids');
  for (const kid of isArray(kids) ? kids : []) {
    for (const [key, value] of readNumberTree(document, kid, depth + 1)) pairs.set(key, value);
  }
  return pairs;
}

/** Elements keep their kids in order; new ones may only stand for form fields. */
function kidsOnlyAdded(step: Step, old: PdfDict, now: PdfDict, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  const earlier = kidsOf(step.before.document, old);
  const later = kidsOf(step.after.document, now);
  let at = 0;
  for (const kid of later) {
    const expected = earlier[at];
    if (expected !== undefined && sameValue(kid, expected)) {
      at++;
      if (!sameElement(step, expected, kid, depth)) return false;
    } else if (!standsForField(step.after.document, kid, 0)) return false;
  }
  return at === earlier.length;
}

function sameElement(step: Step, before: PdfValue, after: PdfValue, depth: number): boolean {
  step.before.document.file.budget.spend(8);
  const old = step.before.document.resolve(before);
  const now = step.after.document.resolve(after);
  if (!(old instanceof PdfDict) || !(now instanceof PdfDict)) return sameValue(old, now);
  if (!sameValue(old.get('P'), now.get('P'))) return false;
  if (step.comparison.differentKeys(old, now, () => 'structure', ELEMENT_APART).size > 0) return false;
  return kidsOnlyAdded(step, old, now, depth + 1);
}

function kidsOf(document: PdfDocument, element: PdfDict): readonly PdfValue[] {
  const kids = document.get(element, 'K');
  if (isArray(kids)) return kids;
  return kids === null ? [] : [element.get('K')];
}

/** A new element: made of references to annotations (OBJR) only, and without a text of its own to be read. */
function standsForField(document: PdfDocument, value: PdfValue, depth: number): boolean {
  const element = document.dict(value);
  if (element === undefined || depth > 8) return false;
  document.file.budget.spend(8);
  if (isName(element.get('Type'), 'OBJR')) return true;
  if (element.get('S') === null || element.get('ActualText') !== null) return false;
  return kidsOf(document, element).every((kid) => standsForField(document, kid, depth + 1));
}
