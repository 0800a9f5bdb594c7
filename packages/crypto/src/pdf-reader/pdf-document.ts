import { damaged, type WorkBudget } from './limits.ts';
import { PdfDict, PdfRef, type PdfStream, type PdfValue } from './pdf-value.ts';
import type { Revision } from './revisions.ts';
import { decodeStream } from './stream-filters.ts';
import type { XrefEntry } from './xref-entry.ts';

const MAX_REFERENCE_CHAIN = 16;

export type Located = { entry: XrefEntry; revision: number /* whose cross-reference section says so */ };

/** Where a document gets its objects from: the file, asked as of a revision. */
export type ObjectSource = {
  readonly budget: WorkBudget;
  locate(num: number, revision: number): Located | undefined;
  objectAt(num: number, located: Located, revision: number): PdfValue;
};

/** The document as of one revision. */
export class PdfDocument {
  readonly file: ObjectSource;
  readonly revision: Revision;

  constructor(file: ObjectSource, revision: Revision) {
    this.file = file;
    this.revision = revision;
  }

  /** Follows references to a direct object; a reference to nothing is null (ISO 32000-2 §7.3.10). */
  resolve(value: PdfValue): PdfValue {
    let current = value;
    for (let steps = 0; current instanceof PdfRef; steps++) {
      if (steps > MAX_REFERENCE_CHAIN) throw damaged('references run in a circle');
      this.file.budget.spend(1);
      const located = this.file.locate(current.num, this.revision.index);
      if (located === undefined || located.entry.type === 'free') return null;
      if (!hasGeneration(located.entry, current.gen))
        throw damaged(`the reference ${current.num} ${current.gen} R has a wrong generation`);
      current = this.file.objectAt(current.num, located, this.revision.index);
    }
    return current;
  }

  get(dict: PdfDict, key: string): PdfValue {
    return this.resolve(dict.get(key));
  }

  dict(value: PdfValue): PdfDict | undefined {
    const resolved = this.resolve(value);
    return resolved instanceof PdfDict ? resolved : undefined;
  }

  /** @throws CryptoError PDF_DAMAGED when the trailer leads to no catalogue */
  catalog(): PdfDict {
    const catalog = this.dict(this.revision.trailer.get('Root'));
    if (catalog === undefined) throw damaged('the document has no catalogue');
    return catalog;
  }

  decode(stream: PdfStream): Uint8Array {
    return decodeStream(stream, this.file.budget, (value) => this.resolve(value));
  }
}

/** Objects in streams have generation 0. Hybrid files may name them by the 65535 of the free entry that hides them. */
function hasGeneration(entry: XrefEntry, gen: number): boolean {
  return entry.type === 'offset' ? entry.gen === gen : gen === 0 || gen === 65535;
}
