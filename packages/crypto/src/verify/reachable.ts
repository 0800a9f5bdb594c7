import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import { isArray, PdfDict, PdfRef, PdfStream, type PdfValue } from '../pdf-reader/pdf-value.ts';

/**
 * Every dictionary and stream that can be reached from the catalogue, or from other values, each once.
 * @param seen is filled with the numbers of all objects on the way
 */
export function* reachableDictionaries(
  document: PdfDocument,
  seen: Set<number>,
  from: PdfValue[] = [document.revision.trailer.get('Root')],
): Generator<PdfDict | PdfStream> {
  const visited = new Set<number | string>();
  const work = [...from];
  for (let value = work.pop(); value !== undefined; value = work.pop()) {
    document.file.budget.spend(1);
    if (value instanceof PdfRef) {
      // One with a wrong generation is not to be passed over.
      const key = value.gen === 0 ? value.num : `${value.num} ${value.gen}`;
      if (visited.has(key)) continue;
      visited.add(key);
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
