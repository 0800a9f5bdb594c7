import { PDFDict, PDFName, type PDFRef } from 'pdf-lib';
import type { Form } from './acro-form.ts';
import { addAnnotations, addFields, SIGNATURE_FLAGS, separateAnnotations } from './certification.ts';
import {
  type Control,
  checkControls,
  checkRect,
  isSignatureControl,
  lockedNames,
  repeatsSeal,
} from './control.ts';
import type { Field } from './form-field.ts';
import { type OpenPdf, openPdf } from './open-pdf.ts';
import { drawOnPages, type FlatText } from './page-drawing.ts';
import { type Rect, userRect } from './page-geometry.ts';
import { damaged, refuse } from './pdf-error.ts';
import type { PdfFile } from './pdf-file.ts';
import { checkMayAddFields, readPermissions } from './permissions.ts';
import { textObject } from './text-object.ts';

export type PrepareInput = {
  pdf: Uint8Array;
  controls: Control[];
  /** TrueType font for prompts and flattened texts. */
  fontFile: Uint8Array;
  /** Values known at sending, written into the pages. */
  flatten?: FlatText[];
};

const PRINT = 4;
const READ_ONLY = 1;
const MULTILINE = 1 << 12;
const DEFAULT_FONT_SIZE = 12;

/**
 * Prepares a document once, so that later revisions only fill: every control becomes one empty field. The upload stays
 * byte for byte at the beginning (but see `openPdf` for files that cannot be appended to).
 *
 * A file that others have signed gets signature fields only: prompts are left out; `flatten` and other controls are
 * refused, which validators would hold against the earlier signatures, and so is the file when its signatures forbid
 * new fields (PDF_CHANGES_FORBIDDEN). Throws what `inspectPdf` throws, CONTROL_INVALID,
 * FIELD_NAME_TAKEN, FONT_INVALID, FONT_LACKS_CHARACTER.
 */
export async function prepareDocument(input: PrepareInput): Promise<Uint8Array> {
  const opened = openPdf(input.pdf);
  const { file, pages, form } = opened;
  const texts = input.flatten ?? [];
  checkControls(input.controls, pages, form);
  for (const text of texts) checkRect(text.rect, pages, text.text);
  if (opened.signed) {
    checkSigned(opened, input);
  } else {
    separateAnnotations(file, pages);
    await drawOnPages(file, pages, { controls: input.controls, texts, fontFile: input.fontFile });
  }
  addControls(opened, form, input.controls);
  return file.save().bytes;
}

/** A place for a signature that no control was prepared for. */
export type NewField = {
  /** Unique in the document; no full stops. */
  name: string;
  rect: Rect;
};

/**
 * Adds one empty signature field to the coming revision, which may then sign it at once. Throws CONTROL_INVALID,
 * FIELD_NAME_TAKEN, and PDF_CHANGES_FORBIDDEN when the file's signatures forbid new fields.
 */
export function addSignatureField(opened: OpenPdf, place: NewField): Field {
  const { file, pages, form } = opened;
  const control: Control = { ...place, kind: 'seal', signer: '' };
  checkControls([control], pages, form);
  if (opened.signed) checkMayAddFields(readPermissions(file, form), [place.name]);
  const [ref] = addControls(opened, form, [control]);
  const dict = ref && file.resolve(ref);
  if (!ref || !(dict instanceof PDFDict)) throw damaged('the form');
  return { name: place.name, ref, dict, type: 'Sig', value: undefined };
}

function checkSigned({ file, form }: OpenPdf, input: PrepareInput): void {
  if ((input.flatten ?? []).length > 0) {
    refuse('PDF_CHANGES_FORBIDDEN', 'The PDF is signed: no text can be written into it. Use fields instead.');
  }
  if (!input.controls.every(isSignatureControl)) {
    refuse('PDF_CHANGES_FORBIDDEN', 'The PDF is signed: only signatures and seals can be added to it.');
  }
  const names = input.controls.map((control) => control.name);
  checkMayAddFields(readPermissions(file, form), names);
}

function addControls({ file, pages }: OpenPdf, form: Form, controls: Control[]): PDFRef[] {
  const uploaded = form.fields
    .filter((field) => field.type !== 'Sig' && field.name !== '')
    .map((field) => field.name);
  const refs: PDFRef[] = [];
  pages.forEach((page, index) => {
    const onPage = controls.filter((control) => control.rect.page === index);
    const widgets = onPage.map((control) => {
      const widget = file.context.obj({
        Type: 'Annot',
        Subtype: 'Widget',
        T: textObject(control.name),
        P: page.ref,
        Rect: userRect(page, control.rect),
      });
      if (page.rotation !== 0) widget.set(PDFName.of('MK'), file.context.obj({ R: page.rotation }));
      if (isSignatureControl(control)) {
        addSignatureEntries(file, widget, [...lockedNames(control, controls), ...uploaded]);
      } else {
        addTextEntries(file, widget, control);
      }
      return file.add(widget);
    });
    if (widgets.length > 0) addAnnotations(file, page, widgets);
    refs.push(...widgets);
  });
  addDefaults(file, addFields(file, form, refs));
  return refs;
}

/**
 * A signature locks its signer's fields and the upload's own ones: those nobody of ours fills, and a certification with
 * P=2 would let anyone do so after the signatures.
 */
function addSignatureEntries(file: PdfFile, widget: PDFDict, locked: string[]): void {
  widget.set(PDFName.of('FT'), PDFName.of('Sig'));
  widget.set(PDFName.of('F'), file.context.obj(SIGNATURE_FLAGS));
  if (locked.length === 0) return;
  const lock = file.context.obj({
    Type: 'SigFieldLock',
    Action: 'Include',
    Fields: locked.map(textObject),
  });
  widget.set(PDFName.of('Lock'), file.add(lock));
}

function addTextEntries(file: PdfFile, widget: PDFDict, control: Control): void {
  const size = control.fontSize ?? DEFAULT_FONT_SIZE;
  const multiline = control.kind === 'text' && control.rect.height >= 2 * size * 1.25;
  const flags = repeatsSeal(control) ? READ_ONLY : multiline ? MULTILINE : 0;
  widget.set(PDFName.of('FT'), PDFName.of('Tx'));
  widget.set(PDFName.of('F'), file.context.obj(PRINT));
  widget.set(PDFName.of('DA'), textObject(`/Helv ${size} Tf 0 g`));
  if (flags !== 0) widget.set(PDFName.of('Ff'), file.context.obj(flags));
}

/** The form's default font; and no NeedAppearances, which makes viewers redraw what has been signed. */
function addDefaults(file: PdfFile, form: PDFDict): void {
  form.delete(PDFName.of('NeedAppearances'));
  if (!form.has(PDFName.of('DA'))) form.set(PDFName.of('DA'), textObject('/Helv 12 Tf 0 g'));
  const resources = file.dict(form, 'DR')?.clone() ?? PDFDict.withContext(file.context);
  const fonts = file.dict(resources, 'Font')?.clone() ?? PDFDict.withContext(file.context);
  if (fonts.has(PDFName.of('Helv'))) return;
  const helvetica = file.context.obj({
    Type: 'Font',
    Subtype: 'Type1',
    BaseFont: 'Helvetica',
    Encoding: 'WinAnsiEncoding',
  });
  fonts.set(PDFName.of('Helv'), file.add(helvetica));
  resources.set(PDFName.of('Font'), fonts);
  form.set(PDFName.of('DR'), resources);
}
