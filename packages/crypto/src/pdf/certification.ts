import { PDFArray, type PDFContext, PDFDict, PDFNumber, PDFRef } from 'pdf-lib';
import type { Form } from './acro-form.ts';
import { isSigned } from './form-field.ts';
import { nameOf } from './name-of.ts';
import type { Page } from './page-tree.ts';
import { refuse } from './pdf-error.ts';
import type { PdfFile } from './pdf-file.ts';
import { readLock } from './permissions.ts';
import { textObject } from './text-object.ts';

/** Print and locked: what a signature's widget carries (ISO 32000-2 §12.5.3). */
export const SIGNATURE_FLAGS = 132;
/** Signatures exist; only append (ISO 32000-2 §12.7.3). */
const SIGNATURES_EXIST_APPEND_ONLY = 3;

/** Adds an invisible signature field on a page, with `signature` as value; a number makes its name unique. */
export function addInvisibleField(
  file: PdfFile,
  form: Form,
  { page, name, signature }: { page: Page; name: string; signature: PDFRef },
): void {
  const widget = file.context.obj({
    Type: 'Annot',
    Subtype: 'Widget',
    FT: 'Sig',
    T: textObject(freeName(form, name)),
    F: SIGNATURE_FLAGS,
    Rect: [0, 0, 0, 0],
    P: page.ref,
    V: signature,
  });
  const ref = file.add(widget);
  addAnnotations(file, page, [ref]);
  addFields(file, form, [ref]);
}

/** Adds the platform's invisible signature field, with `signature` as value, and names it the certification in /Perms. */
export function createCertificationField(file: PdfFile, form: Form, page: Page, signature: PDFRef): void {
  addInvisibleField(file, form, { page, name: 'Certification', signature });
  const permissions = file.dict(file.catalog, 'Perms')?.clone() ?? PDFDict.withContext(file.context);
  if (permissions.has(nameOf('DocMDP'))) {
    refuse('PDF_ALREADY_SIGNED', 'The PDF is already certified. Sign it only.');
  }
  permissions.set(nameOf('DocMDP'), signature);
  file.catalog.set(nameOf('Perms'), permissions);
  file.change(file.catalogRef);
}

function freeName(form: Form, wanted: string): string {
  const taken = new Set(form.fields.map((field) => field.name.split('.')[0]));
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`;
  return name;
}

/** DocMDP P=2: forms may be filled and signed, nothing else changed (ISO 32000-2 §12.8.2.2). */
export function certificationReference(context: PDFContext): PDFDict {
  return context.obj({
    Type: 'SigRef',
    TransformMethod: 'DocMDP',
    TransformParams: { Type: 'TransformParams', P: 2, V: '1.2' },
  });
}

/** The field's /Lock as a FieldMDP reference (ISO 32000-2 §12.8.2.4); undefined for a field without one. */
export function lockReference(file: PdfFile, field: PDFDict): PDFDict | undefined {
  const dict = file.dict(field, 'Lock');
  if (!dict) return undefined;
  const lock = readLock(file, dict);
  const parameters = file.context.obj({ Type: 'TransformParams', V: '1.2', Action: lock.action });
  if (lock.action !== 'All') {
    parameters.set(nameOf('Fields'), file.context.obj(lock.fields.map(textObject)));
  }
  return file.context.obj({
    Type: 'SigRef',
    TransformMethod: 'FieldMDP',
    TransformParams: parameters,
    Data: file.catalogRef,
  });
}

/** Adds widgets to a page. The array is always the page's own afterwards: an indirect one may belong to several pages. */
export function addAnnotations(file: PdfFile, page: Page, widgets: PDFRef[]): void {
  const annotations = PDFArray.withContext(file.context);
  for (const existing of file.array(page.dict, 'Annots')?.asArray() ?? []) annotations.push(existing);
  for (const widget of widgets) annotations.push(widget);
  page.dict.set(nameOf('Annots'), annotations);
  file.change(page.ref);
}

/**
 * Makes objects of the annotations that stand in their pages' arrays themselves, as ISO 32000-2 §7.7.3.3 wants. Before the
 * first signature only: of an array with anything but references validators (pyHanko) can't tell later what changed.
 */
export function separateAnnotations(file: PdfFile, pages: Page[]): void {
  for (const page of pages) {
    const annotations = file.array(page.dict, 'Annots')?.asArray() ?? [];
    if (!annotations.some((each) => each instanceof PDFDict)) continue;
    const separate = PDFArray.withContext(file.context);
    for (const each of annotations) separate.push(each instanceof PDFDict ? file.add(each) : each);
    page.dict.set(nameOf('Annots'), separate);
    file.change(page.ref);
  }
}

/** Adds root fields to the form, which becomes an indirect object if it wasn't one. */
export function addFields(file: PdfFile, form: Form, fields: PDFRef[]): PDFDict {
  const dict = form.dict ?? PDFDict.withContext(file.context);
  const all = PDFArray.withContext(file.context);
  for (const existing of file.array(dict, 'Fields')?.asArray() ?? []) all.push(existing);
  for (const field of fields) all.push(field);
  dict.set(nameOf('Fields'), all);
  setSignatureFlags(form, dict);
  const ref = file.catalog.get(nameOf('AcroForm'));
  if (form.dict && ref instanceof PDFRef) {
    file.change(ref);
    return dict;
  }
  file.catalog.set(nameOf('AcroForm'), file.add(dict));
  file.change(file.catalogRef);
  form.dict = dict;
  return dict;
}

/** Says that signatures exist, in the revision of the first one, whose field may have been there before us. */
export function announceSignatures(file: PdfFile, form: Form): void {
  const ref = file.catalog.get(nameOf('AcroForm'));
  if (form.dict && setSignatureFlags(form, form.dict)) {
    file.change(ref instanceof PDFRef ? ref : file.catalogRef);
  }
}

/** Once there is a signature the flags stay as they are: some validators take their change for one of the document. */
function setSignatureFlags(form: Form, dict: PDFDict): boolean {
  const key = nameOf('SigFlags');
  const flags = PDFNumber.of(SIGNATURES_EXIST_APPEND_ONLY);
  if (form.fields.some(isSigned) || dict.get(key)?.toString() === flags.toString()) return false;
  dict.set(key, flags);
  return true;
}
