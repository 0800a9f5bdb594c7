import { createHash } from 'node:crypto';
import { CryptoError } from '../../errors.ts';
import type { PdfDocument } from '../../pdf-reader/pdf-document.ts';
import {
  isArray,
  isName,
  PdfDict,
  PdfName,
  PdfRef,
  PdfStream,
  PdfString,
  type PdfValue,
} from '../../pdf-reader/pdf-value.ts';
import type { Step } from './step.ts';

const STORE_KEYS = new Set(['Type', 'Certs', 'CRLs', 'OCSPs', 'VRI']);
const RELATED_KEYS = new Set(['Type', 'Cert', 'CRL', 'OCSP', 'TU', 'TS']);
const LISTS = ['Certs', 'CRLs', 'OCSPs', 'Cert', 'CRL', 'OCSP'];

/**
 * The document security store (ETSI EN 319 142-1 §5.4.2) may be added and grow. It must be nothing but lists of
 * streams, so that no other content can hide in it.
 */
export function compareSecurityStore(step: Step, before: PdfValue, after: PdfValue): void {
  const { comparison, note } = step;
  if (comparison.difference(before, after, '/DSS', 'structure') === undefined) return;
  const store = step.after.document.resolve(after);
  if (!(store instanceof PdfDict)) {
    note({ kind: 'other', description: 'the document security store was removed' });
  } else if (!isStore(step.after.document, store)) {
    note({
      kind: 'other',
      description: 'the document security store holds something else than validation data',
    });
  } else if (lost(step, before, store)) {
    note({ kind: 'other', description: 'validation data were taken out of the document security store' });
  } else {
    note({ kind: 'long-term-data', description: 'validation data (DSS) was added' });
  }
}

/** A store only grows: whoever takes something out of it takes a proof away. */
function lost(
  { before: { document: old }, after: { document: now } }: Step,
  value: PdfValue,
  store: PdfDict,
): boolean {
  const earlier = old.resolve(value);
  if (!(earlier instanceof PdfDict)) return false;
  const kept = (document: PdfDocument, dict: PdfDict, keys: string[]) =>
    keys.flatMap((key) => {
      const list = document.get(dict, key);
      const items = new Set(isArray(list) ? list.map((item) => document.resolve(item)) : []);
      return [...items].flatMap((item) => contentOf(document, item, key) ?? []);
    });
  const lists = ['Certs', 'CRLs', 'OCSPs'];
  const present = new Set(kept(now, store, lists));
  return kept(old, earlier, lists).some((item) => !present.has(item));
}

function contentOf(document: PdfDocument, stream: PdfValue, key: string): string | undefined {
  if (!(stream instanceof PdfStream)) return undefined;
  document.file.budget.spend(stream.raw.length >>> 5);
  return `${key} ${createHash('sha256').update(decoded(document, stream)).digest('base64')}`;
}

/** The bytes as they stand where they cannot be unpacked. */
function decoded(document: PdfDocument, stream: PdfStream): Uint8Array {
  try {
    return document.decode(stream);
  } catch (error) {
    if (error instanceof CryptoError && error.code === 'PDF_DAMAGED') return stream.raw;
    throw error;
  }
}

function isStore(document: PdfDocument, store: PdfDict): boolean {
  if (!listsOnly(document, store, STORE_KEYS)) return false;
  const related = document.get(store, 'VRI');
  if (related === null) return true;
  if (!(related instanceof PdfDict)) return false;
  return [...related.entries].every(([key, value]) => {
    const entry = document.resolve(value);
    if (key === 'Type') return entry instanceof PdfName;
    return (
      /^[0-9A-Fa-f]{40,128}$/.test(key) &&
      entry instanceof PdfDict &&
      listsOnly(document, entry, RELATED_KEYS)
    );
  });
}

function listsOnly(document: PdfDocument, dict: PdfDict, keys: Set<string>): boolean {
  return [...dict.entries].every(([key, value]) => {
    if (!keys.has(key)) return false;
    const resolved = document.resolve(value);
    if (LISTS.includes(key))
      return isArray(resolved) && resolved.every((item) => isDataStream(document, item));
    if (key === 'TU') return resolved instanceof PdfString;
    if (key === 'TS') return isDataStream(document, value);
    if (key === 'VRI') return resolved instanceof PdfDict;
    return resolved instanceof PdfName;
  });
}

function isDataStream(document: PdfDocument, value: PdfValue): boolean {
  if (!(value instanceof PdfRef)) return false;
  const stream = document.resolve(value);
  return stream instanceof PdfStream && !isName(document.get(stream.dict, 'Type'), 'XObject');
}
