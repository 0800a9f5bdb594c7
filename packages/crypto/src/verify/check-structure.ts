import { CryptoError } from '../errors.ts';
import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import { PdfFile } from '../pdf-reader/pdf-file.ts';
import { findSignatures } from './find-signatures.ts';
import { reachableDictionaries } from './reachable.ts';
import { takeSnapshots } from './snapshot.ts';
import { hasStraySignature } from './stray-signatures.ts';

/**
 * Reads a file as `verifyPdf` will once somebody has signed it: pages and form of every revision, all that can be reached
 * in the last one, and whether it has the remains of a signature. What fails here could be signed, but no signature in
 * it would ever count.
 * @returns whether any revision holds a signature, even one that a later revision took out
 * @throws CryptoError PDF_DAMAGED, PDF_ENCRYPTED, PDF_TOO_COMPLEX, PDF_NOT_A_PDF, PDF_TOO_LARGE
 */
export function checkStructure(pdf: Uint8Array): { signed: boolean } {
  const file = PdfFile.open(pdf);
  const snapshots = takeSnapshots(file);
  const found = findSignatures(snapshots);
  if (hasStraySignature(file, snapshots, found)) {
    throw new CryptoError(
      'PDF_DAMAGED',
      'The PDF holds a signature that belongs to no field. Ask the sender for the original file.',
    );
  }
  readAll(file.latest());
  return { signed: found.length > 0 };
}

/** Revisions are compared by walking through all of the document and its information. */
function readAll(document: PdfDocument): void {
  for (const from of [document.revision.trailer.get('Root'), document.revision.trailer.get('Info')]) {
    for (const _ of reachableDictionaries(document, from));
  }
}
