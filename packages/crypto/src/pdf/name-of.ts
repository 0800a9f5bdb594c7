import { PDFName, PDFNumber } from 'pdf-lib';

/** Names of hostile files shall not fill the memory. */
const MAX_KEPT = 4096;
const kept = new Map<string, PDFName>();

/** `PDFName.of`, which looks for escapes in the text each time, found again by the text. */
export function nameOf(text: string): PDFName {
  const known = kept.get(text);
  if (known) return known;
  const name = PDFName.of(text);
  if (kept.size >= MAX_KEPT) kept.clear();
  kept.set(text, name);
  return name;
}

const numbers = new Map<number, PDFNumber>();

/** `PDFNumber.of`, which spells the number each time, found again by its value. */
export function numberOf(value: number): PDFNumber {
  const known = numbers.get(value);
  if (known) return known;
  const number = PDFNumber.of(value);
  if (numbers.size >= MAX_KEPT) numbers.clear();
  numbers.set(value, number);
  return number;
}

/** A name's text, its escapes decoded. */
export function textOfName(name: PDFName): string {
  const encoded = name.asString();
  return encoded.includes('#') ? name.decodeText() : encoded.slice(1);
}
