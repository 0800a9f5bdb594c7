import { isWhitespace } from '../pdf-reader/lexer.ts';
import type { PdfFile } from '../pdf-reader/pdf-file.ts';
import { isArray, type PdfDict, PdfString } from '../pdf-reader/pdf-value.ts';
import type { FoundSignature } from './find-signatures.ts';
import type { Coverage } from './report.ts';

export type ByteRangeReason =
  | 'BYTE_RANGE_MISSING'
  | 'BYTE_RANGE_INVALID' /* not two ranges from byte 0, in order, inside the file */
  | 'BYTE_RANGE_GAP' /* leaves out something else than exactly this signature's own /Contents */
  | 'BYTE_RANGE_END' /* doesn't end where a revision ends */
  | 'CONTENTS_MISSING'
  | 'CONTENTS_INVALID' /* no hexadecimal string written into the signature dictionary itself */
  | 'SIGNATURE_NOT_COVERED' /* field or dictionary aren't part of the revision it covers */;

export type CoveredBytes =
  | {
      covered: true;
      revision: number;
      end: number;
      coverage: Exclude<Coverage, 'partial'>;
      gap: [number, number];
      contents: Uint8Array;
    }
  | { covered: false; reasons: ByteRangeReason[] };

/**
 * Holds /ByteRange and /Contents (ISO 32000-2 §12.8.1) to what they must be: everything from the first byte to the end of
 * a revision except the hexadecimal string that is this very dictionary's /Contents.
 */
export function checkByteRange(file: PdfFile, signature: FoundSignature, value: PdfDict): CoveredBytes {
  const contents = value.get('Contents');
  const ranges = value.get('ByteRange');
  if (contents === null) return refuse('CONTENTS_MISSING');
  if (ranges === null) return refuse('BYTE_RANGE_MISSING');
  if (!isHexInFile(file, contents)) return refuse('CONTENTS_INVALID');
  if (!isArray(ranges) || ranges.length !== 4) return refuse('BYTE_RANGE_INVALID');
  const [start, firstLength, secondStart, secondLength] = ranges;
  if (!isCount(start) || !isCount(firstLength) || !isCount(secondStart) || !isCount(secondLength)) {
    return refuse('BYTE_RANGE_INVALID');
  }
  const end = secondStart + secondLength;
  if (
    start !== 0 ||
    firstLength === 0 ||
    secondStart <= firstLength ||
    end > file.bytes.length ||
    secondLength === 0
  ) {
    return refuse('BYTE_RANGE_INVALID');
  }
  if (firstLength !== contents.start || secondStart !== contents.end) return refuse('BYTE_RANGE_GAP');
  const revision = revisionEndingAt(file, end);
  if (revision === undefined) return refuse('BYTE_RANGE_END');
  if (!liesIn(file, signature, value, revision, end)) return refuse('SIGNATURE_NOT_COVERED');
  const coverage = end === file.bytes.length ? 'whole-file' : 'revision';
  return {
    covered: true,
    revision,
    end,
    coverage,
    gap: [firstLength, secondStart],
    contents: contents.bytes,
  };
}

function refuse(reason: ByteRangeReason): CoveredBytes {
  return { covered: false, reasons: [reason] };
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && !Object.is(value, -0);
}

const WHITESPACE = [0, 9, 10, 12, 13, 32];

/** White space inside the string would be bytes that nobody signs and every parser reads differently. */
function isHexInFile(file: PdfFile, value: unknown): value is PdfString {
  if (!(value instanceof PdfString) || !value.hex || value.start < 0) return false;
  // An odd digit would leave room for one such octet.
  const digits = file.bytes.subarray(value.start + 1, value.end - 1);
  return digits.length === value.bytes.length * 2 && !WHITESPACE.some((code) => digits.includes(code));
}

/** A revision ends with its `%%EOF`; the line end and white space that may follow can be signed or not. */
function revisionEndingAt(file: PdfFile, end: number): number | undefined {
  const revision = file.revisions.findLast((candidate) => candidate.end <= end);
  if (revision === undefined || !file.bytes.subarray(revision.end, end).every(isWhitespace)) return undefined;
  return revision.index;
}

/** As of the revision it covers, the field must have this dictionary, and both must lie in the signed bytes. */
function liesIn(
  file: PdfFile,
  signature: FoundSignature,
  value: PdfDict,
  revision: number,
  end: number,
): boolean {
  if (signature.revision > revision || signature.fieldNumber === undefined) return false;
  const holder = signature.object ?? signature.fieldNumber;
  const extent = file.objectOf(holder, revision);
  const contents = value.get('Contents');
  if (extent === undefined || extent.end > end || !(contents instanceof PdfString)) return false;
  return extent.start < contents.start && contents.end < extent.end;
}
