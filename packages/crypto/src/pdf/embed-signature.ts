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
  const reserved = bytes.subarray(before + 1, after - 1);
  if (bytes[before] !== 0x3c || bytes[after - 1] !== 0x3e || !isEmpty(reserved)) {
    refuse('SIGNATURE_ALREADY_EMBEDDED', 'The signature is already in place. Use the file as it is.');
  }
  if (cms.length * 2 > reserved.length) {
    throw new CryptoError(
      'CONTENTS_TOO_SMALL',
      `The signature takes ${cms.length} bytes, ${reserved.length / 2} are reserved. Build the revision with more.`,
    );
  }
  bytes.write(Buffer.from(cms).toString('hex'), before + 1, 'latin1');
}

/** Nothing but the digit 0: then the first differs from none, and each equals the one after it. */
function isEmpty(digits: Buffer): boolean {
  return digits[0] === 0x30 && digits.subarray(1).equals(digits.subarray(0, -1));
}
