import type { SigningDigest } from '../keys/digest-algorithm.ts';
import { readForm } from './acro-form.ts';
import { addInvisibleField } from './certification.ts';
import { readPages } from './page-tree.ts';
import { damaged } from './pdf-error.ts';
import { PdfFile } from './pdf-file.ts';
import { fillByteRange, reservedSignature, type SignatureRevision } from './reserved-signature.ts';

export type TimestampRevisionInput = {
  pdf: Uint8Array;
  /** Of the digest that is to be stamped; SHA-256 when absent. */
  digestAlgorithm?: SigningDigest;
  /** Bytes reserved for the token; 16 KiB when absent. */
  contentsSize?: number;
};

const TOKEN_SIZE = 16 * 1024;

/**
 * Appends one revision with an empty document timestamp (EN 319 142-1 §5.4.3) in an invisible field of its own. Get an
 * RFC 3161 token over `digest` and put it in with `embedSignature`. DocMDP and FieldMDP don't stand against it, whatever
 * they forbid (ISO 32000-2 §12.8.2.2). @throws CryptoError PDF_DAMAGED, PDF_ENCRYPTED
 */
export function buildTimestampRevision(input: TimestampRevisionInput): SignatureRevision {
  const file = PdfFile.open(input.pdf);
  const form = readForm(file);
  const [page] = readPages(file, Number.POSITIVE_INFINITY);
  if (!page) throw damaged('there are no pages');
  const timestamp = reservedSignature(file.context, {
    type: 'DocTimeStamp',
    subFilter: 'ETSI.RFC3161',
    contentsSize: input.contentsSize ?? TOKEN_SIZE,
  });
  const signature = file.add(timestamp);
  addInvisibleField(file, form, { page, name: 'Timestamp', signature });
  return fillByteRange(file.save(), signature, input.digestAlgorithm);
}
