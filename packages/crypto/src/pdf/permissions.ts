import { PDFArray, PDFDict } from 'pdf-lib';
import type { Form } from './acro-form.ts';
import { isSigned, mayForbid } from './form-field.ts';
import { nameOf } from './name-of.ts';
import { refuse } from './pdf-error.ts';
import type { PdfFile } from './pdf-file.ts';

type FieldLock = { action: string; fields: string[] };

export type Permissions = {
  /** The strictest DocMDP level in force: 1 nothing, 2 forms and signatures, 3 annotations too. */
  level: number | undefined;
  locks: FieldLock[];
};

/** What the signatures already in the file allow to be changed (ISO 32000-2 §12.8.2.2, §12.8.2.4, §12.7.5.5). */
export function readPermissions(file: PdfFile, form: Form): Permissions {
  const levels: number[] = [];
  const locks: FieldLock[] = [];
  for (const field of form.fields.filter(isSigned)) {
    if (!mayForbid(field) || !(field.value instanceof PDFDict)) continue;
    for (const reference of references(file, field.value)) {
      const parameters = file.dict(reference, 'TransformParams');
      const method = file.name(reference, 'TransformMethod');
      if (method === 'DocMDP') levels.push((parameters && file.number(parameters, 'P')) ?? 2);
      if (method === 'FieldMDP' && parameters) locks.push(readLock(file, parameters));
    }
    const lock = file.dict(field.dict, 'Lock');
    if (!lock) continue;
    // What the field locks is locked, whether its signature repeats it or not: so verifiers have it, ours too.
    locks.push(readLock(file, lock));
    const level = file.number(lock, 'P');
    if (level !== undefined) levels.push(level);
  }
  return { level: levels.length > 0 ? Math.min(...levels) : undefined, locks };
}

/** Refuses new fields where a certification or an all-embracing lock forbids them. */
export function checkMayAddFields(permissions: Permissions, names: string[]): void {
  if (permissions.level !== undefined || names.some((name) => isLocked(permissions, name))) {
    refuse(
      'PDF_CHANGES_FORBIDDEN',
      'A signature in this PDF forbids further fields. Ask for a copy that is not certified or locked.',
    );
  }
}

/** Refuses filling fields that an earlier signature has locked. */
export function checkMayFill(permissions: Permissions, names: string[]): void {
  const locked = names.filter((name) => isLocked(permissions, name));
  if (permissions.level === 1 || locked.length > 0) {
    refuse(
      'PDF_CHANGES_FORBIDDEN',
      `A signature in this PDF forbids filling ${locked.join(', ') || 'any field'}.`,
    );
  }
}

/** A field lock or the transform parameters made from it. */
export function readLock(file: PdfFile, dict: PDFDict): FieldLock {
  const fields = (file.array(dict, 'Fields')?.asArray() ?? []).map((item) => file.text(item) ?? '');
  return { action: file.name(dict, 'Action') ?? 'All', fields };
}

function isLocked(permissions: Permissions, name: string): boolean {
  return permissions.locks.some((lock) => {
    const named = lock.fields.some((field) => name === field || name.startsWith(`${field}.`));
    if (lock.action === 'Include') return named;
    return lock.action === 'Exclude' ? !named : true;
  });
}

function references(file: PdfFile, signature: PDFDict): PDFDict[] {
  const list = file.resolve(signature.get(nameOf('Reference')));
  if (!(list instanceof PDFArray)) return [];
  return list
    .asArray()
    .map((item) => file.resolve(item))
    .filter((item) => item instanceof PDFDict);
}
