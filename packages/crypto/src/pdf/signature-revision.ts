import { PDFDict, PDFRef, PDFString } from 'pdf-lib';
import type { SigningDigest } from '../keys/digest-algorithm.ts';
import { type Form, readForm } from './acro-form.ts';
import type { Allocate } from './append-revision.ts';
import {
  announceSignatures,
  certificationReference,
  createCertificationField,
  lockReference,
  separateAnnotations,
} from './certification.ts';
import {
  type FillInput,
  fieldBox,
  fillRepeatedSeals,
  fillSlices,
  fillTexts,
  type SealSlice,
  setAppearance,
} from './fill-fields.ts';
import { type Field, isSigned } from './form-field.ts';
import { nameOf } from './name-of.ts';
import { openPdf } from './open-pdf.ts';
import { readPages } from './page-tree.ts';
import { damaged, refuse } from './pdf-error.ts';
import { PdfFile } from './pdf-file.ts';
import { checkMayFill, type Permissions, readPermissions } from './permissions.ts';
import { addSignatureField, type NewField } from './prepare-document.ts';
import { fillByteRange, reservedSignature, type SignatureRevision } from './reserved-signature.ts';
import { type Appearance, embedSeal, type SealStamp } from './seal-appearance.ts';
import { checkSeedValue } from './seed-value.ts';
import { textObject } from './text-object.ts';

export type SignatureRevisionInput = {
  pdf: Uint8Array;
  /**
   * Name of a prepared, empty signature field; the place of one that this revision adds; or the platform's invisible
   * certification (DocMDP P=2).
   */
  field: string | NewField | 'certification';
  signer: { name: string; reason?: string; location?: string; contactInfo?: string };
  /** Goes into /M; a CMS signing-time attribute would forbid the PAdES baseline levels. */
  signingTime: Date;
  appearance?: Appearance;
  /** The signer's own text and date fields. */
  texts?: { name: string; value: string }[];
  /** Names of the fields that repeat this seal. */
  repeatedSeals?: string[];
  /** The fields that show this seal in strips across the pages' edges (`crossPageSlices`). */
  slices?: SealSlice[];
  /** Further pictures of the same signer, e.g. handwriting beside a seal, each with the repeating fields that show it. */
  pictures?: { appearance: Appearance; names: string[] }[];
  /** TrueType font for the texts. */
  fontFile?: Uint8Array;
  /** Bytes reserved for the CMS; 16 KiB when absent. */
  contentsSize?: number;
  /** What the key that will sign signs over (`digestForKey`); SHA-256 when absent. */
  digestAlgorithm?: SigningDigest;
  /** Whether the CMS will have a timestamp, where that is known: a field may ask for one. */
  timestamped?: boolean;
  /** Gives the memory for the file with the revision; a buffer of its own when absent. */
  allocate?: Allocate;
};

const CONTENTS_SIZE = 16 * 1024;
const SUB_FILTER = 'ETSI.CAdES.detached';

/**
 * Appends one revision with an empty signature (EN 319 142-1 §5.3): the signature dictionary, the field's value and
 * appearance, the signer's texts and repeated seals. Sign `digest` and put the CMS in with `embedSignature`.
 *
 * Throws for a new field what `prepareDocument` throws, FIELD_MISSING, FIELD_CONSTRAINED, FIELD_ALREADY_SIGNED, FIELD_ALREADY_FILLED, FIELD_NOT_OF_SIGNATURE, PDF_CHANGES_FORBIDDEN,
 * PDF_ALREADY_SIGNED (a certification must come first), FONT_*, IMAGE_INVALID, APPEARANCE_INVALID, MEMORY_TOO_SMALL.
 */
export async function buildSignatureRevision(input: SignatureRevisionInput): Promise<SignatureRevision> {
  if (typeof input.field === 'object') {
    const opened = openPdf(input.pdf);
    const permissions = readPermissions(opened.file, opened.form);
    return sign({ ...opened, permissions, field: addSignatureField(opened, input.field) }, input);
  }
  const file = PdfFile.open(input.pdf);
  const form = readForm(file);
  if (input.field === 'certification') return certify(file, form, input);
  const field = emptySignatureField(form, input.field);
  checkSeedValue(file, field, {
    subFilter: SUB_FILTER,
    digestAlgorithm: input.digestAlgorithm ?? 'SHA-256',
    reason: input.signer.reason,
    isTimestamped: input.timestamped,
  });
  announceSignatures(file, form);
  return sign({ file, form, field, permissions: readPermissions(file, form) }, input);
}

function certify(file: PdfFile, form: Form, input: SignatureRevisionInput): SignatureRevision {
  if (form.fields.some(isSigned)) {
    refuse('PDF_ALREADY_SIGNED', 'The PDF is already signed and can no longer be certified. Sign it only.');
  }
  const pages = readPages(file, Number.POSITIVE_INFINITY);
  const [firstPage] = pages;
  if (!firstPage) throw damaged('there are no pages');
  separateAnnotations(file, pages);
  const signature = signatureDict(file, input);
  const signatureRef = file.add(signature);
  createCertificationField(file, form, firstPage, signatureRef);
  signature.set(nameOf('Reference'), file.context.obj([certificationReference(file.context)]));
  return fillByteRange(file.save(input.allocate), signatureRef, input.digestAlgorithm);
}

type Target = { file: PdfFile; form: Form; field: Field; permissions: Permissions };

async function sign(target: Target, input: SignatureRevisionInput): Promise<SignatureRevision> {
  const { file, form, field, permissions } = target;
  const texts = input.texts ?? [];
  const repeated = input.repeatedSeals ?? [];
  const pictures = input.pictures ?? [];
  const slices = input.slices ?? [];
  const shown = [
    ...repeated,
    ...slices.map((slice) => slice.name),
    ...pictures.flatMap((picture) => picture.names),
  ];
  const names = [...texts.map((text) => text.name), ...shown];
  checkMayFill(permissions, [field.name, ...names]);
  const fill: FillInput = { file, form, field, signer: input.signer.name };
  const stamp = input.appearance && embedSeal(file.context, input.appearance);
  if (stamp) drawSeal(file, widgetOf(file, field), stamp);
  await fillTexts(fill, texts, input.fontFile);
  fillRepeatedSeals(fill, repeated, stamp);
  fillSlices(fill, slices, stamp);
  for (const { appearance, names: places } of pictures) {
    fillRepeatedSeals(fill, places, embedSeal(file.context, appearance));
  }
  const reference = lockReference(file, field.dict);
  const signature = signatureDict(file, input);
  if (reference) signature.set(nameOf('Reference'), file.context.obj([reference]));
  const signatureRef = file.add(signature);
  field.dict.set(nameOf('V'), signatureRef);
  file.change(field.ref);
  return fillByteRange(file.save(input.allocate), signatureRef, input.digestAlgorithm);
}

function emptySignatureField(form: Form, name: string): Field {
  const field = form.fields.find((candidate) => candidate.name === name);
  if (field?.type !== 'Sig') {
    refuse(
      'FIELD_MISSING',
      `The PDF has no signature field "${name}". Prepare the document with this control.`,
    );
  }
  if (field.value !== undefined) {
    refuse('FIELD_ALREADY_SIGNED', `The signature field "${name}" is already signed. Nothing was changed.`);
  }
  return field;
}

/**
 * The annotation that shows a field: mostly the field itself, else the only one below it (ISO 32000-2 §12.7.5.5 lets a
 * signature field have one). undefined for a field without any.
 */
function widgetOf(file: PdfFile, field: Field): Field | undefined {
  const kids = file.array(field.dict, 'Kids')?.asArray() ?? [];
  if (kids.length === 0) return field.dict.has(nameOf('Rect')) ? field : undefined;
  const [ref] = kids;
  const dict = file.resolve(ref);
  if (kids.length > 1 || !(ref instanceof PDFRef) || !(dict instanceof PDFDict)) {
    refuse(
      'FIELD_CONSTRAINED',
      `The signature field "${field.name}" shows in several places. Sign in another field.`,
    );
  }
  const { name, type, value } = field;
  return { name, type, value, ref, dict };
}

function drawSeal(file: PdfFile, widget: Field | undefined, stamp: SealStamp): void {
  if (!widget) return;
  const box = fieldBox(file, widget);
  if (box.width > 0 && box.height > 0) setAppearance(file, widget, stamp.appearanceFor(box));
}

function signatureDict(file: PdfFile, input: SignatureRevisionInput): PDFDict {
  const dict = reservedSignature(file.context, {
    type: 'Sig',
    subFilter: SUB_FILTER,
    contentsSize: input.contentsSize ?? CONTENTS_SIZE,
  });
  const set = (key: string, value: Parameters<PDFDict['set']>[1]) => dict.set(nameOf(key), value);
  set('M', PDFString.fromDate(input.signingTime));
  set('Name', textObject(input.signer.name));
  const { reason, location, contactInfo } = input.signer;
  if (reason !== undefined) set('Reason', textObject(reason));
  if (location !== undefined) set('Location', textObject(location));
  if (contactInfo !== undefined) set('ContactInfo', textObject(contactInfo));
  set('Prop_Build', file.context.obj({ App: { Name: 'Chopmark' } }));
  return dict;
}
