import { CryptoError } from '../errors.ts';
import { checkStructure } from '../verify/check-structure.ts';
import { type Form, readForm } from './acro-form.ts';
import { lastIndexOf } from './byte-scan.ts';
import { readStartXref } from './cross-reference.ts';
import { isSigned } from './form-field.ts';
import { type Page, readPages } from './page-tree.ts';
import { damaged, refuse } from './pdf-error.ts';
import { PdfFile } from './pdf-file.ts';
import { rebuildPdf } from './rebuild-pdf.ts';

export type PdfLimits = {
  /** 50 MB when absent. */
  maxBytes?: number;
  /** 1000 when absent. */
  maxPages?: number;
};

export type OpenPdf = {
  file: PdfFile;
  pages: Page[];
  form: Form;
  version: string;
  /** Whether anybody has signed any revision of it. */
  signed: boolean;
};

const MAX_BYTES = 50 * 1024 * 1024;
const MAX_PAGES = 1000;
const HEADER_WINDOW = 1024;

/**
 * Opens an uploaded PDF and refuses what cannot be signed safely: PDF_EMPTY, PDF_TOO_LARGE, PDF_NOT_A_PDF,
 * PDF_ENCRYPTED, PDF_DAMAGED, PDF_TOO_MANY_PAGES, PDF_XFA, PDF_TOO_COMPLEX.
 *
 * An unsigned file whose cross-reference doesn't fit its objects, that has bytes before its header, or that our verifier
 * is too strict to read, cannot be appended to. It is rewritten in full when all of its pages can be found; `file.bytes`
 * are then not the input.
 */
export function openPdf(bytes: Uint8Array, limits: PdfLimits = {}): OpenPdf {
  const maxBytes = limits.maxBytes ?? MAX_BYTES;
  if (bytes.length === 0) refuse('PDF_EMPTY', 'The file is empty. Choose another file.');
  if (bytes.length > maxBytes) {
    const megabytes = Math.floor(maxBytes / 1024 / 1024);
    refuse('PDF_TOO_LARGE', `The PDF is larger than ${megabytes} MB. Compress or split it.`);
  }
  const header = readHeader(bytes);
  readStartXref(bytes);
  const opened = header.offset === 0 ? openAppendable(bytes, limits) : damaged('bytes before the header');
  if (!(opened instanceof CryptoError)) return { ...opened, version: versionOf(opened.file, header.version) };
  if (lastIndexOf(bytes, '/ByteRange', 0) >= 0) throw opened;
  const rebuilt = openAppendable(rebuildPdf(bytes, header.version), limits);
  if (rebuilt instanceof CryptoError) throw rebuilt;
  if (rebuilt.signed) throw opened;
  return { ...rebuilt, version: versionOf(rebuilt.file, header.version) };
}

/** Returns PDF_DAMAGED instead of throwing it: such a file may be rewritten. */
function openAppendable(bytes: Uint8Array, limits: PdfLimits): Omit<OpenPdf, 'version'> | CryptoError {
  try {
    const file = PdfFile.open(bytes);
    const pages = readPages(file, limits.maxPages ?? MAX_PAGES);
    const form = readForm(file);
    if (form.dict && file.lookup(form.dict, 'XFA')) {
      refuse(
        'PDF_XFA',
        'The PDF is an XFA form, whose content programs show differently. Print it to a new PDF.',
      );
    }
    const { signed, largestReference } = checkStructure(bytes);
    file.leaveFree(largestReference);
    const isSignedBefore = signed || form.fields.some(isSigned);
    // Our revision's /Size would bring to light what strict readers don't see now.
    if (file.exceedsSize && !isSignedBefore) return damaged('objects beyond /Size');
    return { file, pages, form, signed: isSignedBefore };
  } catch (error) {
    if (error instanceof CryptoError && error.code === 'PDF_DAMAGED') return error;
    throw error;
  }
}

function readHeader(bytes: Uint8Array): { offset: number; version: string } {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, HEADER_WINDOW)).toString(
    'latin1',
  );
  const match = /%PDF-(\d\.\d)/.exec(start);
  if (!match) refuse('PDF_NOT_A_PDF', 'The file is not a PDF, whatever its name says. Choose a PDF file.');
  return { offset: match.index, version: match[1] ?? '1.0' };
}

/** The catalogue may raise the header's version (ISO 32000-2 §7.7.2). */
function versionOf(file: PdfFile, header: string): string {
  const own = file.name(file.catalog, 'Version');
  return own && /^\d\.\d$/.test(own) && Number(own) > Number(header) ? own : header;
}
