import { PDFDict, type PDFObject, PDFRef } from 'pdf-lib';
import { nameOf } from './name-of.ts';
import { damaged } from './pdf-error.ts';
import type { PdfFile } from './pdf-file.ts';

/** A terminal field of the interactive form (ISO 32000-2 §12.7.4). */
export type Field = {
  /** Fully qualified name. */
  name: string;
  ref: PDFRef;
  dict: PDFDict;
  /** Own or inherited field type: Sig, Tx, Btn, Ch. */
  type: string | undefined;
  /** Own or inherited value, resolved. */
  value: PDFObject | undefined;
};

export type Form = { dict: PDFDict | undefined; fields: Field[] };

const MAX_FIELDS = 50_000;
const MAX_DEPTH = 32;

type Walk = { file: PdfFile; fields: Field[]; visited: Set<PDFRef> };
type Parent = { name: string; type: string | undefined; value: PDFObject | undefined };

/** The form and all its terminal fields. Throws PDF_DAMAGED when the field tree loops. */
export function readForm(file: PdfFile): Form {
  const dict = file.dict(file.catalog, 'AcroForm');
  if (!dict) return { dict: undefined, fields: [] };
  const walk: Walk = { file, fields: [], visited: new Set() };
  for (const field of file.array(dict, 'Fields')?.asArray() ?? []) {
    visit(walk, field, { name: '', type: undefined, value: undefined }, 0);
  }
  return { dict, fields: walk.fields };
}

function visit(walk: Walk, ref: PDFObject, parent: Parent, depth: number): void {
  const dict = walk.file.resolve(ref);
  // Dangling entries occur in honest files and name no field.
  if (!(ref instanceof PDFRef) || !(dict instanceof PDFDict)) return;
  if (walk.visited.has(ref) || depth > MAX_DEPTH || walk.visited.size > MAX_FIELDS) {
    throw damaged('the form fields loop');
  }
  walk.visited.add(ref);
  const partial = walk.file.text(dict.get(nameOf('T')));
  const own: Parent = {
    name: [parent.name, partial].filter(Boolean).join('.'),
    type: walk.file.name(dict, 'FT') ?? parent.type,
    value: walk.file.lookup(dict, 'V') ?? parent.value,
  };
  const kids = walk.file.array(dict, 'Kids')?.asArray() ?? [];
  const children = kids.filter((kid) => isField(walk.file, kid));
  if (children.length === 0) {
    walk.fields.push({ ...own, ref, dict });
    return;
  }
  for (const child of children) visit(walk, child, own, depth + 1);
}

/** A kid with a name is a field; one without is just another widget of its parent. */
function isField(file: PdfFile, kid: PDFObject): boolean {
  const dict = file.resolve(kid);
  return dict instanceof PDFDict && dict.has(nameOf('T'));
}

/** Whether a signature field holds a signature. */
export function isSigned(field: Field): boolean {
  return field.type === 'Sig' && field.value instanceof PDFDict;
}
