import { damaged } from './limits.ts';
import type { PdfFile } from './pdf-file.ts';
import { PdfDict, PdfRef, type PdfStream, type PdfValue } from './pdf-value.ts';
import type { Revision } from './revisions.ts';
import { decodeStream } from './stream-filters.ts';

const MAX_REFERENCE_CHAIN = 16;

/** The document as of one revision. */
export class PdfDocument {
  readonly file: PdfFile;
  readonly revision: Revision;

  constructor(file: PdfFile, revision: Revision) {
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
      const gen = located.entry.type === 'offset' ? located.entry.gen : 0;
      if (gen !== current.gen)
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
