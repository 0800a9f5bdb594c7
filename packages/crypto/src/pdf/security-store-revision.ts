import { createHash } from 'node:crypto';
import { deflateSync } from 'node:zlib';
import { PDFArray, PDFDict, PDFName, type PDFObject, PDFRawStream, PDFRef, PDFString } from 'pdf-lib';
import { CryptoError } from '../errors.ts';
import type { ValidationData } from '../x509/validation-data.ts';
import { decodeStream, decodingBudget } from './decode-stream.ts';
import { packedStream } from './flate-stream.ts';
import { PdfFile } from './pdf-file.ts';

/** What belongs to one signature or document timestamp. */
export type RelatedData = ValidationData & {
  /** Upper-case hexadecimal SHA-1 of its /Contents, padding included: `securityStoreKey`. */
  key: string;
};

export type SecurityStoreInput = {
  pdf: Uint8Array;
  related: RelatedData[];
  /** Goes into the /TU of what is new. */
  time: Date;
};

type Kind = keyof ValidationData;

const KINDS: Kind[] = ['certificates', 'crls', 'ocsps'];
const STORE_KEYS = { certificates: 'Certs', crls: 'CRLs', ocsps: 'OCSPs' } as const;
const RELATED_KEYS = { certificates: 'Cert', crls: 'CRL', ocsps: 'OCSP' } as const;

/**
 * Appends one revision with a document security store (EN 319 142-1 §5.4.2) that holds everything an earlier one held,
 * whoever wrote it, and the given data: each once, as one stream that its lists share. Without anything new the PDF stays
 * as it is. DocMDP and FieldMDP don't stand against it (ISO 32000-2 §12.8.2.2).
 * @throws CryptoError PDF_DAMAGED, PDF_ENCRYPTED
 */
export function buildSecurityStoreRevision({ pdf, related, time }: SecurityStoreInput): Uint8Array {
  const file = PdfFile.open(pdf);
  const store = new Store(file);
  for (const each of related) store.add(each, time);
  if (!store.changed) return pdf;
  store.write();
  return file.save().bytes;
}

class Store {
  changed = false;
  private readonly file: PdfFile;
  private readonly dict: PDFDict;
  private readonly entries: PDFDict;
  private readonly streams: Record<Kind, Map<string, PDFRef>>;
  private readonly budget = decodingBudget();

  constructor(file: PdfFile) {
    this.file = file;
    this.dict = file.dict(file.catalog, 'DSS')?.clone() ?? PDFDict.withContext(file.context);
    this.entries = file.dict(this.dict, 'VRI')?.clone() ?? PDFDict.withContext(file.context);
    this.streams = { certificates: new Map(), crls: new Map(), ocsps: new Map() };
    for (const kind of KINDS) this.readStreams(kind);
  }

  /**
   * Adds what belongs to one signature, to the lists of all and, where it has none yet, as an entry of its own. An earlier entry
   * stays as it is, since validators (pyHanko) take a change of it for one that long-term data doesn't make.
   */
  add(related: RelatedData, time: Date): void {
    if (KINDS.every((kind) => related[kind].length === 0)) return;
    const refs = KINDS.map((kind) => [kind, related[kind].map((der) => this.streamOf(kind, der))] as const);
    if (this.hasEntry(related.key)) return;
    const entry = PDFDict.withContext(this.file.context);
    for (const [kind, list] of refs) this.append(entry, RELATED_KEYS[kind], list);
    entry.set(PDFName.of('TU'), PDFString.fromDate(time));
    this.entries.set(PDFName.of(related.key), entry);
    this.changed = true;
  }

  /** Names the store in the catalogue, with the extension level that tells older readers of it. */
  write(): void {
    const { file, dict } = this;
    dict.set(PDFName.of('Type'), PDFName.of('DSS'));
    dict.set(PDFName.of('VRI'), this.entries);
    const ref = file.catalog.get(PDFName.of('DSS'));
    if (ref instanceof PDFRef && file.resolve(ref) instanceof PDFDict) {
      file.replace(ref, dict);
      return;
    }
    file.catalog.set(PDFName.of('DSS'), file.add(dict));
    declareExtension(file);
    file.change(file.catalogRef);
  }

  /** Whatever the case of its digits. */
  private hasEntry(key: string): boolean {
    return this.entries.keys().some((each) => each.decodeText().toUpperCase() === key);
  }

  private readStreams(kind: Kind): void {
    for (const list of [this.dict, ...this.relatedDicts()]) {
      const key = list === this.dict ? STORE_KEYS[kind] : RELATED_KEYS[kind];
      for (const item of new Set(this.file.array(list, key)?.asArray())) this.readStream(kind, item);
    }
  }

  private relatedDicts(): PDFDict[] {
    return this.entries.values().flatMap((value) => {
      const entry = this.file.resolve(value);
      return entry instanceof PDFDict ? [entry] : [];
    });
  }

  /** What cannot be read stays where it is, and is taken for nothing of ours. */
  private readStream(kind: Kind, item: PDFObject): void {
    try {
      const stream = this.file.resolve(item);
      if (!(item instanceof PDFRef) || !(stream instanceof PDFRawStream)) return;
      const digest = digestOf(decodeStream(stream, this.budget));
      if (!this.streams[kind].has(digest)) this.streams[kind].set(digest, item);
    } catch (error) {
      if (!(error instanceof CryptoError)) throw error;
    }
  }

  /** The stream that holds these bytes, in the list of all. */
  private streamOf(kind: Kind, der: Uint8Array): PDFRef {
    const digest = digestOf(der);
    const known = this.streams[kind].get(digest);
    const ref = known ?? this.file.add(packedStream(this.file.context, deflateSync(der), {}));
    this.streams[kind].set(digest, ref);
    if (this.append(this.dict, STORE_KEYS[kind], [ref])) this.changed = true;
    return ref;
  }

  /** Appends what a list lacks. @returns whether it lacked anything */
  private append(dict: PDFDict, key: string, refs: PDFRef[]): boolean {
    const existing = this.file.array(dict, key)?.asArray() ?? [];
    const missing = [...new Set(refs)].filter((ref) => !existing.includes(ref));
    if (missing.length === 0) return false;
    const list = PDFArray.withContext(this.file.context);
    for (const item of [...existing, ...missing]) list.push(item);
    dict.set(PDFName.of(key), list);
    return true;
  }
}

/** /ESIC of EN 319 142-1 §5.6: the store is beyond ISO 32000-1. Files of PDF 2.0 need not say so. */
function declareExtension(file: PdfFile): void {
  const extensions = file.dict(file.catalog, 'Extensions')?.clone() ?? PDFDict.withContext(file.context);
  if (extensions.has(PDFName.of('ESIC'))) return;
  extensions.set(PDFName.of('ESIC'), file.context.obj({ BaseVersion: '1.7', ExtensionLevel: 1 }));
  file.catalog.set(PDFName.of('Extensions'), extensions);
}

function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
