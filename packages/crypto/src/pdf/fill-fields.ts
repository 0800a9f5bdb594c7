import { type PDFDict, PDFNumber, type PDFRef } from 'pdf-lib';
import type { Form } from './acro-form.ts';
import { flateStream } from './flate-stream.ts';
import type { Field } from './form-field.ts';
import { nameOf } from './name-of.ts';
import { round, uprightMatrix } from './page-geometry.ts';
import { type Page, pageRotation, pageUnit, readPages } from './page-tree.ts';
import { damaged, refuse } from './pdf-error.ts';
import type { PdfFile } from './pdf-file.ts';
import { readLock } from './permissions.ts';
import type { SealStamp } from './seal-appearance.ts';
import { openSubsetFont } from './subset-font.ts';
import { textOperators } from './text-drawing.ts';
import { textObject } from './text-object.ts';

export type FillInput = {
  file: PdfFile;
  form: Form;
  /** The signature field whose /Lock names what its signer may fill. */
  field: Field;
  signer: string;
};

const READ_ONLY = 1;
const DEFAULT_FONT_SIZE = 12;

/** Sets value, appearance and ReadOnly of the signer's text and date fields, all with one font subset. */
export async function fillTexts(
  input: FillInput,
  texts: { name: string; value: string }[],
  fontFile: Uint8Array | undefined,
): Promise<void> {
  if (texts.length === 0) return;
  if (!fontFile) refuse('FONT_INVALID', 'Texts need a font to be written with. Give fontFile.');
  const { file } = input;
  const fields = texts.map(({ name, value }) => ({ field: emptyTextField(input, name), value }));
  const font = await openSubsetFont(
    fontFile,
    texts.map(({ value }) => value),
  );
  const drawn = fields.map(({ field, value }) => {
    const box = fieldBox(file, field);
    const operators = textOperators(font, value, { ...box, size: fontSize(file, field) });
    return { field, value, box, content: `/Tx BMC\n${operators}\nEMC` };
  });
  const fontRef = await font.embed(file.context);
  for (const { field, value, box, content } of drawn) {
    const stream = flateStream(file.context, content, {
      Type: 'XObject',
      Subtype: 'Form',
      BBox: [0, 0, round(box.width), round(box.height)],
      Matrix: uprightMatrix(box.rotation, box.width, box.height).map(round),
      Resources: { Font: { F0: fontRef } },
    });
    const flags = file.number(field.dict, 'Ff') ?? 0;
    field.dict.set(nameOf('V'), textObject(value));
    field.dict.set(nameOf('Ff'), PDFNumber.of(flags | READ_ONLY));
    setAppearance(file, field, file.add(stream));
  }
}

/** Shows the seal in its repeated fields: each gets a value and an appearance, which share one picture. */
export function fillRepeatedSeals(input: FillInput, names: string[], stamp: SealStamp | undefined): void {
  if (names.length === 0) return;
  if (!stamp) refuse('APPEARANCE_INVALID', 'Repeated seals need the picture of the seal. Give appearance.');
  for (const name of names) {
    const field = emptyTextField(input, name);
    const box = fieldBox(input.file, field);
    field.dict.set(nameOf('V'), textObject(`seal of ${input.signer}`));
    setAppearance(input.file, field, stamp.appearanceFor(box));
  }
}

/** One page's part of a cross-page seal: strip `index` of `count`, from the left. */
export type SealSlice = { name: string; index: number; count: number };

/** Shows the seal in strips, one in each of its slices' fields. */
export function fillSlices(input: FillInput, slices: SealSlice[], stamp: SealStamp | undefined): void {
  if (slices.length === 0) return;
  if (!stamp)
    refuse('APPEARANCE_INVALID', 'A cross-page seal needs the picture of the seal. Give appearance.');
  for (const { name, index, count } of slices) {
    if (!Number.isInteger(index) || !Number.isInteger(count) || index < 0 || index >= count) {
      refuse('APPEARANCE_INVALID', `"${name}" is no strip ${index + 1} of ${count}.`);
    }
    const field = emptyTextField(input, name);
    field.dict.set(nameOf('V'), textObject(`seal of ${input.signer}`));
    setAppearance(input.file, field, stamp.stripFor(fieldBox(input.file, field), { index, count }));
  }
}

export function setAppearance(file: PdfFile, field: Field, appearance: PDFRef): void {
  field.dict.set(nameOf('AP'), file.context.obj({ N: appearance }));
  file.change(field.ref);
}

/** Size as displayed, in points, and rotation of the page of a merged field and widget. */
export function fieldBox(
  file: PdfFile,
  field: Field,
): { width: number; height: number; rotation: Page['rotation'] } {
  const rect = (file.array(field.dict, 'Rect')?.asArray() ?? []).map((item) => file.resolve(item));
  const [x0, y0, x1, y1] = rect.map((item) => (item instanceof PDFNumber ? item.asNumber() : Number.NaN));
  const page = file.dict(field.dict, 'P') ?? pageShowing(file, field.ref);
  const unit = pageUnit(file, page);
  const width = Math.abs((x1 ?? Number.NaN) - (x0 ?? Number.NaN)) * unit;
  const height = Math.abs((y1 ?? Number.NaN) - (y0 ?? Number.NaN)) * unit;
  if (!Number.isFinite(width) || !Number.isFinite(height)) throw damaged(`the place of field ${field.name}`);
  const rotation = pageRotation(file, page);
  return rotation % 180 === 0 ? { width, height, rotation } : { width: height, height: width, rotation };
}

/** The page of a widget that doesn't say it: /P is optional (ISO 32000-2 table 166). */
function pageShowing(file: PdfFile, widget: PDFRef): PDFDict | undefined {
  const pages = readPages(file, Number.POSITIVE_INFINITY);
  return pages.find(({ dict }) => file.array(dict, 'Annots')?.asArray().includes(widget))?.dict;
}

/** A field that is still empty and that the signature's own lock names: others' fields are not ours to fill. */
function emptyTextField(input: FillInput, name: string): Field {
  const field = input.form.fields.find((candidate) => candidate.name === name);
  if (field?.type !== 'Tx' || field.dict.has(nameOf('Kids'))) {
    refuse('FIELD_MISSING', `The PDF has no text field "${name}". Prepare the document with this control.`);
  }
  if (field.value !== undefined) {
    refuse('FIELD_ALREADY_FILLED', `The field "${name}" is already filled. Nothing was changed.`);
  }
  const lock = input.file.dict(input.field.dict, 'Lock');
  if (!lock || !readLock(input.file, lock).fields.includes(name)) {
    refuse(
      'FIELD_NOT_OF_SIGNATURE',
      `The field "${name}" belongs to another signature than "${input.field.name}".`,
    );
  }
  return field;
}

/** The size in the default appearance string `/Helv 12 Tf 0 g`. */
function fontSize(file: PdfFile, field: Field): number {
  const appearance = file.text(field.dict.get(nameOf('DA')));
  const size = Number(/(\d+(?:\.\d+)?)\s+Tf/.exec(appearance ?? '')?.[1]);
  return size > 0 ? size : DEFAULT_FONT_SIZE;
}
