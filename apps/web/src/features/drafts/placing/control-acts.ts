import type { DraftControl, DraftDocument } from '../draft.ts';
import { newId } from '../new-id.ts';
import { leastSize } from './control-kinds.ts';
import {
  type Alignment,
  align,
  moveTogether,
  ontoPage,
  type Point,
  resize,
  type Size,
} from './page-space.ts';

type Controls = readonly DraftControl[];
type Chosen = ReadonlySet<string>;
type Documents = readonly DraftDocument[];

/** How far a copy stands from its original, in points. */
const BESIDE = 12;

export const samePage = (a: Pick<DraftControl, 'documentId' | 'page'>, b: typeof a) =>
  a.documentId === b.documentId && a.page === b.page;

export const pageOf = (
  documents: Documents,
  { documentId, page }: Pick<DraftControl, 'documentId' | 'page'>,
): Size => documents.find((each) => each.id === documentId)?.pages[page] ?? { width: 595, height: 842 };

/** The chosen ones moved by as much, page by page. */
export function nudged(controls: Controls, chosen: Chosen, by: Point, documents: Documents): DraftControl[] {
  return byPage(controls, chosen, (group, page) => moveTogether(group, by, page), documents);
}

/** The chosen ones made larger or smaller at their right and lower edges. */
export function resized(controls: Controls, chosen: Chosen, by: Point, documents: Documents): DraftControl[] {
  return controls.map((control) => {
    if (!chosen.has(control.id)) return control;
    const bounds = { least: leastSize[control.kind], page: pageOf(documents, control) };
    return { ...control, ...resize(control, 'se', by, bounds) };
  });
}

export function aligned(
  controls: Controls,
  chosen: Chosen,
  to: Alignment,
  documents: Documents,
): DraftControl[] {
  return byPage(controls, chosen, (group) => align(group, to), documents);
}

/** The chosen ones as large as the first of them. */
export function sameSized(controls: Controls, chosen: Chosen, documents: Documents): DraftControl[] {
  const first = controls.find((control) => chosen.has(control.id));
  if (!first) return [...controls];
  return controls.map((control) =>
    chosen.has(control.id)
      ? {
          ...control,
          ...ontoPage({ ...control, width: first.width, height: first.height }, pageOf(documents, control)),
        }
      : control,
  );
}

function byPage(
  controls: Controls,
  chosen: Chosen,
  change: (group: DraftControl[], page: Size) => { x: number; y: number; width: number; height: number }[],
  documents: Documents,
): DraftControl[] {
  const changed = new Map<string, DraftControl>();
  const left = controls.filter((control) => chosen.has(control.id));
  for (const control of left) {
    if (changed.has(control.id)) continue;
    const group = left.filter((each) => samePage(each, control));
    const rects = change(group, pageOf(documents, control));
    group.forEach((each, index) => {
      changed.set(each.id, { ...each, ...rects[index] });
    });
  }
  return controls.map((control) => changed.get(control.id) ?? control);
}

/** Copies of controls, a little beside them, or at the same place of another page. */
export function copiesOf(
  originals: Controls,
  documents: Documents,
  to?: { documentId: string; page: number },
): DraftControl[] {
  return originals.map((original) => {
    const copy = { ...original, id: newId(), ...to };
    const by = to && !samePage(original, copy) ? 0 : BESIDE;
    const rect = { ...original, x: original.x + by, y: original.y - by };
    return { ...copy, ...ontoPage(rect, pageOf(documents, copy)) };
  });
}

/** Copies of one control at the same place of all other pages of its document. */
export function onAllPages(original: DraftControl, documents: Documents): DraftControl[] {
  const pages = documents.find((each) => each.id === original.documentId)?.pages ?? [];
  return pages.flatMap((_, page) =>
    page === original.page ? [] : copiesOf([original], documents, { documentId: original.documentId, page }),
  );
}

/** As one reads: document by document, page by page, from the head to the foot, from left to right. */
export function inReadingOrder(controls: Controls, documents: Documents): DraftControl[] {
  const rank = new Map(documents.map((each, index) => [each.id, index]));
  return controls.toSorted(
    (a, b) =>
      (rank.get(a.documentId) ?? 0) - (rank.get(b.documentId) ?? 0) ||
      a.page - b.page ||
      b.y + b.height - (a.y + a.height) ||
      a.x - b.x,
  );
}
