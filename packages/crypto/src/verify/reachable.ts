import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import { isArray, PdfDict, PdfRef, PdfStream, type PdfValue } from '../pdf-reader/pdf-value.ts';

/**
 * Every dictionary and stream that can be reached from the catalogue, each once.
 * @param seen is filled with the numbers of all objects on the way
 */
export function* reachableDictionaries(
  document: PdfDocument,
  seen: Set<number>,
): Generator<PdfDict | PdfStream> {
  const work: PdfValue[] = [document.revision.trailer.get('Root')];
  for (let value = work.pop(); value !== undefined; value = work.pop()) {
    document.file.budget.spend(1);
    if (value instanceof PdfRef) {
      if (seen.has(value.num)) continue;
      seen.add(value.num);
      work.push(document.resolve(value));
    } else if (isArray(value)) {
      pushCompound(work, value);
    } else if (value instanceof PdfDict) {
      yield value;
      pushCompound(work, value.entries.values());
    } else if (value instanceof PdfStream) {
      yield value;
      pushCompound(work, value.dict.entries.values());
    }
  }
}

function pushCompound(work: PdfValue[], values: Iterable<PdfValue>): void {
  for (const value of values) if (typeof value === 'object' && value !== null) work.push(value);
}
