import { PDFHexString, PDFString } from 'pdf-lib';

/** A text string object: readable where the text is plain ASCII, UTF-16BE otherwise (ISO 32000-2 §7.9.2.2). */
export function textObject(text: string): PDFString | PDFHexString {
  if (!/^[\x20-\x7e]*$/.test(text)) return PDFHexString.fromText(text);
  return PDFString.of(text.replaceAll(/[\\()]/g, (character) => `\\${character}`));
}
