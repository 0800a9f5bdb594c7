import { PdfFile } from '../../pdf-reader/pdf-file.ts';
import {
  isArray,
  PdfDict,
  PdfName,
  PdfRef,
  PdfStream,
  PdfString,
  type PdfValue,
} from '../../pdf-reader/pdf-value.ts';
import { checkSignatures } from '../check-signature.ts';
import { findSignatures } from '../find-signatures.ts';
import { annotationsOf, type PageNode } from '../pages.ts';
import { type Snapshot, takeSnapshots } from '../snapshot.ts';
import { type AppendOptions, appendRevision, latin1, type Objects } from './pdf-maker.ts';

/** Any file, ours or not, of tables or streams. */
export type Opened = {
  pdf: Uint8Array;
  text: string;
  snapshot: Snapshot;
  root: number;
  page: PageNode /* the first */;
  /** From here on object numbers are free. */
  free: number;
};

/** A signed file as an attacker sees it, with its first signature: its dictionary and where its hexadecimal string lies. */
export type Target = Opened & { signature: { value: number; gap: [number, number] } };

/** @throws Error for a file without an intact signature whose dictionary is an object of its own */
export function openTarget(pdf: Uint8Array): Target {
  const file = PdfFile.open(pdf);
  const [found] = findSignatures(takeSnapshots(file));
  const covered = found && checkSignatures(file, [found])[0]?.covered;
  if (!covered?.covered || found?.object === undefined) throw new Error('no intact signature');
  return { ...openFile(pdf), signature: { value: found.object, gap: covered.gap } };
}

export function openFile(pdf: Uint8Array): Opened {
  const file = PdfFile.open(pdf);
  const snapshot = takeSnapshots(file).at(-1);
  const page = snapshot?.pages.values().find((node) => node.page === 0);
  const root = snapshot?.document.revision.trailer.get('Root');
  if (!snapshot || !page || !(root instanceof PdfRef)) throw new Error('no document');
  const numbers = file.revisions.flatMap(({ entries }) => [...entries.keys()]);
  return { pdf, text: latin1(pdf), snapshot, root: root.num, page, free: Math.max(...numbers) + 1 };
}

/** Appends an update that keeps what the trailer says, but for what the attack changes. */
export function updated(target: Opened, objects: Objects, options: AppendOptions = {}): Uint8Array {
  const { trailer } = target.snapshot.document.revision;
  const kept = ['Info', 'ID'].flatMap((key) => {
    const value = trailer.get(key);
    return value === null ? [] : [`/${key} ${written(value)}`];
  });
  return appendRevision(target.pdf, objects, {
    root: target.root,
    trailer: kept.join(' '),
    ...options,
  });
}

/** The object of a number as it stands, with entries replaced; null leaves one out. */
export function withEntries(target: Opened, num: number, changes: Record<string, string | null>): string {
  const dict = target.snapshot.document.dict(new PdfRef(num, 0));
  if (!dict) throw new Error(`object ${num} is no dictionary`);
  return writtenWith(dict, changes);
}

export function writtenWith(dict: PdfDict, changes: Record<string, string | null>): string {
  const kept = [...dict.entries]
    .filter(([key]) => !(key in changes))
    .map(([key, value]) => [key, written(value)]);
  const changed = Object.entries(changes).filter(([, text]) => text !== null);
  return `<< ${[...kept, ...changed].map(([key, text]) => `/${key} ${text}`).join(' ')} >>`;
}

/** The objects that put an annotation on the first page, and into the form if it is a field. */
export function placed(target: Opened, num: number, annotation: string, isField = false): Objects {
  const { document, form } = target.snapshot;
  const annotations = annotationsOf(document, target.page).map(({ value }) => written(value));
  const page = withEntries(target, target.page.num, {
    Annots: `[${[...annotations, `${num} 0 R`].join(' ')}]`,
  });
  const objects: Objects = { [target.page.num]: page, [num]: annotation };
  if (!isField) return objects;
  const tops = form.dict ? document.get(form.dict, 'Fields') : null;
  const fields = [...(isArray(tops) ? tops.map(written) : []), `${num} 0 R`].join(' ');
  const dictionary = form.dict
    ? writtenWith(form.dict, { Fields: `[${fields}]`, SigFlags: '3' })
    : `<< /Fields [${fields}] /SigFlags 3 >>`;
  const reference = document.catalog().get('AcroForm');
  if (reference instanceof PdfRef) objects[reference.num] = dictionary;
  else objects[target.root] = withEntries(target, target.root, { AcroForm: dictionary });
  return objects;
}

/** A value as it would stand in a file; strings in hexadecimal. */
export function written(value: PdfValue): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (value instanceof PdfName) return `/${value.value}`;
  if (value instanceof PdfString) return `<${Buffer.from(value.bytes).toString('hex')}>`;
  if (value instanceof PdfRef) return `${value.num} ${value.gen} R`;
  if (value instanceof PdfDict) return writtenWith(value, {});
  if (value instanceof PdfStream)
    return `${writtenWith(value.dict, { Length: String(value.raw.length) })}\nstream\n${latin1(value.raw)}\nendstream`;
  return `[${value.map(written).join(' ')}]`;
}
