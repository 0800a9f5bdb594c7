import { CryptoError } from '../errors.ts';
import { refuse } from './pdf-error.ts';

/** Offset and length of the two signed parts: before and after the value of /Contents. */
export type ByteRange = [number, number, number, number];

type Embedding = { pdf: Uint8Array; byteRange: ByteRange; cms: Uint8Array };

/**
 * Writes a CMS signature (DER) into the /Contents reserved for it. Throws CONTENTS_TOO_SMALL with the bytes needed,
 * BYTE_RANGE_INVALID, and SIGNATURE_ALREADY_EMBEDDED when the place isn't empty.
 */
export function embedSignature(input: Embedding): Uint8Array {
  const pdf = Buffer.from(input.pdf);
  fillContents({ ...input, pdf });
  return pdf;
}

/** As `embedSignature`, into the very bytes given: copying a large file takes as long as hashing it. */
export function fillContents({ pdf, byteRange, cms }: Embedding): void {
  const [start, before, after, rest] = byteRange;
  if (start !== 0 || before >= after || after + rest !== pdf.length) {
    refuse('BYTE_RANGE_INVALID', 'The byte range does not belong to this revision. Build the revision anew.');
  }
  const bytes = Buffer.from(pdf.buffer, pdf.byteOffset, pdf.length);
  const reserved = bytes.toString('latin1', before, after);
  if (!/^<0*>$/.test(reserved)) {
    refuse('SIGNATURE_ALREADY_EMBEDDED', 'The signature is already in place. Use the file as it is.');
  }
  if (cms.length * 2 > reserved.length - 2) {
    throw new CryptoError(
      'CONTENTS_TOO_SMALL',
      `The signature takes ${cms.length} bytes, ${(reserved.length - 2) / 2} are reserved. Build the revision with more.`,
    );
  }
  bytes.write(Buffer.from(cms).toString('hex'), before + 1, 'latin1');
}
