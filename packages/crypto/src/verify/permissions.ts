import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import {
  isArray,
  isName,
  type PdfDict,
  PdfName,
  PdfString,
  type PdfValue,
  textOf,
} from '../pdf-reader/pdf-value.ts';
import type { Change } from './changes/change.ts';

export type FieldLock = { action: 'All' | 'Include' | 'Exclude'; fields: string[] };

/** What a signature allows to happen after it. */
export type Permissions = {
  certification: number | undefined /* DocMDP P of a certification signature, ISO 32000-2 table 257 */;
  level: number | undefined /* P that its field's /Lock asks for */;
  locks: FieldLock[] /* FieldMDP, ISO 32000-2 §12.8.2.4, and the field's /Lock */;
};

/** @returns undefined when the signature names permissions that can't be understood, and so can't be checked */
export function readPermissions(
  document: PdfDocument,
  value: PdfDict,
  field: PdfDict | undefined,
): Permissions | undefined {
  const permissions: Permissions = { certification: undefined, level: undefined, locks: [] };
  const list = document.get(value, 'Reference');
  if (list !== null && !isArray(list)) return undefined;
  for (const item of list ?? []) {
    const reference = document.dict(item);
    if (reference === undefined) return undefined;
    const parameters = document.dict(reference.get('TransformParams'));
    const method = document.get(reference, 'TransformMethod');
    if (isName(method, 'DocMDP')) {
      const p = parameters === undefined ? 2 : (document.get(parameters, 'P') ?? 2);
      if (!isLevel(p)) return undefined;
      permissions.certification = Math.min(p, permissions.certification ?? 3);
    } else if (isName(method, 'FieldMDP')) {
      const lock = parameters === undefined ? undefined : readLock(document, parameters);
      if (lock === undefined) return undefined;
      permissions.locks.push(lock);
    }
  }
  return addFieldLock(document, permissions, field);
}

function addFieldLock(
  document: PdfDocument,
  permissions: Permissions,
  field: PdfDict | undefined,
): Permissions | undefined {
  const dict = field === undefined ? undefined : document.dict(field.get('Lock'));
  if (dict === undefined) return permissions;
  const lock = readLock(document, dict);
  const level = document.get(dict, 'P');
  if (lock === undefined || (level !== null && !isLevel(level))) return undefined;
  permissions.locks.push(lock);
  if (level !== null) permissions.level = level;
  return permissions;
}

function isLevel(value: PdfValue): value is 1 | 2 | 3 {
  return value === 1 || value === 2 || value === 3;
}

function readLock(document: PdfDocument, dict: PdfDict): FieldLock | undefined {
  const action = document.get(dict, 'Action');
  if (!(action instanceof PdfName)) return undefined;
  if (action.value === 'All') return { action: 'All', fields: [] };
  if (action.value !== 'Include' && action.value !== 'Exclude') return undefined;
  const names = document.get(dict, 'Fields');
  if (!isArray(names)) return undefined;
  const fields = names.map((name) => document.resolve(name));
  if (!fields.every((name) => name instanceof PdfString)) return undefined;
  return { action: action.value, fields: fields.map((name) => textOf(name)) };
}

/** A lock on a group locks what is below it. */
export function isLocked(locks: FieldLock[], field: string): boolean {
  return locks.some(({ action, fields }) => {
    if (action === 'All') return true;
    const named = fields.some((name) => field === name || field.startsWith(`${name}.`));
    return action === 'Include' ? named : !named;
  });
}

export type ChangeReason =
  | 'CONTENT_CHANGED'
  | 'ANNOTATION_CHANGED'
  | 'LOCKED_FIELD_CHANGED'
  | 'CHANGE_NOT_PERMITTED';

/**
 * Whether a change after a signature is permitted, and if not, why. Without a certification, filling in and signing is permitted,
 * as with P 2: that is how documents are signed one after the other.
 * @param documentLevel P of the certification in force, which covers the whole document
 */
export function reasonAgainst(
  change: Change,
  permissions: Permissions,
  documentLevel: number | undefined,
): ChangeReason | undefined {
  const certified = permissions.certification ?? documentLevel;
  const level = Math.min(permissions.certification ?? 3, permissions.level ?? 3, documentLevel ?? 3);
  switch (change.kind) {
    case 'long-term-data':
    case 'metadata':
      return undefined;
    case 'annotation':
      return certified === 3 && level === 3 && change.overContent === false
        ? undefined
        : 'ANNOTATION_CHANGED';
    case 'form-fill':
      if (change.locking === true) return undefined;
      return reasonAgainstField(change, permissions, level);
    case 'signature':
      // A sneaky signature: P 2 lets others sign, and a field of their own shows whatever they like wherever they like (Rohlmann
      // et al., 2021, §V-C). The authors' remedy is ours: the certifier lays out all places, none may be added afterwards,
      // beside content either, for the page then says what nobody certified. A signature that shows nothing may be
      // added. Without a certification nobody promised the page's layout, seals do stand over text, and the one
      // signed before is told by a warning (SIGNATURE_COVERS_CONTENT).
      if (change.visibleNewField === true && certified !== undefined) return 'CHANGE_NOT_PERMITTED';
      return reasonAgainstField(change, permissions, level);
    default:
      return 'CONTENT_CHANGED';
  }
}

function reasonAgainstField(
  change: Change,
  permissions: Permissions,
  level: number,
): ChangeReason | undefined {
  if (level === 1) return 'CHANGE_NOT_PERMITTED';
  if (change.field !== undefined && isLocked(permissions.locks, change.field)) return 'LOCKED_FIELD_CHANGED';
  return undefined;
}
