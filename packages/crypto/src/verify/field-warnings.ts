import { isName, PdfDict, PdfStream, PdfString, textOf } from '../pdf-reader/pdf-value.ts';
import { isEmpty } from './changes/field-change.ts';
import { holdsMiddle } from './changes/matrix.ts';
import { contentOf } from './changes/page-content.ts';
import { normalAppearance, shownText } from './field-text.ts';
import { type Form, type FormNode, fieldOf } from './form.ts';
import { annotationsOf, inheritedValue, type PageNode, rectangle } from './pages.ts';
import type { Snapshot } from './snapshot.ts';
import type { WarningCode } from './warning-codes.ts';

const RADIO = 1 << 15; // Ff, ISO 32000-2 table 229
const MULTILINE = 1 << 12;
const NOT_IN_CLEAR = (1 << 13) | (1 << 25); // password and rich text, table 231
const HIDDEN_FLAGS = 2 | 32; // F: Hidden, NoView, table 167

const COVERING = ['FreeText', 'Stamp', 'Square', 'Circle', 'Polygon', 'Redact', 'Watermark'];

/** Fields and annotations that are prepared to show something else later, or to hide it. */
export function fieldWarnings(snapshot: Snapshot, codes: Set<WarningCode>): void {
  for (const page of snapshot.pages.values()) {
    if (page.page === undefined) continue;
    const area = areaOf(snapshot, page);
    const seen = new Set<number>();
    for (const { num, value } of annotationsOf(snapshot.document, page)) {
      const dict = snapshot.document.dict(value);
      if (dict === undefined || (num !== undefined && seen.has(num))) continue;
      if (num !== undefined) seen.add(num);
      annotationWarnings(snapshot, num, dict, area, codes);
      if (!codes.has('ANNOTATION_OVER_TEXT') && standsOverText(snapshot, page, dict))
        codes.add('ANNOTATION_OVER_TEXT');
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
  if (node !== undefined && showsOtherValue(snapshot, fieldOf(form, node), dict))
    codes.add('FIELD_SHOWS_OTHER_VALUE');
  if (node === undefined || !isEmpty(fieldOf(form, node).value)) return;
  if (node.type === 'Sig' && painted) codes.add('PREPARED_APPEARANCE');
  const rect = rectangle(document, dict.get('Rect'));
  if (rect !== undefined && (rect[2] - rect[0]) * (rect[3] - rect[1]) > pageArea / 2)
    codes.add('LARGE_FIELD');
}

/** Those that hide what is beneath; marks of text (a highlight, a line through it) are made to stand on it. */
function standsOverText(snapshot: Snapshot, page: PageNode, dict: PdfDict): boolean {
  const { document } = snapshot;
  const subtype = document.get(dict, 'Subtype');
  const flags = document.get(dict, 'F');
  const isHidden = typeof flags === 'number' && (flags & HIDDEN_FLAGS) !== 0;
  const rect = rectangle(document, dict.get('Rect'));
  if (isHidden || rect === undefined || !COVERING.some((name) => isName(subtype, name))) return false;
  const painted = contentOf(snapshot, page.num);
  return painted !== 'unknown' && painted.some(({ kind, box }) => kind === 'text' && holdsMiddle(rect, box));
}

/**
 * Readers show a text field's appearance until somebody touches it, then its value (shadow attacks, “replace by overlay”).
 * Values that a script formats, and those never shown in clear, are another thing.
 */
function showsOtherValue({ document }: Snapshot, field: FormNode, widget: PdfDict): boolean {
  const isFormatted = field.dict.get('AA') !== null || widget.get('AA') !== null;
  if (field.type !== 'Tx' || isFormatted || (field.flags & NOT_IN_CLEAR) !== 0) return false;
  const appearance = normalAppearance(document, widget);
  const shown = appearance && shownText(document, appearance);
  if (shown === undefined || plain(shown) === '') return false;
  const value = field.value instanceof PdfString ? textOf(field.value) : '';
  if (plain(shown) === plain(value)) return false;
  // A long text may end where its box does.
  const isCut = (field.flags & MULTILINE) !== 0 && plain(shown).length >= 20;
  return !(isCut && plain(value).startsWith(plain(shown)));
}

/** Characters alone: lines break anywhere, and fonts know one form of a character for several. */
const plain = (text: string): string => text.normalize('NFKC').replace(/[\s\u00ad]/g, '');

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
