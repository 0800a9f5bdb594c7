import {
  PDFArray,
  PDFContext,
  PDFDict,
  PDFName,
  PDFNumber,
  type PDFObject,
  PDFObjectParser,
  PDFRawStream,
  PDFRef,
  PDFStream,
} from 'pdf-lib';
import { appendRevision } from './append-revision.ts';
import { type DecodingBudget, decodeStream, decodingBudget } from './decode-stream.ts';
import { readObjectStream } from './object-stream.ts';
import { damaged, refuseEncrypted } from './pdf-error.ts';

/** Of what looks like objects only little is none, in a file worth rebuilding. */
const MAX_UNREADABLE = 1000;
const MAX_TRAILERS = 100;
const MAX_TRAILER_BYTES = 64 * 1024;

type Found = { ref: PDFRef; start: number; end: number };

/**
 * Rewrites an unsigned PDF whose cross-reference section is wrong: finds its objects by their headers, the last of
 * each number counting, and writes them anew behind a fresh header. What viewers call "repairing".
 */
export function rebuildPdf(bytes: Uint8Array, version: string): Uint8Array {
  const context = PDFContext.create();
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const trailer = PDFDict.withContext(context);
  const found = findObjects(text);
  const budget = decodingBudget();
  const unreadable: number[] = [];
  for (const { ref, start, end } of found) {
    const object = parse(bytes.subarray(start, end), context, ref);
    if (object) adopt(context, trailer, ref, object, budget);
    else unreadable.push(ref.objectNumber);
    if (unreadable.length > MAX_UNREADABLE) throw damaged('most of its objects');
  }
  for (const match of [...text.matchAll(/\btrailer\b/g)].slice(-MAX_TRAILERS)) {
    const start = match.index + 'trailer'.length;
    const dict = parse(bytes.subarray(start, start + MAX_TRAILER_BYTES), context, undefined);
    if (dict instanceof PDFDict) mergeTrailer(trailer, dict);
  }
  if (trailer.has(PDFName.of('Encrypt'))) refuseEncrypted();
  if (!(trailer.get(PDFName.of('Root')) instanceof PDFRef)) recoverRoot(context, trailer);
  const objects = context.enumerateIndirectObjects();
  const missing = new Set(unreadable);
  for (const [ref] of objects) missing.delete(ref.objectNumber);
  if (objects.some(([, object]) => refersTo(object, missing))) throw damaged('an object of the document');
  return appendRevision({
    original: Buffer.from(`%PDF-${version}\n%\xe2\xe3\xcf\xd3`, 'latin1'),
    objects,
    context,
    previousTrailer: trailer,
    form: 'table',
    previousStartXref: undefined,
    largestObjectNumber: context.largestObjectNumber,
  }).bytes;
}

function findObjects(text: string): Found[] {
  const found: Found[] = [];
  for (const match of text.matchAll(/(?<!\d)(\d{1,7})\s{1,4}(\d{1,5})\s{1,4}obj\b/g)) {
    const previous = found.at(-1);
    if (previous) previous.end = match.index;
    const ref = PDFRef.of(Number(match[1]), Number(match[2]));
    found.push({ ref, start: match.index + match[0].length, end: text.length });
  }
  return found;
}

/** Objects of streams become objects of their own; the streams that held or indexed them are not written again. */
function adopt(
  context: PDFContext,
  trailer: PDFDict,
  ref: PDFRef,
  object: PDFObject,
  budget: DecodingBudget,
): void {
  const type = object instanceof PDFRawStream ? object.dict.get(PDFName.of('Type')) : undefined;
  if (object instanceof PDFRawStream && type === PDFName.of('XRef')) {
    mergeTrailer(trailer, object.dict);
  } else if (object instanceof PDFRawStream && type === PDFName.of('ObjStm')) {
    adoptCompressed(context, object, budget);
  } else {
    context.assign(ref, object);
  }
}

function adoptCompressed(context: PDFContext, stream: PDFRawStream, budget: DecodingBudget): void {
  const { data, spans } = readObjectStream(decodeStream(stream, budget), {
    first: integerOf(stream, 'First'),
    count: integerOf(stream, 'N'),
  });
  for (const [objectNumber, { start, end }] of spans) {
    const ref = PDFRef.of(objectNumber, 0);
    const object = parse(data.subarray(start, end), context, ref);
    if (object) context.assign(ref, object);
  }
}

function integerOf(stream: PDFRawStream, key: string): number | undefined {
  const value = stream.dict.get(PDFName.of(key));
  return value instanceof PDFNumber ? value.asNumber() : undefined;
}

function mergeTrailer(trailer: PDFDict, newer: PDFDict): void {
  for (const key of ['Root', 'Info', 'ID', 'Encrypt'].map((name) => PDFName.of(name))) {
    const value = newer.get(key);
    if (value) trailer.set(key, value);
  }
}

function recoverRoot(context: PDFContext, trailer: PDFDict): void {
  for (const [ref, object] of context.enumerateIndirectObjects()) {
    if (object instanceof PDFDict && object.get(PDFName.of('Type')) === PDFName.of('Catalog')) {
      trailer.set(PDFName.of('Root'), ref);
    }
  }
}

/** Whether anything in an object points to one of the numbers: then leaving those out would lose content. */
function refersTo(object: PDFObject, numbers: Set<number>): boolean {
  if (numbers.size === 0) return false;
  if (object instanceof PDFRef) return numbers.has(object.objectNumber);
  if (object instanceof PDFArray) return object.asArray().some((item) => refersTo(item, numbers));
  if (object instanceof PDFDict) return object.values().some((value) => refersTo(value, numbers));
  return object instanceof PDFStream && refersTo(object.dict, numbers);
}

/** What merely looks like an object, inside a stream say, can't be parsed and is left out. */
function parse(bytes: Uint8Array, context: PDFContext, ref: PDFRef | undefined): PDFObject | undefined {
  try {
    return PDFObjectParser.forBytes(bytes, context).parseObject(ref);
  } catch {
    return undefined;
  }
}
