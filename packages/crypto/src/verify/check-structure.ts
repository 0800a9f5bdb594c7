import { CryptoError } from '../errors.ts';
import { PdfFile } from '../pdf-reader/pdf-file.ts';
import { findSignatures } from './find-signatures.ts';
import { takeSnapshots } from './snapshot.ts';
import { hasStraySignature } from './stray-signatures.ts';

/**
 * Reads a file as `verifyPdf` will once somebody has signed it: every revision's catalogue, pages and form, and whether
 * it has the remains of a signature. What fails here could be signed, but no signature in it would ever count.
 * @throws CryptoError PDF_DAMAGED, PDF_ENCRYPTED, PDF_TOO_COMPLEX, PDF_NOT_A_PDF, PDF_TOO_LARGE
 */
export function checkStructure(pdf: Uint8Array): void {
  const file = PdfFile.open(pdf);
  const snapshots = takeSnapshots(file);
  if (!hasStraySignature(file, snapshots, findSignatures(snapshots))) return;
  throw new CryptoError(
    'PDF_DAMAGED',
    'The PDF holds a signature that belongs to no field. Ask the sender for the original file.',
  );
}
