import { PDFDict, type PDFObject, PDFRef } from 'pdf-lib';
import { type Field, type SignaturesSeen, skimField } from './form-field.ts';
import { nameOf } from './name-of.ts';
import { damaged } from './pdf-error.ts';
import type { PdfFile } from './pdf-file.ts';

export type Form = { dict: PDFDict | undefined; fields: Field[] };

const MAX_FIELDS = 50_000;
const MAX_DEPTH = 32;

type Walk = {
  file: PdfFile;
  fields: Field[];
  visited: Set<PDFRef>;
  signatures: SignaturesSeen;
};
type Parent = { name: string; type: string | undefined; value: PDFObject | undefined };

/** The form and all its terminal fields. Throws PDF_DAMAGED when the field tree loops. */
export function readForm(file: PdfFile): Form {
  const dict = file.dict(file.catalog, 'AcroForm');
  if (!dict) return { dict: undefined, fields: [] };
  const walk: Walk = { file, fields: [], visited: new Set(), signatures: new Map() };
  for (const field of file.array(dict, 'Fields')?.asArray() ?? []) {
    visit(walk, field, { name: '', type: undefined, value: undefined }, 0);
  }
  return { dict, fields: walk.fields };
}

function visit(walk: Walk, ref: PDFObject, parent: Parent, depth: number): void {
  const { file, fields, visited } = walk;
  if (!(ref instanceof PDFRef)) return;
  const skimmed = depth === 0 && !visited.has(ref) ? skimField(file, ref, walk.signatures) : undefined;
  const dict = skimmed ? undefined : file.resolve(ref);
  // Dangling entries occur in honest files and name no field.
  if (!skimmed && !(dict instanceof PDFDict)) return;
  if (visited.has(ref) || depth > MAX_DEPTH || visited.size > MAX_FIELDS) {
    throw damaged('the form fields loop');
  }
  visited.add(ref);
  if (skimmed) fields.push(skimmed);
  if (!(dict instanceof PDFDict)) return;
  const partial = file.text(dict.get(nameOf('T')));
  const own: Parent = {
    name: [parent.name, partial].filter(Boolean).join('.'),
    type: file.name(dict, 'FT') ?? parent.type,
    value: file.lookup(dict, 'V') ?? parent.value,
  };
  const kids = file.array(dict, 'Kids')?.asArray() ?? [];
  const children = kids.filter((kid) => isField(file, kid));
  if (children.length === 0) {
    fields.push({ ...own, ref, dict });
    return;
  }
  for (const child of children) visit(walk, child, own, depth + 1);
}

/** A kid with a name is a field; one without is just another widget of its parent. */
function isField(file: PdfFile, kid: PDFObject): boolean {
  const dict = file.resolve(kid);
  return dict instanceof PDFDict && dict.has(nameOf('T'));
}
