import { createHash } from 'node:crypto';
import { PDFArray, type PDFContext, PDFDict, PDFNumber, type PDFRef } from 'pdf-lib';
import { nodeDigest, type SigningDigest } from '../keys/digest-algorithm.ts';
import type { Revision } from './append-revision.ts';
import type { ByteRange } from './embed-signature.ts';
import { nameOf } from './name-of.ts';
import { ReservedContents } from './reserved-contents.ts';

/** A PDF with an empty signature at its end: `embedSignature` puts in what was made over `digest`. */
export type SignatureRevision = {
  pdf: Uint8Array;
  byteRange: ByteRange;
  /** SHA-256 over the byte range. */
  digest: Uint8Array;
};

type Kind =
  | { type: 'Sig'; subFilter: 'ETSI.CAdES.detached' }
  | { type: 'DocTimeStamp'; subFilter: 'ETSI.RFC3161' };

/** As wide as any offset of a file below 10 GB. */
const OFFSET_PLACEHOLDER = 9_999_999_999;

/**
 * A signature dictionary whose value is still to come. /ByteRange and /Contents come first, so that no text that follows
 * can be taken for them.
 */
export function reservedSignature(context: PDFContext, kind: Kind & { contentsSize: number }): PDFDict {
  const dict = PDFDict.withContext(context);
  const placeholder = PDFArray.withContext(context);
  placeholder.push(PDFNumber.of(0));
  for (let index = 0; index < 3; index += 1) placeholder.push(PDFNumber.of(OFFSET_PLACEHOLDER));
  dict.set(nameOf('Type'), nameOf(kind.type));
  dict.set(nameOf('ByteRange'), placeholder);
  dict.set(nameOf('Contents'), new ReservedContents(kind.contentsSize));
  dict.set(nameOf('Filter'), nameOf('Adobe.PPKLite'));
  dict.set(nameOf('SubFilter'), nameOf(kind.subFilter));
  return dict;
}

/** Replaces the byte range's placeholders, now that the offsets are known, by numbers padded to the same width. */
export function fillByteRange(
  revision: Revision,
  signatureRef: PDFRef,
  digestAlgorithm: SigningDigest = 'SHA-256',
): SignatureRevision {
  const pdf = revision.bytes;
  const position = revision.positions.get(signatureRef.objectNumber) ?? { start: 0, end: 0 };
  const rangeStart = pdf.indexOf('/ByteRange', position.start, 'latin1');
  const rangeEnd = pdf.indexOf(']', rangeStart, 'latin1') + 1;
  const before = pdf.indexOf('<', pdf.indexOf('/Contents', rangeEnd, 'latin1'), 'latin1');
  const after = pdf.indexOf('>', before, 'latin1') + 1;
  const byteRange: ByteRange = [0, before, after, pdf.length - after];
  const text = `/ByteRange [ ${byteRange.join(' ')} ]`;
  pdf.write(text.padEnd(rangeEnd - rangeStart), rangeStart, 'latin1');
  const hash = createHash(nodeDigest(digestAlgorithm));
  const digest = hash.update(pdf.subarray(0, before)).update(pdf.subarray(after)).digest();
  return { pdf, byteRange, digest };
}
