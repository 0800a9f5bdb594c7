import { damaged } from '../pdf-reader/limits.ts';
import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import { PdfFile } from '../pdf-reader/pdf-file.ts';
import { isArray, PdfRef, PdfStream, type PdfValue } from '../pdf-reader/pdf-value.ts';
import { findSignatures } from './find-signatures.ts';
import { reachableDictionaries } from './reachable.ts';
import { type Snapshot, takeSnapshots } from './snapshot.ts';
import { hasStraySignature } from './stray-signatures.ts';

export type Structure = {
  /** Whether any revision holds a signature, even one that a later revision took out. */
  signed: boolean;
  /** The largest object number that is referred to, whether there is such an object or not. */
  largestReference: number;
};

/**
 * Reads a file as `verifyPdf` will once somebody has signed it: pages and form of every revision, all that can be reached
 * in those that will be compared, and whether it has the remains of a signature. What fails here could be signed, but
 * no signature in it would ever count.
 * @throws CryptoError PDF_DAMAGED, PDF_ENCRYPTED, PDF_TOO_COMPLEX, PDF_NOT_A_PDF, PDF_TOO_LARGE
 */
export function checkStructure(pdf: Uint8Array): Structure {
  const file = PdfFile.open(pdf);
  const snapshots = takeSnapshots(file);
  const found = findSignatures(snapshots);
  if (hasStraySignature(file, snapshots, found)) throw damaged('a signature in it belongs to no field');
  const first = Math.min(snapshots.length - 1, ...found.map(({ revision }) => revision));
  let largestReference = 0;
  for (const snapshot of snapshots.slice(first)) {
    largestReference = Math.max(largestReference, readAll(snapshot.document));
    // What lies between the objects of a later revision is looked at, too.
    if (snapshot.index > first) file.objectsOf(snapshot.document.revision);
    checkPainted(snapshot);
  }
  return { signed: found.length > 0, largestReference };
}

/** Revisions are compared by walking through all of the document and its information. @returns the largest reference */
function readAll(document: PdfDocument): number {
  const { trailer } = document.revision;
  let largest = 0;
  for (const each of reachableDictionaries(document, new Set(), [trailer.get('Root'), trailer.get('Info')])) {
    const { entries } = each instanceof PdfStream ? each.dict : each;
    for (const value of entries.values()) largest = Math.max(largest, largestReferenceIn(value));
  }
  return largest;
}

/** What pages and fields are painted from may never change, and so can't hold a page or field, which signing does change. */
function checkPainted({ document, pages, form }: Snapshot): void {
  const changing = new Set<unknown>([document.catalog(), form.dict]);
  for (const { dict } of [...pages.values(), ...form.nodes.values()]) changing.add(dict);
  const painted = [
    form.dict?.get('DR') ?? null,
    ...[...pages.values()].flatMap(({ dict }) => [dict.get('Contents'), dict.get('Resources')]),
    ...[...form.nodes.values()].flatMap(({ dict }) => [dict.get('AP'), dict.get('MK')]),
  ];
  for (const each of reachableDictionaries(document, new Set(), painted)) {
    if (changing.has(each)) throw damaged('what a page shows leads back to pages or fields');
  }
}

/** Dictionaries come by themselves. */
function largestReferenceIn(value: PdfValue): number {
  if (value instanceof PdfRef) return value.num;
  if (!isArray(value)) return 0;
  return value.reduce<number>((largest, item) => Math.max(largest, largestReferenceIn(item)), 0);
}
