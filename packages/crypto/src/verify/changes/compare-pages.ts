import { isName, PdfRef, type PdfValue, sameValue } from '../../pdf-reader/pdf-value.ts';
import { type Annotation, annotationsOf, type PageNode, rectangle } from '../pages.ts';
import type { Mode } from './comparison.ts';
import { liesOverContent } from './page-content.ts';
import type { Step } from './step.ts';

const PAINTED = new Set(['Contents', 'Resources']);

/**
 * The tree's order is compared as numbers; ITXT is a mark that older iText leaves in its root. Readers inherit from the /Parent
 * that a page itself names, so that is compared with the rest.
 */
const TREE = new Set(['Kids', 'Annots', 'ITXT']);

/** What annotations are painted from; the rest of one refers to pages, fields and other annotations. */
const LOOKS = new Set(['AP', 'MK']);

/** The subtypes a reviewer adds (ISO 32000-2 §12.5.6); others bring media, actions or print content with them. */
const REMARKS = new Set([
  'Text',
  'FreeText',
  'Line',
  'Square',
  'Circle',
  'Polygon',
  'PolyLine',
  'Highlight',
  'Underline',
  'Squiggly',
  'StrikeOut',
  'Caret',
  'Stamp',
  'Ink',
  'Popup',
]);

/** Page tree, page contents and annotations that are no form fields. */
export function comparePages(step: Step): void {
  const { before, after, note } = step;
  for (const [num, old] of before.pages) {
    const now = after.pages.get(num);
    if (now === undefined) note({ kind: 'other', description: `${titleOf(old)} was removed` });
    else comparePageNode(step, old, now);
  }
  for (const [num, now] of after.pages) {
    if (!before.pages.has(num)) note({ kind: 'other', description: `${titleOf(now)} was added` });
  }
}

function comparePageNode(step: Step, old: PageNode, now: PageNode): void {
  const { comparison, note } = step;
  const order = old.kids.length === now.kids.length && old.kids.every((kid, i) => kid === now.kids[i]);
  if (!order || old.parent !== now.parent)
    note({ kind: 'other', description: 'the order of the pages changed' });
  const modeOf = (key: string): Mode => (PAINTED.has(key) ? 'content' : 'structure');
  const keys = comparison.differentKeys(old.dict, now.dict, modeOf, TREE);
  for (const path of keys.values())
    note({ kind: 'other', description: `${titleOf(old)} changed at ${path}` });
  if (old.page !== undefined && now.page !== undefined) compareAnnotations(step, old, now);
}

function compareAnnotations(step: Step, old: PageNode, now: PageNode): void {
  const earlier = annotationsOf(step.before.document, old);
  const later = annotationsOf(step.after.document, now).map((annotation, position) => ({
    annotation,
    position,
  }));
  const byNumber = Map.groupBy(later, ({ annotation }) => annotation.num);
  const direct = new DirectAnnotations(step, byNumber.get(undefined) ?? []);
  const matched = new Set<number>();
  let last = -1;
  let reordered = false;
  for (const annotation of earlier) {
    const match =
      annotation.num === undefined ? direct.take(annotation.value) : byNumber.get(annotation.num)?.shift();
    if (match === undefined) {
      noteRemoved(step, old, annotation);
      continue;
    }
    compareAnnotation(step, old, annotation, match.annotation);
    reordered ||= match.position < last;
    last = match.position;
    matched.add(match.position);
  }
  if (reordered)
    step.note({ kind: 'other', description: `annotations of ${titleOf(old)} changed their order` });
  for (const { annotation, position } of later) if (!matched.has(position)) noteAdded(step, now, annotation);
}

type Listed = { annotation: Annotation; position: number };

/** Those that are no objects of their own are known by what they say, each once. */
class DirectAnnotations {
  readonly #step: Step;
  readonly #left: (Listed | undefined)[];
  /** Before it, all are taken: a list that didn't change is gone through once. */
  #start = 0;

  constructor(step: Step, listed: Listed[]) {
    this.#step = step;
    this.#left = [...listed];
  }

  take(value: PdfValue): Listed | undefined {
    while (this.#start < this.#left.length && this.#left[this.#start] === undefined) this.#start++;
    for (let i = this.#start; i < this.#left.length; i++) {
      const entry = this.#left[i];
      this.#step.before.document.file.budget.spend(8);
      if (entry === undefined || !sameValue(value, entry.annotation.value)) continue;
      this.#left[i] = undefined;
      return entry;
    }
    return undefined;
  }
}

function compareAnnotation(step: Step, page: PageNode, old: Annotation, now: Annotation): void {
  if (old.num !== undefined && step.comparison.owned.has(old.num)) return;
  if (isSame(step, old, now)) return;
  const overContent = isOver(step, 'before', old, page) || isOver(step, 'after', now, page);
  noteAnnotation(step, page, now, 'changed', overContent);
}

/** What an annotation shows and does is compared in full: it may share objects with anything. */
function isSame({ before, after, comparison }: Step, old: Annotation, now: Annotation): boolean {
  const [earlier, later] = [before.document.dict(old.value), after.document.dict(now.value)];
  if (earlier === undefined || later === undefined)
    return comparison.difference(old.value, now.value, '', 'structure') === undefined;
  const modeOf = (key: string): Mode => (LOOKS.has(key) ? 'content' : 'structure');
  return comparison.differentKeys(earlier, later, modeOf).size === 0;
}

function noteRemoved(step: Step, page: PageNode, annotation: Annotation): void {
  if (step.before.document.resolve(annotation.value) === null) return;
  if (annotation.num !== undefined && step.before.form.nodes.has(annotation.num)) {
    step.note({ kind: 'other', description: `a form field was removed from ${titleOf(page)}` });
    return;
  }
  const dict = step.before.document.dict(annotation.value);
  const subtype = dict === undefined ? null : step.before.document.get(dict, 'Subtype');
  const remark = [...REMARKS].some((name) => isName(subtype, name));
  const kind = remark ? 'annotation' : 'other';
  const overContent = isOver(step, 'before', annotation, page);
  step.note({ kind, description: `an annotation was removed from ${titleOf(page)}`, overContent });
}

function noteAdded(step: Step, page: PageNode, annotation: Annotation): void {
  if (step.after.document.resolve(annotation.value) === null) return;
  if (annotation.num !== undefined && step.after.form.nodes.has(annotation.num)) {
    // The widget of a new field is the form comparison's business.
    if (!step.before.form.nodes.has(annotation.num) || isInvisible(step, annotation)) return;
    step.note({ kind: 'other', description: `an existing form field was put on ${titleOf(page)}` });
    return;
  }
  noteAnnotation(step, page, annotation, 'added', isOver(step, 'after', annotation, page));
}

function isInvisible({ after: { document } }: Step, annotation: Annotation): boolean {
  const dict = document.dict(annotation.value);
  // Others are drawn from points as well, wherever their rectangle is.
  if (dict === undefined || !isName(document.get(dict, 'Subtype'), 'Widget')) return false;
  const rect = rectangle(document, dict.get('Rect'));
  return rect !== undefined && rect[0] === rect[2] && rect[1] === rect[3];
}

function noteAnnotation(
  step: Step,
  page: PageNode,
  annotation: Annotation,
  how: 'added' | 'changed',
  overContent: boolean,
): void {
  const { document } = step.after;
  const dict = document.dict(annotation.value);
  const subtype = dict === undefined ? null : document.get(dict, 'Subtype');
  const remark = [...REMARKS].some((name) => isName(subtype, name));
  const acts = dict?.get('A') !== null || dict?.get('AA') !== null;
  const description = `an annotation was ${how} on ${titleOf(page)}${overContent ? ', over content' : ''}`;
  step.note({ kind: remark && !acts ? 'annotation' : 'other', description, overContent });
}

/** Judged against the content as it was before this revision. */
function isOver(step: Step, when: 'before' | 'after', annotation: Annotation, page: PageNode): boolean {
  const { document } = step[when];
  const dict = document.dict(annotation.value);
  if (dict === undefined) return true;
  const self = annotation.value instanceof PdfRef ? annotation.value.num : undefined;
  return liesOverContent(step.before, page.num, document, dict, self);
}

export function titleOf(page: PageNode): string {
  return page.page === undefined ? 'the page tree' : `page ${page.page + 1}`;
}
