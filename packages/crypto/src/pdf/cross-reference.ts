import { PDFArray, type PDFContext, PDFDict, PDFNumber, PDFRawStream } from 'pdf-lib';
import { lastIndexOf, readInteger, readKeyword, readObjectHeader, skipWhitespace } from './byte-scan.ts';
import { type DecodingBudget, decodeStream } from './decode-stream.ts';
import { nameOf } from './name-of.ts';
import { parseObject } from './parse-object.ts';
import { damaged, refuseEncrypted } from './pdf-error.ts';
import { plainInteger, skimDict, skimKeys } from './skim-dict.ts';

export type CrossReferenceEntry =
  | { kind: 'free' }
  | { kind: 'offset'; offset: number; generation: number }
  | { kind: 'compressed'; stream: number; index: number };

export type CrossReference = {
  entries: Map<number, CrossReferenceEntry>;
  /** The newest section's trailer dictionary. */
  trailer: PDFDict;
  /** How the newest section is written: an update continues in the same form (ISO 32000-2 §7.5.8.4). */
  form: 'table' | 'stream';
  startXref: number;
};

/** Acrobat's own limit is 8,388,607 objects. */
const MAX_OBJECT_NUMBER = 8_388_607;
const MAX_SECTIONS = 4096;
const TAIL_BYTES = 2048;
/** Bytes of a number in a cross-reference stream: pyHanko writes offsets in eight, and our verifier reads as many. */
const MAX_WIDTH = 8;

type Section = { trailer: Trailer; form: 'table' | 'stream' };
/** What following the chain takes of a section's trailer; the dictionary itself is read of the newest only. */
type Trailer = {
  prev: number | undefined;
  hidden: number | undefined;
  isEncrypted: boolean;
  dict(): PDFDict;
};
type Entries = Map<number, CrossReferenceEntry>;
type Listed = { objectNumber: number; entry: CrossReferenceEntry };
type Source = { bytes: Uint8Array; context: PDFContext; entries: Entries; budget: DecodingBudget };

/**
 * Follows the chain of cross-reference sections from the end of the file, as every viewer does, so that we
 * see the same objects as they do. Throws PDF_DAMAGED when the chain is broken, PDF_ENCRYPTED.
 */
export function readCrossReference(
  bytes: Uint8Array,
  context: PDFContext,
  budget: DecodingBudget,
): CrossReference {
  const startXref = readStartXref(bytes);
  const entries: Entries = new Map();
  const visited = new Set<number>();
  let lowest = bytes.length;
  // Sections of an honest file overlap at most where it is linearised; nested ones would take forever.
  let bytesLeft = 4 * bytes.length;
  let newest: Section | undefined;
  let offset: number | undefined = startXref;
  while (offset !== undefined) {
    const end = offset < lowest ? lowest : sectionEnd(offset, visited, bytes.length);
    bytesLeft -= end - offset;
    if (visited.has(offset) || visited.size >= MAX_SECTIONS || bytesLeft < 0) {
      throw damaged('cross-reference sections that form a loop');
    }
    visited.add(offset);
    lowest = Math.min(lowest, offset);
    const section = readSection({ bytes: bytes.subarray(0, end), context, entries, budget }, offset);
    // An update that leaves the entry out doesn't make readable what was encrypted before.
    if (section.trailer.isEncrypted) refuseEncrypted();
    newest ??= section;
    offset = section.trailer.prev;
  }
  if (!newest) throw damaged('the cross-reference section');
  return { entries, trailer: newest.trailer.dict(), form: newest.form, startXref };
}

/** The offset after the last `startxref`; a file cut short has none in its tail. */
export function readStartXref(bytes: Uint8Array): number {
  const tail = Math.max(0, bytes.length - TAIL_BYTES);
  const keyword = lastIndexOf(bytes, 'startxref', tail);
  const number = keyword < 0 ? undefined : readInteger(bytes, keyword + 9);
  if (!number || lastIndexOf(bytes, '%%EOF', keyword) < 0) throw damaged('the end of the file is missing');
  return number.value;
}

/** A section ends before the next one that has been read, at the latest. */
function sectionEnd(offset: number, visited: Set<number>, length: number): number {
  return Math.min(length, ...[...visited].filter((other) => other > offset));
}

function readSection(source: Source, offset: number): Section {
  const { bytes, context, entries } = source;
  if (offset >= bytes.length) throw damaged('a cross-reference offset');
  const table = readKeyword(bytes, offset, 'xref');
  if (table === undefined) return { trailer: read(readStreamSection(source, offset)), form: 'stream' };
  const own: Listed[] = [];
  const trailer = readTableSection(bytes, table, context, own);
  if (trailer.hidden === undefined) {
    addLast(entries, own);
  } else {
    const all: Entries = new Map();
    addLast(all, own);
    addHidden(all, source, trailer.hidden);
    addMissing(entries, all);
  }
  return { trailer, form: 'table' };
}

/** A hybrid file's table leaves out, or lists as free, what only the stream tells of (ISO 32000-2 §7.5.8.4). */
function addHidden(own: Entries, source: Source, offset: number): void {
  const hidden: Entries = new Map();
  readStreamSection({ ...source, entries: hidden }, offset);
  for (const [objectNumber, entry] of hidden) {
    if ((own.get(objectNumber)?.kind ?? 'free') === 'free') own.set(objectNumber, entry);
  }
}

function readTableSection(bytes: Uint8Array, start: number, context: PDFContext, own: Listed[]): Trailer {
  let at = start;
  for (;;) {
    const trailer = readKeyword(bytes, at, 'trailer');
    if (trailer !== undefined) return readTrailer(bytes, trailer, context);
    const first = readInteger(bytes, at);
    const count = first && readInteger(bytes, first.end);
    if (!first || !count) throw damaged('the cross-reference table');
    at = count.end;
    for (let index = 0; index < count.value; index += 1) {
      const entry = readTableEntry(bytes, at);
      at = entry.end;
      own.push({ objectNumber: checked(first.value + index), entry: entry.value });
    }
  }
}

const TRAILER_KEYS = skimKeys('Prev', 'XRefStm', 'Encrypt');

function readTrailer(bytes: Uint8Array, position: number, context: PDFContext): Trailer {
  const dict = () => parseDict(bytes, position, context);
  const found = skimDict(bytes, position, TRAILER_KEYS);
  const [prevAt = -1, hiddenAt = -1, encryptAt = -1] = found?.at ?? [];
  const prev = plainInteger(bytes, prevAt);
  const hidden = plainInteger(bytes, hiddenAt);
  const isPlain = found && prevAt < 0 === (prev === undefined) && hiddenAt < 0 === (hidden === undefined);
  return isPlain && encryptAt < 0 ? { prev, hidden, isEncrypted: false, dict } : read(dict());
}

function read(dict: PDFDict): Trailer {
  return {
    prev: integerOf(dict, 'Prev'),
    hidden: integerOf(dict, 'XRefStm'),
    isEncrypted: dict.has(nameOf('Encrypt')),
    dict: () => dict,
  };
}

const FREE: CrossReferenceEntry = { kind: 'free' };

function readTableEntry(bytes: Uint8Array, position: number): { value: CrossReferenceEntry; end: number } {
  const offset = readInteger(bytes, position);
  const generation = offset && readInteger(bytes, offset.end);
  if (!offset || !generation) throw damaged('a cross-reference entry');
  const at = skipWhitespace(bytes, generation.end);
  const end = at + 1;
  if (bytes[at] === 0x66) return { value: FREE, end };
  if (bytes[at] !== 0x6e) throw damaged('a cross-reference entry');
  // Offset 0 is the header, never an object: some writers mark unused numbers so.
  if (offset.value === 0) return { value: FREE, end };
  return { value: { kind: 'offset', offset: offset.value, generation: generation.value }, end };
}

function readStreamSection({ bytes, context, entries, budget }: Source, offset: number): PDFDict {
  const header = readObjectHeader(bytes, offset);
  if (!header) throw damaged('the cross-reference stream');
  const stream = parse(bytes, header.end, context);
  if (!(stream instanceof PDFRawStream) || stream.dict.get(nameOf('Type')) !== nameOf('XRef')) {
    throw damaged('the cross-reference stream');
  }
  const own: Entries = new Map();
  readStreamEntries(stream.dict, decodeStream(stream, budget), own);
  addMissing(entries, own);
  return stream.dict;
}

function readStreamEntries(dict: PDFDict, data: Uint8Array, own: Entries): void {
  const [typeWidth = 0, secondWidth = 0, thirdWidth = 0] = integers(dict, 'W') ?? [];
  const width = typeWidth + secondWidth + thirdWidth;
  if (width === 0 || Math.max(typeWidth, secondWidth, thirdWidth) > MAX_WIDTH)
    throw damaged('the cross-reference stream');
  const index = integers(dict, 'Index') ?? [0, integerOf(dict, 'Size') ?? 0];
  let at = 0;
  for (let pair = 0; pair + 1 < index.length; pair += 2) {
    const first = index[pair] ?? 0;
    const count = index[pair + 1] ?? 0;
    if (at + count * width > data.length) throw damaged('the cross-reference stream');
    for (let entry = 0; entry < count; entry += 1, at += width) {
      const type = typeWidth === 0 ? 1 : bigEndian(data, at, typeWidth);
      const second = bigEndian(data, at + typeWidth, secondWidth);
      const third = bigEndian(data, at + typeWidth + secondWidth, thirdWidth);
      setEntry(own, first + entry, streamEntry(type, second, third));
    }
  }
}

function streamEntry(type: number, second: number, third: number): CrossReferenceEntry {
  if (type === 1 && second > 0) return { kind: 'offset', offset: second, generation: third };
  if (type === 2) return { kind: 'compressed', stream: second, index: third };
  return { kind: 'free' };
}

function setEntry(entries: Entries, objectNumber: number, entry: CrossReferenceEntry): void {
  entries.set(checked(objectNumber), entry);
}

function checked(objectNumber: number): number {
  if (objectNumber > MAX_OBJECT_NUMBER) throw damaged('an object number beyond all limits');
  return objectNumber;
}

/** Of several of one number the last counts. */
function addLast(entries: Entries, own: readonly Listed[]): void {
  for (let index = own.length - 1; index >= 0; index -= 1) {
    const listed = own[index];
    if (listed && !entries.has(listed.objectNumber)) entries.set(listed.objectNumber, listed.entry);
  }
}

function addMissing(entries: Entries, older: Entries): void {
  for (const [objectNumber, entry] of older) {
    if (!entries.has(objectNumber)) entries.set(objectNumber, entry);
  }
}

function bigEndian(data: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let index = 0; index < width; index += 1) value = value * 256 + (data[at + index] ?? 0);
  return value;
}

function integerOf(dict: PDFDict, key: string): number | undefined {
  const value = dict.get(nameOf(key));
  if (!(value instanceof PDFNumber)) return undefined;
  const number = value.asNumber();
  return Number.isSafeInteger(number) && number >= 0 ? number : undefined;
}

function integers(dict: PDFDict, key: string): number[] | undefined {
  const value = dict.get(nameOf(key));
  if (!(value instanceof PDFArray)) return undefined;
  return value.asArray().map((item) => {
    const number = item instanceof PDFNumber ? item.asNumber() : Number.NaN;
    if (!Number.isSafeInteger(number) || number < 0) throw damaged('the cross-reference stream');
    return number;
  });
}

function parseDict(bytes: Uint8Array, position: number, context: PDFContext): PDFDict {
  const object = parse(bytes, position, context);
  if (!(object instanceof PDFDict)) throw damaged('the trailer');
  return object;
}

function parse(bytes: Uint8Array, position: number, context: PDFContext) {
  try {
    return parseObject(bytes, position, context);
  } catch (cause) {
    throw damaged('the trailer', cause);
  }
}
