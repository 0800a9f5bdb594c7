import { CryptoError } from '../errors.ts';
import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import { PdfFile } from '../pdf-reader/pdf-file.ts';
import { isArray, PdfRef, PdfStream, type PdfValue } from '../pdf-reader/pdf-value.ts';
import { findSignatures } from './find-signatures.ts';
import { reachableDictionaries } from './reachable.ts';
import { takeSnapshots } from './snapshot.ts';
import { hasStraySignature } from './stray-signatures.ts';

export type Structure = {
  /** Whether any revision holds a signature, even one that a later revision took out. */
  signed: boolean;
  /** The largest object number that is referred to, whether there is such an object or not. */
  largestReference: number;
};

/**
 * Reads a file as `verifyPdf` will once somebody has signed it: pages and form of every revision, all that can be reached
 * in the last one, and whether it has the remains of a signature. What fails here could be signed, but no signature in
 * it would ever count.
 * @throws CryptoError PDF_DAMAGED, PDF_ENCRYPTED, PDF_TOO_COMPLEX, PDF_NOT_A_PDF, PDF_TOO_LARGE
 */
export function checkStructure(pdf: Uint8Array): Structure {
  const file = PdfFile.open(pdf);
  const snapshots = takeSnapshots(file);
  const found = findSignatures(snapshots);
  if (hasStraySignature(file, snapshots, found)) {
    throw new CryptoError(
      'PDF_DAMAGED',
      'The PDF holds a signature that belongs to no field. Ask the sender for the original file.',
    );
  }
  return { signed: found.length > 0, largestReference: readAll(file.latest()) };
}

/** Revisions are compared by walking through all of the document and its information. */
function readAll(document: PdfDocument): number {
  let largest = 0;
  for (const from of [document.revision.trailer.get('Root'), document.revision.trailer.get('Info')]) {
    for (const each of reachableDictionaries(document, from)) {
      const { entries } = each instanceof PdfStream ? each.dict : each;
      for (const value of entries.values()) largest = Math.max(largest, largestReferenceIn(value));
    }
  }
  return largest;
}

/** Dictionaries come by themselves. */
function largestReferenceIn(value: PdfValue): number {
  if (value instanceof PdfRef) return value.num;
  if (!isArray(value)) return 0;
  return value.reduce<number>((largest, item) => Math.max(largest, largestReferenceIn(item)), 0);
}
