import { createHash } from 'node:crypto';
import {
  PDFArray,
  type PDFContext,
  PDFDict,
  PDFHexString,
  PDFNumber,
  type PDFObject,
  PDFRawStream,
  type PDFRef,
} from 'pdf-lib';
import { CryptoError } from '../errors.ts';
import { nameOf } from './name-of.ts';

export type RevisionInput = {
  /** Everything before the new revision; kept byte for byte. */
  original: Uint8Array;
  objects: readonly (readonly [PDFRef, PDFObject])[];
  context: PDFContext;
  previousTrailer: PDFDict;
  form: 'table' | 'stream';
  /** Offset of the previous cross-reference section; undefined writes a first section. */
  previousStartXref: number | undefined;
  /** The highest object number in use, new objects included. */
  largestObjectNumber: number;
  allocate?: Allocate | undefined;
};

/**
 * Gives the memory for a file of so many bytes, or more of it. Whoever makes many large files and is done with one before the next
 * may give the same each time: to allocate and free 5 MB takes half as long as to hash them.
 */
export type Allocate = (size: number) => Uint8Array;

export type Revision = {
  /** A buffer of its own: may be written to. */
  bytes: Buffer;
  /** Where each new object's bytes stand in the file, by object number. */
  positions: Map<number, { start: number; end: number }>;
};

type Written = { objectNumber: number; generation: number; offset: number };

const IDENTIFYING_BYTES = 16 * 1024;

/** What belongs to a section itself and isn't carried into the next trailer. */
const SECTION_KEYS = new Set(
  ['Prev', 'XRefStm', 'Size', 'ID', 'Type', 'W', 'Index', 'Length', 'Filter', 'DecodeParms'].map(nameOf),
);

/**
 * One incremental update (ISO 32000-2 §7.5.6): the original bytes, the given objects, and a cross-reference
 * section in the form the file already uses. Equal input gives equal bytes.
 */
export function appendRevision(input: RevisionInput): Revision {
  const { original } = input;
  const { bytes, written, positions } = writeObjects(input.objects, original.length);
  const identifier = fileIdentifier(input.previousTrailer, original, bytes);
  const startXref = original.length + bytes.length;
  const section =
    input.form === 'table'
      ? table(input, written, identifier, startXref)
      : stream(input, written, identifier, startXref);
  return { bytes: joined([original, bytes, section], input.allocate ?? Buffer.allocUnsafe), positions };
}

function joined(parts: Uint8Array[], allocate: Allocate): Buffer {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  const memory = allocate(size);
  if (memory.length < size) {
    throw new CryptoError('MEMORY_TOO_SMALL', `The file takes ${size} bytes, ${memory.length} were given.`);
  }
  const bytes = Buffer.from(memory.buffer, memory.byteOffset, size);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** The objects as they follow the original's `start` bytes. */
function writeObjects(objects: RevisionInput['objects'], start: number) {
  const written: Written[] = [];
  const positions: Revision['positions'] = new Map();
  const chunks: Uint8Array[] = [];
  let at = start;
  const write = (chunk: Uint8Array) => {
    chunks.push(chunk);
    at += chunk.length;
  };
  write(latin1('\n'));
  for (const [ref, object] of [...objects].sort(([a], [b]) => a.objectNumber - b.objectNumber)) {
    const { objectNumber, generationNumber: generation } = ref;
    written.push({ objectNumber, generation, offset: at });
    write(latin1(`${objectNumber} ${generation} obj\n`));
    const from = at;
    for (const chunk of serialized(object)) write(chunk);
    positions.set(objectNumber, { start: from, end: at });
    write(latin1('\nendobj\n'));
  }
  return { bytes: Buffer.concat(chunks), written, positions };
}

/** As pdf-lib writes an object, but not digit by digit. */
function serialized(object: PDFObject): Uint8Array[] {
  if (!(object instanceof PDFRawStream)) return [latin1(object.toString())];
  object.updateDict();
  return [latin1(`${object.dict.toString()}\nstream\n`), object.contents, latin1('\nendstream')];
}

function table(
  input: RevisionInput,
  written: Written[],
  identifier: PDFArray,
  startXref: number,
): Uint8Array {
  const rows = runs(written).map((run) => {
    const entries = run.map((entry) => `${pad(entry.offset, 10)} ${pad(entry.generation, 5)} n\r\n`);
    return `${run[0]?.objectNumber ?? 0} ${run.length}\n${entries.join('')}`;
  });
  // Only a file's first section lists object 0, the head of the free list.
  const head = input.previousStartXref === undefined ? '0 1\n0000000000 65535 f\r\n' : '';
  const trailer = trailerDict(input, identifier, input.largestObjectNumber + 1);
  return Buffer.concat([
    latin1(`xref\n${head}${rows.join('')}trailer\n`),
    latin1(trailer.toString()),
    latin1(`\nstartxref\n${startXref}\n%%EOF\n`),
  ]);
}

function stream(
  input: RevisionInput,
  written: Written[],
  identifier: PDFArray,
  startXref: number,
): Uint8Array {
  const objectNumber = input.largestObjectNumber + 1;
  const entries = [...written, { objectNumber, generation: 0, offset: startXref }];
  const data = Buffer.alloc(entries.length * 7);
  entries.forEach((entry, index) => {
    data.writeUInt8(1, index * 7);
    data.writeUInt32BE(entry.offset, index * 7 + 1);
    data.writeUInt16BE(entry.generation, index * 7 + 5);
  });
  const dict = trailerDict(input, identifier, objectNumber + 1);
  dict.set(nameOf('Type'), nameOf('XRef'));
  dict.set(nameOf('W'), input.context.obj([1, 4, 2]));
  const index = runs(entries).flatMap((run) => [run[0]?.objectNumber ?? 0, run.length]);
  dict.set(nameOf('Index'), input.context.obj(index));
  dict.set(nameOf('Length'), PDFNumber.of(data.length));
  return Buffer.concat([
    latin1(`${objectNumber} 0 obj\n`),
    latin1(dict.toString()),
    latin1('\nstream\n'),
    data,
    latin1(`\nendstream\nendobj\nstartxref\n${startXref}\n%%EOF\n`),
  ]);
}

function trailerDict(input: RevisionInput, identifier: PDFArray, size: number): PDFDict {
  const trailer = PDFDict.withContext(input.context);
  trailer.set(nameOf('Size'), PDFNumber.of(size));
  for (const [key, value] of input.previousTrailer.entries()) {
    if (!SECTION_KEYS.has(key)) trailer.set(key, value);
  }
  trailer.set(nameOf('ID'), identifier);
  if (input.previousStartXref !== undefined) {
    trailer.set(nameOf('Prev'), PDFNumber.of(input.previousStartXref));
  }
  return trailer;
}

/**
 * The first identifier stays for the file's life, the second changes with each update (ISO 32000-2 §14.4). They tell files
 * apart and prove nothing, so the end of the original, where its cross-reference stands, is enough of it.
 */
function fileIdentifier(previousTrailer: PDFDict, original: Uint8Array, added: Uint8Array): PDFArray {
  const previous = previousTrailer.get(nameOf('ID'));
  const [first, second] = previous instanceof PDFArray ? previous.asArray() : [];
  const hash = createHash('sha256');
  if (second) hash.update(second.toString());
  else hash.update(`${original.length} `).update(original.subarray(-IDENTIFYING_BYTES));
  hash.update(added);
  const current = PDFHexString.fromBytes(hash.digest().subarray(0, 16));
  const identifier = PDFArray.withContext(previousTrailer.context);
  identifier.push(first && second ? first : current);
  identifier.push(current);
  return identifier;
}

/** Groups entries, sorted by object number, into runs of consecutive numbers. */
function runs(entries: Written[]): Written[][] {
  const result: Written[][] = [];
  for (const entry of entries) {
    const run = result.at(-1);
    const last = run?.at(-1);
    if (run && last && last.objectNumber + 1 === entry.objectNumber) run.push(entry);
    else result.push([entry]);
  }
  return result;
}

function latin1(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}
