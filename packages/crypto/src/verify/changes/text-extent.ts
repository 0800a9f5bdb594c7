import type { PdfDocument } from '../../pdf-reader/pdf-document.ts';
import { isArray, isName, type PdfDict } from '../../pdf-reader/pdf-value.ts';

/** How far text of a font reaches, in units of the font size. An estimate that errs on the large side. */
export type FontExtent = { bytesPerGlyph: 1 | 2; widthOf: (code: number) => number };

const AVERAGE = 0.6;

export function fontExtent(document: PdfDocument, font: PdfDict | undefined): FontExtent {
  if (font !== undefined && isName(document.get(font, 'Subtype'), 'Type0')) {
    return { bytesPerGlyph: 2, widthOf: () => 1 };
  }
  const widths = font === undefined ? null : document.get(font, 'Widths');
  const first = font === undefined ? null : document.get(font, 'FirstChar');
  if (!isArray(widths) || typeof first !== 'number') return { bytesPerGlyph: 1, widthOf: () => AVERAGE };
  const unit = font !== undefined && isName(document.get(font, 'Subtype'), 'Type3') ? 0.01 : 0.001;
  return {
    bytesPerGlyph: 1,
    widthOf: (code) => {
      const width = document.resolve(widths[code - first] ?? null);
      return typeof width === 'number' ? width * unit : AVERAGE;
    },
  };
}

/** Spaces, rules drawn by underscores and leaders of dots are places to sign on, not text to hide. */
export function isBlank(bytes: Uint8Array, bytesPerGlyph: number): boolean {
  return (
    bytesPerGlyph === 1 &&
    bytes.every((code) => code === 0x20 || code === 0x5f || code === 0x2e || code === 0xa0)
  );
}
