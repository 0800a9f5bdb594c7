import { CryptoError } from '../errors.ts';
import { Lexer } from './lexer.ts';
import { damaged, defaultLimits, type ReaderLimits, WorkBudget } from './limits.ts';
import { type IndirectObject, parseIndirectObject } from './parse-object.ts';
import { parseValue } from './parse-value.ts';
import { type Located, PdfDocument } from './pdf-document.ts';
import { isName, PdfRef, PdfStream, type PdfValue } from './pdf-value.ts';
import { type Revision, readRevisions } from './revisions.ts';
import { decodeStream } from './stream-filters.ts';

type ObjectStream = { values: { num: number; offset: number }[]; data: Uint8Array; first: number };

/** A PDF opened for checking. Objects are read when asked for; every method throws CryptoError only. */
export class PdfFile {
  readonly bytes: Uint8Array;
  readonly budget: WorkBudget;
  readonly revisions: readonly Revision[];
  readonly trailingBytes: number;
  readonly #history = new Map<number, Located[]>();
  readonly #parsed = new Map<number, IndirectObject>();
  readonly #documents = new Map<number, PdfDocument>();
  readonly #compressed = new Map<PdfStream, { stream: ObjectStream; values: Map<number, PdfValue> }>();
  readonly #reading = new Set<number>();

  private constructor(bytes: Uint8Array, budget: WorkBudget) {
    this.bytes = bytes;
    this.budget = budget;
    const { revisions, trailingBytes } = readRevisions(bytes, budget);
    this.revisions = revisions;
    this.trailingBytes = trailingBytes;
    for (const revision of revisions) {
      for (const [num, entry] of revision.entries) {
        const history = this.#history.get(num);
        const located = { entry, revision: revision.index };
        if (history === undefined) this.#history.set(num, [located]);
        else history.push(located);
      }
    }
  }

  /** @throws CryptoError PDF_NOT_A_PDF, PDF_TOO_LARGE, PDF_DAMAGED, PDF_ENCRYPTED, PDF_TOO_COMPLEX */
  static open(bytes: Uint8Array, limits: ReaderLimits = defaultLimits): PdfFile {
    const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(1024, bytes.length)).toString('latin1');
    if (!/%PDF-\d/.test(head)) {
      throw new CryptoError('PDF_NOT_A_PDF', 'This file is no PDF. Choose the PDF itself.');
    }
    if (bytes.length > limits.maxFileSize) {
      throw new CryptoError('PDF_TOO_LARGE', 'The PDF is larger than can be checked here.');
    }
    return new PdfFile(bytes, new WorkBudget(limits));
  }

  /** The document as it was when revision `index` was the last one. */
  at(index: number): PdfDocument {
    const known = this.#documents.get(index);
    if (known !== undefined) return known;
    const revision = this.revisions[index];
    if (revision === undefined) throw damaged(`no revision ${index}`);
    const document = new PdfDocument(this, revision);
    this.#documents.set(index, document);
    return document;
  }

  latest(): PdfDocument {
    return this.at(this.revisions.length - 1);
  }

  /** Where object `num` is, as of revision `index`. */
  locate(num: number, index: number): Located | undefined {
    return this.#history.get(num)?.findLast((located) => located.revision <= index);
  }

  /** The object at its place; its bytes must lie inside the revision whose cross-reference section names the place. */
  objectAt(num: number, located: Located, index: number): PdfValue {
    const { entry } = located;
    if (entry.type === 'free') return null;
    if (entry.type === 'compressed') return this.#compressedObject(num, entry.stream, entry.index, index);
    const object = this.#parse(entry.offset, located.revision, index);
    if (object.num !== num || object.gen !== entry.gen) {
      throw damaged(`object ${num} ${entry.gen} isn't where the cross-reference section says`);
    }
    return object.value;
  }

  /** An uncompressed object with its place in the file, as of a revision; undefined for others. */
  objectOf(num: number, index: number): IndirectObject | undefined {
    const located = this.locate(num, index);
    if (located?.entry.type !== 'offset') return undefined;
    return this.#parse(located.entry.offset, located.revision, index);
  }

  /** The uncompressed objects that one revision's cross-reference section names, in file order; all are read. */
  objectsOf({ index, start, end, entries }: Revision): IndirectObject[] {
    const named = [...entries].flatMap(([num, entry]) =>
      entry.type === 'offset' && entry.offset >= start ? [num] : [],
    );
    const objects = named.flatMap((num) => this.objectOf(num, index) ?? []);
    return objects.filter((object) => object.end <= end).sort((a, b) => a.start - b.start);
  }

  /** Objects read so far that share bytes with `start`–`end`. */
  objectsWithin(start: number, end: number): IndirectObject[] {
    return [...this.#parsed.values()].filter((object) => object.start < end && object.end > start);
  }

  #parse(offset: number, revision: number, index: number): IndirectObject {
    const limit = this.revisions[revision]?.end ?? 0;
    const known = this.#parsed.get(offset);
    if (known !== undefined && known.end <= limit && this.#lengthHolds(known.value, index)) return known;
    if (this.#reading.has(offset)) throw damaged(`the object at byte ${offset} needs itself to be read`);
    this.#reading.add(offset);
    const lexer = new Lexer(this.bytes, offset, limit);
    try {
      const { maxNesting } = this.budget.limits;
      const lengthOf = (ref: PdfRef) => this.at(index).resolve(ref);
      const object = this.budget.keep(lexer, () => parseIndirectObject(lexer, maxNesting, lengthOf));
      this.#parsed.set(offset, object);
      return object;
    } finally {
      this.#reading.delete(offset);
      this.budget.spend(lexer.pos - offset - lexer.skipped + 16);
    }
  }

  /** A later revision can override the object that holds a stream's /Length, and so what the stream is. */
  #lengthHolds(value: PdfValue, index: number): boolean {
    if (!(value instanceof PdfStream)) return true;
    const length = value.dict.get('Length');
    return !(length instanceof PdfRef) || this.at(index).resolve(length) === value.raw.length;
  }

  #compressedObject(num: number, streamNumber: number, position: number, index: number): PdfValue {
    const container = this.#objectStream(streamNumber, index);
    const slot = container.stream.values[position];
    if (slot === undefined || slot.num !== num) throw damaged(`object ${num} isn't in its object stream`);
    const known = container.values.get(position);
    if (known !== undefined) return known;
    const lexer = new Lexer(container.stream.data, container.stream.first + slot.offset);
    const value = this.budget.keep(lexer, () => parseValue(lexer, this.budget.limits.maxNesting, true));
    this.budget.spend(lexer.pos - container.stream.first - slot.offset + 16);
    container.values.set(position, value);
    return value;
  }

  /** ISO 32000-2 §7.5.7. The container is looked up as of the same revision: overriding it changes what it holds. */
  #objectStream(num: number, index: number) {
    const located = this.locate(num, index);
    if (located === undefined || located.entry.type !== 'offset')
      throw damaged(`object stream ${num} is missing`);
    const stream = this.objectAt(num, located, index);
    if (!(stream instanceof PdfStream) || !isName(stream.dict.get('Type'), 'ObjStm')) {
      throw damaged(`object ${num} is no object stream`);
    }
    const known = this.#compressed.get(stream);
    if (known !== undefined) return known;
    const document = this.at(index);
    const data = decodeStream(stream, this.budget, (value) => document.resolve(value));
    const first = document.resolve(stream.dict.get('First'));
    const count = document.resolve(stream.dict.get('N'));
    const container = {
      stream: { data, ...readIndex(data, first, count) },
      values: new Map<number, PdfValue>(),
    };
    this.#compressed.set(stream, container);
    return container;
  }
}

function readIndex(
  data: Uint8Array,
  first: PdfValue,
  count: PdfValue,
): Pick<ObjectStream, 'values' | 'first'> {
  if (
    typeof first !== 'number' ||
    typeof count !== 'number' ||
    first < 0 ||
    count < 0 ||
    count * 2 > data.length
  ) {
    throw damaged('an object stream has an impossible /N or /First');
  }
  const lexer = new Lexer(data, 0, first);
  const values: { num: number; offset: number }[] = [];
  const seen = new Set<number>();
  for (let i = 0; i < count; i++) {
    lexer.skipWhitespace();
    const num = lexer.unsigned();
    lexer.skipWhitespace();
    const offset = lexer.unsigned();
    if (num === undefined || offset === undefined) throw damaged('the index of an object stream is broken');
    // Some readers take the place that the cross-reference stream names, others the number.
    if (seen.has(num)) throw damaged(`object ${num} stands twice in an object stream`);
    seen.add(num);
    values.push({ num, offset });
  }
  return { values, first };
}
