import { PdfDict, PdfStream } from '../pdf-reader/pdf-value.ts';
import { isEmpty } from './changes/field-change.ts';
import { type Form, fieldOf } from './form.ts';
import { annotationsOf, inheritedValue, type PageNode, rectangle } from './pages.ts';
import type { Snapshot } from './snapshot.ts';
import type { WarningCode } from './warning-codes.ts';

const RADIO = 1 << 15; // Ff, ISO 32000-2 table 229
const HIDDEN_FLAGS = 2 | 32; // F: Hidden, NoView, table 167

/** Fields and annotations that are prepared to show something else later, or to hide it. */
export function fieldWarnings(snapshot: Snapshot, codes: Set<WarningCode>): void {
  for (const page of snapshot.pages.values()) {
    if (page.page === undefined) continue;
    const area = areaOf(snapshot, page);
    for (const { num, value } of annotationsOf(snapshot.document, page)) {
      const dict = snapshot.document.dict(value);
      if (dict !== undefined) annotationWarnings(snapshot, num, dict, area, codes);
    }
  }
  formWarnings(snapshot.form, codes);
}

function annotationWarnings(
  snapshot: Snapshot,
  num: number | undefined,
  dict: PdfDict,
  pageArea: number,
  codes: Set<WarningCode>,
): void {
  const { document, form } = snapshot;
  const flags = document.get(dict, 'F');
  const painted = paints(snapshot, dict);
  if (typeof flags === 'number' && (flags & HIDDEN_FLAGS) !== 0 && painted) codes.add('HIDDEN_ANNOTATION');
  const node = num === undefined ? undefined : form.nodes.get(num);
  if (node === undefined || !isEmpty(fieldOf(form, node).value)) return;
  if (node.type === 'Sig' && painted) codes.add('PREPARED_APPEARANCE');
  const rect = rectangle(document, dict.get('Rect'));
  if (rect !== undefined && (rect[2] - rect[0]) * (rect[3] - rect[1]) > pageArea / 2)
    codes.add('LARGE_FIELD');
}

function paints({ document }: Snapshot, dict: PdfDict): boolean {
  const appearance = document.dict(dict.get('AP'));
  const normal = appearance === undefined ? null : document.get(appearance, 'N');
  if (normal instanceof PdfDict) return normal.entries.size > 0;
  return normal instanceof PdfStream && document.decode(normal).length > 0;
}

function formWarnings(form: Form, codes: Set<WarningCode>): void {
  const names = new Set<string>();
  for (const node of form.nodes.values()) {
    if (node.role !== 'field') continue;
    if (names.has(node.name)) codes.add('DUPLICATE_FIELD_NAME');
    names.add(node.name);
    const radio = node.type === 'Btn' && (node.flags & RADIO) !== 0;
    if (node.kids.length > 1 && !radio) codes.add('SEVERAL_WIDGETS');
  }
}

function areaOf({ document, pages }: Snapshot, page: PageNode): number {
  const box = rectangle(document, inheritedValue(document, pages, page, 'MediaBox'));
  return box === undefined ? Number.POSITIVE_INFINITY : (box[2] - box[0]) * (box[3] - box[1]);
}
