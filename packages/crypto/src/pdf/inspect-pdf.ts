import { openPdf, type PdfLimits } from './open-pdf.ts';
import { displayedSize } from './page-geometry.ts';

export type PdfInspection = {
  /** Size in points as displayed, that is after `rotation` (clockwise degrees). */
  pages: { width: number; height: number; rotation: 0 | 90 | 180 | 270 }[];
  /** Whether anybody has signed it. */
  signed: boolean;
  version: string;
  /** In bytes. */
  size: number;
};

/**
 * Looks into an uploaded PDF. Refuses with a CryptoError: PDF_EMPTY, PDF_NOT_A_PDF, PDF_ENCRYPTED, PDF_DAMAGED,
 * PDF_TOO_LARGE, PDF_TOO_MANY_PAGES, PDF_XFA, PDF_TOO_COMPLEX.
 */
export async function inspectPdf(bytes: Uint8Array, limits: PdfLimits = {}): Promise<PdfInspection> {
  const opened = openPdf(bytes, limits);
  return {
    pages: opened.pages.map((page) => ({ ...displayedSize(page), rotation: page.rotation })),
    signed: opened.signed,
    version: opened.version,
    size: bytes.length,
  };
}
