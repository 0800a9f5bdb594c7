import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import { isName, type PdfDict, PdfStream } from '../pdf-reader/pdf-value.ts';

/** Codes of a font to characters; undefined where it doesn't say which. */
export type Decoder = (codes: Uint8Array) => string | undefined;

const MAX_MAP = 400_000;
const MAX_RANGE = 65_536;
const known = new WeakMap<PdfDict, Decoder>();

/**
 * How a font's codes are read as text: by its /ToUnicode (ISO 32000-2 §9.10.3), else, in a simple font with an encoding of
 * Latin letters, as ASCII.
 */
export function fontDecoder(document: PdfDocument, font: PdfDict): Decoder {
  const decoder = known.get(font) ?? makeDecoder(document, font);
  known.set(font, decoder);
  return decoder;
}

function makeDecoder(document: PdfDocument, font: PdfDict): Decoder {
  const map = document.get(font, 'ToUnicode');
  if (map instanceof PdfStream) return byMap(readMap(document.decode(map)), font, document);
  const encoding = document.get(font, 'Encoding');
  const named = ['WinAnsiEncoding', 'StandardEncoding', 'MacRomanEncoding', 'PDFDocEncoding'];
  const isLatin = encoding === null || named.some((name) => isName(encoding, name));
  // Symbolic fonts have an encoding of their own inside.
  const isSymbol = ['Symbol', 'ZapfDingbats'].some((name) => isName(document.get(font, 'BaseFont'), name));
  const isSimple = ['Type1', 'TrueType', 'MMType1'].some((name) =>
    isName(document.get(font, 'Subtype'), name),
  );
  return isLatin && isSimple && !isSymbol ? ascii : () => undefined;
}

const ascii: Decoder = (codes) =>
  codes.every((code) => code >= 0x20 && code < 0x7f) ? Buffer.from(codes).toString('latin1') : undefined;

function byMap(map: Map<number, string>, font: PdfDict, document: PdfDocument): Decoder {
  const size = isName(document.get(font, 'Subtype'), 'Type0') ? 2 : 1;
  return (codes) => {
    if (codes.length % size !== 0) return undefined;
    let text = '';
    for (let i = 0; i < codes.length; i += size) {
      const code = size === 2 ? ((codes[i] ?? 0) << 8) | (codes[i + 1] ?? 0) : (codes[i] ?? 0);
      const character = map.get(code);
      if (character === undefined) return undefined;
      text += character;
    }
    return text;
  };
}

const HEX = '<([0-9A-Fa-f\\s]+)>';
const SECTION = /begin(bfchar|bfrange)([\s\S]*?)endbf(?:char|range)/g;

/** The bfchar and bfrange sections of a ToUnicode CMap. */
function readMap(data: Uint8Array): Map<number, string> {
  const map = new Map<number, string>();
  const text = Buffer.from(data.subarray(0, MAX_MAP)).toString('latin1');
  for (const [, kind, body = ''] of text.matchAll(SECTION)) {
    if (kind === 'bfchar') {
      for (const [, code = '', to = ''] of body.matchAll(new RegExp(`${HEX}\\s*${HEX}`, 'g')))
        map.set(numberOf(code), textOf(to));
    } else addRanges(body, map);
  }
  return map;
}

function addRanges(body: string, map: Map<number, string>): void {
  const range = new RegExp(`${HEX}\\s*${HEX}\\s*(?:${HEX}|\\[([^\\]]*)\\])`, 'g');
  for (const [, first = '', last = '', to, list] of body.matchAll(range)) {
    const start = numberOf(first);
    const count = Math.min(numberOf(last) - start + 1, MAX_RANGE);
    const listed = [...(list ?? '').matchAll(new RegExp(HEX, 'g'))].map(([, hex = '']) => textOf(hex));
    for (let i = 0; i < count && map.size < MAX_RANGE; i++) {
      const character = to === undefined ? listed[i] : following(textOf(to), i);
      if (character !== undefined) map.set(start + i, character);
    }
  }
}

const numberOf = (hex: string): number => Number.parseInt(hex.replace(/\s/g, ''), 16);

/** UTF-16, big end first. */
function textOf(hex: string): string {
  const bytes = Buffer.from(hex.replace(/\s/g, ''), 'hex');
  return bytes.length % 2 === 0 ? bytes.swap16().toString('utf16le') : bytes.toString('latin1');
}

/** The last character of a range's first text counts up. */
function following(text: string, by: number): string {
  const last = text.codePointAt(text.length - 1);
  return last === undefined ? text : text.slice(0, -1) + String.fromCodePoint(last + by);
}
