import {
  PDFArray,
  PDFContext,
  PDFDict,
  PDFHexString,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFRawStream,
  PDFRef,
  PDFString,
} from 'pdf-lib';
import { type Allocate, appendRevision, type Revision } from './append-revision.ts';
import { readKeyword, readObjectHeader } from './byte-scan.ts';
import { type CrossReference, type CrossReferenceEntry, readCrossReference } from './cross-reference.ts';
import { type DecodingBudget, decodeStream, decodingBudget } from './decode-stream.ts';
import { nameOf, textOfName } from './name-of.ts';
import { type ObjectStream, readObjectStream } from './object-stream.ts';
import { parseObject } from './parse-object.ts';
import { damaged } from './pdf-error.ts';
import { type SkimKeys, type Skimmed, skimDict } from './skim-dict.ts';

const MAX_REFERENCE_HOPS = 16;
/** Acrobat's own limit. */
const MAX_OBJECT_NUMBER = 8_388_607;
/** For the objects of all revisions to come. */
const ROOM = 100_000;
/** Means itself in every encoding of a text string. */
const PLAIN_TEXT = /^[\x20-\x5b\x5d-\x7e]*$/;

/**
 * One PDF, read through its cross-reference sections and changed by appending. Objects are parsed when they are
 * asked for: a signature touches a dozen objects of a file that may hold thousands. The object model, parser and
 * embedders are pdf-lib's; its own loader isn't used, as it takes whatever looks like an object anywhere in the
 * file (an attached PDF, say) for part of the document.
 */
export class PdfFile {
  readonly bytes: Uint8Array;
  readonly context: PDFContext;
  readonly trailer: PDFDict;
  /** Whether objects stand beyond /Size, which a reader is to take for missing (ISO 32000-2 §7.5.5, table 15). */
  readonly exceedsSize: boolean;
  private readonly reference: CrossReference;
  private readonly budget: DecodingBudget;
  private firstNewNumber: number;
  private readonly boundaries: Float64Array;
  private readonly objects = new Map<number, PDFObject | undefined>();
  private readonly loading = new Set<number>();
  private readonly objectStreams = new Map<number, ObjectStream>();
  private readonly changed = new Set<PDFRef>();

  private constructor(
    bytes: Uint8Array,
    context: PDFContext,
    reference: CrossReference,
    budget: DecodingBudget,
  ) {
    this.budget = budget;
    this.bytes = bytes;
    this.context = context;
    this.reference = reference;
    this.trailer = reference.trailer;
    const offsets: number[] = [];
    const size = this.number(reference.trailer, 'Size') ?? 0;
    let largest = size - 1;
    for (const [objectNumber, entry] of reference.entries) {
      if (entry.kind === 'offset') offsets.push(entry.offset);
      if (objectNumber > largest) largest = objectNumber;
    }
    this.exceedsSize = largest >= size;
    if (largest > MAX_OBJECT_NUMBER) throw damaged('an object number beyond all limits');
    this.boundaries = new Float64Array(offsets).sort();
    context.largestObjectNumber = largest;
    this.firstNewNumber = largest + 1;
  }

  /** Throws PDF_DAMAGED or PDF_ENCRYPTED. */
  static open(bytes: Uint8Array): PdfFile {
    const context = PDFContext.create();
    const budget = decodingBudget();
    // A buffer takes several times as long to be cut, and makes slower whatever reads both.
    const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
    return new PdfFile(plain, context, readCrossReference(plain, context, budget), budget);
  }

  /** Numbers of all objects in use, ascending. */
  objectNumbers(): number[] {
    const numbers: number[] = [];
    for (const [objectNumber, entry] of this.reference.entries) {
      if (entry.kind !== 'free') numbers.push(objectNumber);
    }
    return numbers.sort((a, b) => a - b);
  }

  get catalogRef(): PDFRef {
    const root = this.trailer.get(nameOf('Root'));
    if (!(root instanceof PDFRef)) throw damaged('the document catalogue');
    return root;
  }

  get catalog(): PDFDict {
    const catalog = this.resolve(this.catalogRef);
    if (!(catalog instanceof PDFDict) || catalog.get(nameOf('Type')) !== nameOf('Catalog')) {
      throw damaged('the document catalogue');
    }
    return catalog;
  }

  /** The object behind any chain of references; undefined for null and for objects that don't exist. */
  resolve(value: PDFObject | undefined): PDFObject | undefined {
    let object = value;
    for (let hop = 0; object instanceof PDFRef; hop += 1) {
      if (hop > MAX_REFERENCE_HOPS) throw damaged('references that form a loop');
      object = this.load(object);
    }
    return object;
  }

  lookup(dict: PDFDict, key: string): PDFObject | undefined {
    return this.resolve(dict.get(nameOf(key)));
  }

  /**
   * An object as it stands in the file: from behind its header to where the next one begins, at the latest.
   * @returns undefined where that takes more than a glance, and for objects made or read already: `resolve` then tells
   */
  octets(objectNumber: number, generation: number): Uint8Array | undefined {
    if (objectNumber >= this.firstNewNumber || this.objects.has(objectNumber)) return undefined;
    const entry = this.reference.entries.get(objectNumber);
    if (entry?.kind !== 'offset' || entry.generation !== generation) return undefined;
    const header = readObjectHeader(this.bytes, entry.offset);
    if (header?.objectNumber !== objectNumber || header.generation !== generation) return undefined;
    return this.bytes.subarray(header.end, this.boundaryAfter(entry.offset));
  }

  /** Some entries of the dictionary that is an object, without making an object of it; undefined as with `octets`. */
  skim(objectNumber: number, generation: number, keys: SkimKeys): Skimmed | undefined {
    const bytes = this.octets(objectNumber, generation);
    const found = bytes && skimDict(bytes, 0, keys);
    // What follows a stream's dictionary is the stream.
    return found && readKeyword(bytes, found.end, 'endobj') !== undefined ? found : undefined;
  }

  dict(dict: PDFDict, key: string): PDFDict | undefined {
    const value = this.lookup(dict, key);
    return value instanceof PDFDict ? value : undefined;
  }

  array(dict: PDFDict, key: string): PDFArray | undefined {
    const value = this.lookup(dict, key);
    return value instanceof PDFArray ? value : undefined;
  }

  number(dict: PDFDict, key: string): number | undefined {
    const value = this.lookup(dict, key);
    return value instanceof PDFNumber ? value.asNumber() : undefined;
  }

  name(dict: PDFDict, key: string): string | undefined {
    const value = this.lookup(dict, key);
    return value instanceof PDFName ? textOfName(value) : undefined;
  }

  text(value: PDFObject | undefined): string | undefined {
    const resolved = this.resolve(value);
    if (resolved instanceof PDFHexString) return resolved.decodeText();
    if (!(resolved instanceof PDFString)) return undefined;
    const written = resolved.asString();
    return PLAIN_TEXT.test(written) ? written : resolved.decodeText();
  }

  /**
   * New objects get numbers above this one. What refers to an object that isn't there would otherwise come to mean one of
   * ours, and change what was signed before; /Size keeps that from later revisions too. Throws PDF_DAMAGED.
   */
  leaveFree(objectNumber: number): void {
    // Beyond the limit no number is ever given.
    const largest = Math.max(this.firstNewNumber - 1, objectNumber > MAX_OBJECT_NUMBER ? 0 : objectNumber);
    if (largest > MAX_OBJECT_NUMBER - ROOM) throw damaged('no object numbers are left');
    this.context.largestObjectNumber = largest;
    this.firstNewNumber = largest + 1;
  }

  /** Adds an object to the coming revision. */
  add(object: PDFObject): PDFRef {
    return this.context.register(object);
  }

  /** Takes an existing object, as it stands in memory, into the coming revision. */
  change(ref: PDFRef): void {
    this.changed.add(ref);
  }

  /** Puts another object in an existing one's place in the coming revision. */
  replace(ref: PDFRef, object: PDFObject): void {
    this.objects.set(ref.objectNumber, object);
    this.changed.add(ref);
  }

  /** The file with one more revision that holds every added and changed object. Throws MEMORY_TOO_SMALL. */
  save(allocate?: Allocate): Revision {
    const added = this.context
      .enumerateIndirectObjects()
      .filter(([ref]) => ref.objectNumber >= this.firstNewNumber && !this.changed.has(ref));
    const changed = [...this.changed].map((ref) => {
      const object = this.resolve(ref);
      if (!object) throw damaged(`object ${ref.objectNumber}`);
      return [ref, object] as const;
    });
    return appendRevision({
      original: this.bytes,
      objects: [...added, ...changed],
      context: this.context,
      previousTrailer: this.trailer,
      form: this.reference.form,
      previousStartXref: this.reference.startXref,
      largestObjectNumber: this.context.largestObjectNumber,
      allocate,
    });
  }

  private load(ref: PDFRef): PDFObject | undefined {
    const { objectNumber } = ref;
    if (objectNumber >= this.firstNewNumber) return this.context.lookup(ref);
    const entry = this.reference.entries.get(objectNumber);
    if (!entry || entry.kind === 'free' || generationOf(entry) !== ref.generationNumber) return undefined;
    if (this.objects.has(objectNumber)) return this.objects.get(objectNumber);
    if (this.loading.has(objectNumber)) throw damaged('objects that need each other to be read');
    this.loading.add(objectNumber);
    const object = this.parseEntry(ref, entry);
    this.loading.delete(objectNumber);
    this.objects.set(objectNumber, object);
    return object;
  }

  private parseEntry(ref: PDFRef, entry: Exclude<CrossReferenceEntry, { kind: 'free' }>): PDFObject {
    if (entry.kind === 'compressed') return this.parseCompressed(ref.objectNumber, entry.stream);
    const header = readObjectHeader(this.bytes, entry.offset);
    if (header?.objectNumber !== ref.objectNumber || header.generation !== ref.generationNumber) {
      throw damaged(`object ${ref.objectNumber} is not where the cross-reference says`);
    }
    const object = this.parse(this.bytes.subarray(header.end, this.boundaryAfter(entry.offset)), ref);
    return object instanceof PDFRawStream ? this.withTrueLength(object) : object;
  }

  /** Where the next object begins. No object reaches beyond, so reading a file's objects stays linear in its size. */
  private boundaryAfter(offset: number): number {
    let low = 0;
    let high = this.boundaries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.boundaries[middle] ?? 0) > offset) high = middle;
      else low = middle + 1;
    }
    return this.boundaries[low] ?? this.bytes.length;
  }

  private parse(bytes: Uint8Array, ref: PDFRef): PDFObject {
    try {
      return parseObject(bytes, 0, this.context, ref);
    } catch (cause) {
      throw damaged(`object ${ref.objectNumber}`, cause);
    }
  }

  /** pdf-lib searches for the end of a stream whose /Length is a reference; the reference knows better. */
  private withTrueLength(stream: PDFRawStream): PDFRawStream {
    const length = stream.dict.get(nameOf('Length'));
    if (!(length instanceof PDFRef)) return stream;
    const value = this.resolve(length);
    if (!(value instanceof PDFNumber) || value.asNumber() > stream.contents.length) return stream;
    return PDFRawStream.of(stream.dict, stream.contents.subarray(0, value.asNumber()));
  }

  private parseCompressed(objectNumber: number, streamNumber: number): PDFObject {
    const { data, spans } = this.objectStream(streamNumber);
    const span = spans.get(objectNumber);
    if (!span) throw damaged(`object ${objectNumber} is not in its object stream`);
    return this.parse(data.subarray(span.start, span.end), PDFRef.of(objectNumber, 0));
  }

  private objectStream(streamNumber: number): ObjectStream {
    const known = this.objectStreams.get(streamNumber);
    if (known) return known;
    const entry = this.reference.entries.get(streamNumber);
    if (entry?.kind !== 'offset') throw damaged('an object stream');
    const stream = this.load(PDFRef.of(streamNumber, entry.generation));
    if (!(stream instanceof PDFRawStream)) throw damaged('an object stream');
    const result = readObjectStream(decodeStream(stream, this.budget), {
      first: this.number(stream.dict, 'First'),
      count: this.number(stream.dict, 'N'),
    });
    this.objectStreams.set(streamNumber, result);
    return result;
  }
}

function generationOf(entry: Exclude<CrossReferenceEntry, { kind: 'free' }>): number {
  return entry.kind === 'offset' ? entry.generation : 0;
}
