import { PDFDict, type PDFObject, type PDFRef } from 'pdf-lib';
import { skipWhitespace } from './byte-scan.ts';
import { damaged } from './pdf-error.ts';
import type { PdfFile } from './pdf-file.ts';
import { plainName, plainReference, plainString, skimKeys } from './skim-dict.ts';

/** A terminal field of the interactive form (ISO 32000-2 §12.7.4). */
export type Field = {
  /** Fully qualified name. */
  readonly name: string;
  readonly ref: PDFRef;
  readonly dict: PDFDict;
  /** Own or inherited field type: Sig, Tx, Btn, Ch. */
  readonly type: string | undefined;
  /** Own or inherited value, resolved. */
  readonly value: PDFObject | undefined;
};

/** Whether a signature field holds a signature. */
export function isSigned(field: Field): boolean {
  if (field.type !== 'Sig') return false;
  return field instanceof SkimmedField ? field.signature !== undefined : field.value instanceof PDFDict;
}

/** Whether a signed field's own lock or its signature may forbid anything. */
export function mayForbid(field: Field): boolean {
  if (!(field instanceof SkimmedField)) return true;
  return field.hasLock || field.signature === 'with references';
}

const FIELD_KEYS = skimKeys('T', 'FT', 'V', 'Lock', 'Kids');
const REFERENCE = Buffer.from('Reference');
const SIGNATURE_KEYS = skimKeys('Reference');

type Signature = 'with references' | 'without references';
/** By object number, of the first generation. */
export type SignaturesSeen = Map<number, Signature | undefined>;
type Glance = { name: string; type: string; hasLock: boolean; signature: Signature | undefined };

/** Made of a glance at the file: a signature touches one field among many, and only that one becomes an object. */
class SkimmedField implements Field {
  readonly name: string;
  readonly type: string;
  readonly ref: PDFRef;
  readonly hasLock: boolean;
  /** Undefined without one. */
  readonly signature: Signature | undefined;
  private readonly file: PdfFile;

  constructor(file: PdfFile, ref: PDFRef, { name, type, hasLock, signature }: Glance) {
    this.file = file;
    this.ref = ref;
    this.name = name;
    this.type = type;
    this.hasLock = hasLock;
    this.signature = signature;
  }

  get dict(): PDFDict {
    const dict = this.file.resolve(this.ref);
    if (!(dict instanceof PDFDict)) throw damaged(`the field ${this.name}`);
    return dict;
  }

  get value(): PDFObject | undefined {
    return this.file.lookup(this.dict, 'V');
  }
}

/**
 * A field at the top of the form that has neither kids nor any value but a signature.
 * @param signatures what is known of those looked at before
 * @returns undefined for others, and for what isn't written plainly
 */
export function skimField(file: PdfFile, ref: PDFRef, signatures: SignaturesSeen): Field | undefined {
  const found = file.skim(ref.objectNumber, ref.generationNumber, FIELD_KEYS);
  const [title = -1, kind = -1, value = -1, lock = -1, kids = -1] = found?.at ?? [];
  if (!found || title < 0 || kind < 0 || kids >= 0) return undefined;
  const name = plainString(found.bytes, title);
  const type = plainName(found.bytes, kind);
  const signature = value < 0 ? undefined : skimSignature(file, found.bytes, value, signatures);
  if (!name || type === undefined || (value >= 0 && signature === undefined)) return undefined;
  return new SkimmedField(file, ref, { name, type, hasLock: lock >= 0, signature });
}

function skimSignature(
  file: PdfFile,
  bytes: Uint8Array,
  at: number,
  signatures: SignaturesSeen,
): Signature | undefined {
  const target = plainReference(bytes, at);
  if (target?.generation !== 0) return undefined;
  const { number } = target;
  if (signatures.has(number)) return signatures.get(number);
  const signature = glanceAtSignature(file, number);
  signatures.set(number, signature);
  return signature;
}

function glanceAtSignature(file: PdfFile, objectNumber: number): Signature | undefined {
  const octets = file.octets(objectNumber, 0);
  if (octets && isDict(octets) && !mayHoldReferences(octets)) return 'without references';
  const [reference] = file.skim(objectNumber, 0, SIGNATURE_KEYS)?.at ?? [];
  if (reference === undefined) return undefined;
  return reference < 0 ? 'without references' : 'with references';
}

function isDict(octets: Uint8Array): boolean {
  const start = skipWhitespace(octets, 0);
  return octets[start] === 0x3c && octets[start + 1] === 0x3c;
}

/** Without the word, and without an escape (#) that could stand for a part of it, no entry has that name. */
function mayHoldReferences({ buffer, byteOffset, length }: Uint8Array): boolean {
  const octets = Buffer.from(buffer, byteOffset, length);
  return octets.includes(REFERENCE) || octets.includes(0x23);
}
