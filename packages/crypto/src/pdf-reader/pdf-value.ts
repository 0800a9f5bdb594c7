/** A PDF object (ISO 32000-2 §7.3). Integers and reals are both `number`; `null` stands for the null object. */
export type PdfValue =
  | null
  | boolean
  | number
  | PdfName
  | PdfString
  | PdfRef
  | PdfDict
  | PdfStream
  | readonly PdfValue[];

export class PdfName {
  readonly kind = 'name';
  readonly value: string /* #xx decoded, one char per octet, no slash */;
  constructor(value: string) {
    this.value = value;
  }
}

/** `start` and `end` are file offsets of the token with its delimiters; -1 inside an object stream. */
export class PdfString {
  readonly kind = 'string';
  readonly bytes: Uint8Array;
  readonly hex: boolean;
  readonly start: number;
  readonly end: number;
  constructor(bytes: Uint8Array, hex: boolean, start: number, end: number) {
    this.bytes = bytes;
    this.hex = hex;
    this.start = start;
    this.end = end;
  }
}

export class PdfRef {
  readonly kind = 'ref';
  readonly num: number;
  readonly gen: number;
  constructor(num: number, gen: number) {
    this.num = num;
    this.gen = gen;
  }
}

/** Entries whose value is null are left out: they mean the same as no entry (ISO 32000-2 §7.3.7). */
export class PdfDict {
  readonly kind = 'dict';
  readonly entries: ReadonlyMap<string, PdfValue>;
  constructor(entries: ReadonlyMap<string, PdfValue>) {
    this.entries = entries;
  }
  get(key: string): PdfValue {
    return this.entries.get(key) ?? null;
  }
}

export class PdfStream {
  readonly kind = 'stream';
  readonly dict: PdfDict;
  readonly raw: Uint8Array /* still encoded */;
  constructor(dict: PdfDict, raw: Uint8Array) {
    this.dict = dict;
    this.raw = raw;
  }
}

export function isArray(value: PdfValue): value is readonly PdfValue[] {
  return Array.isArray(value);
}

export function isName(value: PdfValue, name: string): boolean {
  return value instanceof PdfName && value.value === name;
}

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a === b || (a.length === b.length && Buffer.compare(a, b) === 0);
}

/** Equality of what is written, references compared as references. */
export function sameValue(a: PdfValue, b: PdfValue): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a !== 'object' || typeof b !== 'object') return false;
  if (isArray(a)) {
    return isArray(b) && a.length === b.length && a.every((item, i) => sameValue(item, b[i] ?? null));
  }
  if (isArray(b) || a.kind !== b.kind) return false;
  if (a instanceof PdfName) return b instanceof PdfName && a.value === b.value;
  if (a instanceof PdfString) return b instanceof PdfString && sameBytes(a.bytes, b.bytes);
  if (a instanceof PdfRef) return b instanceof PdfRef && a.num === b.num && a.gen === b.gen;
  if (a instanceof PdfStream) {
    return b instanceof PdfStream && sameValue(a.dict, b.dict) && sameBytes(a.raw, b.raw);
  }
  return b instanceof PdfDict && sameEntries(a, b);
}

function sameEntries(a: PdfDict, b: PdfDict): boolean {
  if (a.entries.size !== b.entries.size) return false;
  for (const [key, value] of a.entries) {
    if (!b.entries.has(key) || !sameValue(value, b.get(key))) return false;
  }
  return true;
}

/** Where PDFDocEncoding (ISO 32000-2 annex D.3) is not Latin-1. */
const PDF_DOC_ENCODING: Record<string, string> = {
  ...encoded(0x18, '\u02d8\u02c7\u02c6\u02d9\u02dd\u02db\u02da\u02dc'),
  ...encoded(
    0x80,
    '\u2022\u2020\u2021\u2026\u2014\u2013\u0192\u2044\u2039\u203a\u2212\u2030\u201e\u201c\u201d\u2018\u2019\u201a\u2122\ufb01\ufb02\u0141\u0152\u0160\u0178\u017d\u0131\u0142\u0153\u0161\u017e',
  ),
  '\xa0': '\u20ac',
};
const OTHER_THAN_LATIN = new RegExp(`[${Object.keys(PDF_DOC_ENCODING).join('')}]`, 'g');

function encoded(first: number, characters: string): Record<string, string> {
  return Object.fromEntries(
    [...characters].map((character, i) => [String.fromCharCode(first + i), character]),
  );
}

/** A text string as Unicode (ISO 32000-2 §7.9.2.2): UTF-16BE or UTF-8 with their marks, else PDFDocEncoding. */
export function textOf(value: PdfString): string {
  const { bytes } = value;
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes.subarray(2));
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return new TextDecoder('utf-8').decode(bytes.subarray(3));
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
  return text.replace(OTHER_THAN_LATIN, (octet) => PDF_DOC_ENCODING[octet] ?? octet);
}
