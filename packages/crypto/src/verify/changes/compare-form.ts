import type { PdfDocument } from '../../pdf-reader/pdf-document.ts';
import { isName, type PdfDict, PdfRef, PdfStream, type PdfValue } from '../../pdf-reader/pdf-value.ts';
import { type FormNode, fieldOf, isDocumentTimestamp } from '../form.ts';
import { annotationsOf, rectangle } from '../pages.ts';
import type { Mode } from './comparison.ts';
import { hasNoArea, judgeFieldChange } from './field-change.ts';
import { coversContent } from './page-content.ts';
import type { Step } from './step.ts';

const KIDS = new Set(['Kids']);

/** The interactive form: its dictionary, and every node of the field tree that was there, is gone, or is new. */
export function compareForm(step: Step): void {
  const { before, after, note } = step;
  compareFormDictionary(step);
  for (const [num, old] of before.form.nodes) {
    const now = after.form.nodes.get(num);
    if (now === undefined) note({ kind: 'other', description: `the form field “${old.name}” was removed` });
    else compareNode(step, old, now);
  }
  for (const [num, now] of after.form.nodes) {
    if (!before.form.nodes.has(num)) noteNewNode(step, now);
  }
}

function compareFormDictionary(step: Step): void {
  const { comparison, before, after, note } = step;
  const old = before.form.dict;
  const now = after.form.dict;
  if (now === undefined) {
    if (old !== undefined) note({ kind: 'other', description: 'the form was removed' });
    return;
  }
  // Fields are painted with the default resources, whatever else an object among them may be.
  const modeOf = (key: string): Mode => (key === 'DR' ? 'content' : 'structure');
  const changed = (key: string) =>
    comparison.difference(old?.get(key) ?? null, now.get(key), `/AcroForm/${key}`, modeOf(key));
  for (const key of new Set([...(old?.entries.keys() ?? []), ...now.entries.keys()])) {
    if (key === 'Fields') continue;
    const path = changed(key);
    if (path === undefined || isHarmless(step, key, old?.get(key) ?? null, now.get(key))) continue;
    note({ kind: 'other', description: `the form changed at ${path}` });
  }
}

/** SigFlags announces signatures; DA, Q and DR may be given where there were none, never altered under existing fields. */
function isHarmless(step: Step, key: string, old: PdfValue, now: PdfValue): boolean {
  if (key === 'SigFlags') return typeof step.after.document.resolve(now) === 'number';
  if (key === 'DA' || key === 'Q') return old === null;
  if (key === 'NeedAppearances') return step.after.document.resolve(now) !== true;
  return key === 'DR' && onlyAddsFonts(step, old, now);
}

/** Default resources: fonts may be added, but none that fields use may be swapped. Fields draw from no other category. */
function onlyAddsFonts(step: Step, old: PdfValue, now: PdfValue): boolean {
  const { before, after, comparison } = step;
  const fontsOf = (document: PdfDocument, resources: PdfValue) => {
    const dict = document.dict(resources);
    return dict === undefined ? undefined : document.dict(dict.get('Font'));
  };
  const oldFonts = fontsOf(before.document, old);
  const newFonts = fontsOf(after.document, now);
  return [...(oldFonts?.entries ?? [])].every(
    ([key, font]) =>
      comparison.difference(font, newFonts?.get(key) ?? null, `/${key}`, 'content') === undefined,
  );
}

function compareNode(step: Step, old: FormNode, now: FormNode): void {
  const { comparison, note } = step;
  if (old.name !== now.name || old.parent !== now.parent || old.role !== now.role || old.type !== now.type) {
    note({ kind: 'other', description: `the form field “${old.name}” became another one` });
    return;
  }
  // A kid that is gone is reported as a removed field; here only the order and additions are left.
  const [earlier, later] = [new Set(old.kids), new Set(now.kids)];
  const left = old.kids.filter((kid) => later.has(kid));
  const kept = now.kids.filter((kid) => earlier.has(kid));
  if (kept.some((kid, i) => kid !== left[i])) {
    note({ kind: 'other', description: `the parts of the form field “${old.name}” changed their order` });
  }
  const modeOf = (key: string): Mode => (key === 'AP' || key === 'MK' ? 'content' : 'structure');
  const keys = comparison.differentKeys(old.dict, now.dict, modeOf, KIDS);
  if (keys.size > 0) judgeFieldChange(step, old, now, new Set(keys.keys()));
}

/** After signing, the only fields that may appear are signature fields (ISO 32000-2 §12.8.2.2). */
function noteNewNode(step: Step, node: FormNode): void {
  const { before, after, note } = step;
  const field = fieldOf(after.form, node);
  if (field.type !== 'Sig' || hasActions(node.dict) || isOtherAnnotation(step, node)) {
    note({ kind: 'other', description: `the form field “${node.name}” was added` });
    return;
  }
  if (node.role === 'group') return;
  if (before.form.nodes.has(field.num)) {
    note({ kind: 'other', description: `a second place was given to the signature field “${field.name}”` });
    return;
  }
  const visible = isVisible(step, node);
  if (field.value === null && visible && node.dict.get('AP') !== null && paints(step, node.dict)) {
    note({
      kind: 'other',
      description: `an unsigned signature field “${field.name}” with an appearance was added`,
    });
    return;
  }
  const signed = field.value !== null ? 'signed' : 'empty';
  const timestamp = !visible && isDocumentTimestamp(after.document, field);
  note({
    kind: timestamp ? 'long-term-data' : 'signature',
    description: timestamp
      ? `a document timestamp “${field.name}” was added`
      : `a ${visible ? 'visible' : 'hidden'} ${signed} signature field “${field.name}” was added`,
    ...(visible ? noticeable(step, field, node) : {}),
  });
}

/** What stands on a page is judged as a field, also by locks; what doesn't only holds long-term data or a bare signature. */
function noticeable(step: Step, field: FormNode, node: FormNode) {
  const overContent = coversContent(step.before, pageOf(step, node), step.after.document, node.dict);
  return { field: field.name, visibleNewField: true as const, overContent };
}

/** Any dictionary can be named as a field; what shows as a remark, or as a group, is no place for a signature. */
function isOtherAnnotation({ after: { document } }: Step, { dict, role }: FormNode): boolean {
  const subtype = document.get(dict, 'Subtype');
  if (role === 'group') return ['Subtype', 'Rect', 'AP'].some((key) => dict.get(key) !== null);
  return subtype !== null && !isName(subtype, 'Widget');
}

function hasActions(dict: PdfDict): boolean {
  return dict.get('A') !== null || dict.get('AA') !== null;
}

function isVisible(step: Step, node: FormNode): boolean {
  const rect = node.dict.get('Rect');
  return rect !== null && !hasNoArea(rectangle(step.after.document, rect));
}

function paints(step: Step, dict: PdfDict): boolean {
  const { document } = step.after;
  const appearance = document.dict(dict.get('AP'));
  const normal = appearance === undefined ? null : document.get(appearance, 'N');
  return !(normal instanceof PdfStream) || document.decode(normal).length > 0;
}

/** The page a widget stands on: the one whose /Annots holds it; its own /P may say anything. */
function pageOf(step: Step, node: FormNode): number | undefined {
  for (const page of step.after.pages.values()) {
    if (page.page === undefined) continue;
    const found = annotationsOf(step.after.document, page).some(
      ({ value }) => value instanceof PdfRef && value.num === node.num,
    );
    if (found) return page.num;
  }
  return undefined;
}
