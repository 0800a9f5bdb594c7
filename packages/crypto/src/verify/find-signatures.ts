import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import { isName, PdfDict, PdfRef, type PdfValue } from '../pdf-reader/pdf-value.ts';
import { type FormNode, signatureFields } from './form.ts';
import { annotationsOf } from './pages.ts';
import type { Snapshot } from './snapshot.ts';

/** A signature value as first found: `revision` is the first one in which the field has it. */
export type FoundSignature = {
  field: string;
  fieldNumber: number | undefined /* undefined: belongs to no field of the form */;
  fieldDict: PdfDict | undefined;
  value: PdfDict | undefined /* undefined: the field's value is no dictionary */;
  object:
    | number
    | undefined /* object number of the signature dictionary; undefined: written into the field */;
  revision: number;
  sharedWith: string | undefined /* another field that has had the same dictionary before */;
};

/**
 * Every signature value of every revision, in the order they appeared: one that a later revision took out or overwrote
 * still has its say, and one that only a page or /Perms shows can't hide.
 */
export function findSignatures(snapshots: Snapshot[]): FoundSignature[] {
  const found: FoundSignature[] = [];
  const owners = new Map<PdfDict, string>();
  const seen = new Map<number, Set<PdfValue>>();
  for (const snapshot of snapshots) {
    for (const field of signatureFields(snapshot.form)) {
      if (field.value === null) continue;
      const values = seen.get(field.num) ?? new Set();
      seen.set(field.num, values);
      if (values.has(field.value)) continue;
      values.add(field.value);
      found.push(describe(snapshot, field, owners));
    }
  }
  const last = snapshots.at(-1);
  if (last !== undefined) found.push(...strayValues(last, owners));
  return found;
}

function describe(snapshot: Snapshot, field: FormNode, owners: Map<PdfDict, string>): FoundSignature {
  const value = field.value instanceof PdfDict ? field.value : undefined;
  const own = field.dict.get('V');
  const sharedWith = value === undefined ? undefined : owners.get(value);
  if (value !== undefined && sharedWith === undefined) owners.set(value, field.name);
  return {
    field: field.name,
    fieldNumber: field.num,
    fieldDict: field.dict,
    value,
    object: own instanceof PdfRef ? own.num : undefined,
    revision: snapshot.index,
    sharedWith,
  };
}

/** Signature widgets outside the form, and a certification that no field holds. */
function strayValues(snapshot: Snapshot, owners: Map<PdfDict, string>): FoundSignature[] {
  const { document } = snapshot;
  const stray: FoundSignature[] = [];
  const add = (value: PdfValue, name: string): void => {
    const dict = document.resolve(value);
    if (!(dict instanceof PdfDict) || owners.has(dict)) return;
    owners.set(dict, name);
    stray.push({
      field: name,
      fieldNumber: undefined,
      fieldDict: undefined,
      value: dict,
      object: value instanceof PdfRef ? value.num : undefined,
      revision: snapshot.index,
      sharedWith: undefined,
    });
  };
  for (const value of widgetValues(snapshot)) add(value, '');
  const permissions = document.dict(document.catalog().get('Perms'));
  if (permissions !== undefined) add(permissions.get('DocMDP'), '/Perms/DocMDP');
  return stray;
}

function widgetValues({ document, pages, form }: Snapshot): PdfValue[] {
  const values: PdfValue[] = [];
  for (const page of pages.values()) {
    if (page.page === undefined) continue;
    for (const { num, value } of annotationsOf(document, page)) {
      if (num !== undefined && form.nodes.has(num)) continue;
      const widget = document.dict(value);
      if (widget !== undefined && isSignatureWidget(document, widget)) values.push(widget.get('V'));
    }
  }
  return values;
}

function isSignatureWidget(document: PdfDocument, widget: PdfDict): boolean {
  return isName(document.get(widget, 'FT'), 'Sig') && widget.get('V') !== null;
}
