import { damaged, type WorkBudget } from './limits.ts';
import { isArray, isName, PdfStream, type PdfValue } from './pdf-value.ts';
import { decodeStream } from './stream-filters.ts';
import type { XrefEntry } from './xref-entry.ts';
import { addEntry } from './xref-table.ts';

/** Reads the entries of a cross-reference stream (ISO 32000-2 §7.5.8). */
export function parseXrefStream(stream: PdfValue, budget: WorkBudget): Map<number, XrefEntry> {
  if (!(stream instanceof PdfStream) || !isName(stream.dict.get('Type'), 'XRef')) {
    throw damaged('no cross-reference stream where one is announced');
  }
  const widths = integers(stream.dict.get('W'), 'W');
  const [w0 = 0, w1 = 0, w2 = 0] = widths;
  const row = w0 + w1 + w2;
  if (widths.length !== 3 || row === 0 || Math.max(w0, w1, w2) > 8)
    throw damaged('/W of a cross-reference stream');
  const size = stream.dict.get('Size');
  const ranges =
    stream.dict.get('Index') === null ? [0, Number(size)] : integers(stream.dict.get('Index'), 'Index');
  const data = decodeStream(stream, budget);
  const entries = new Map<number, XrefEntry>();
  let at = 0;
  for (let i = 0; i < ranges.length; i += 2) {
    const first = ranges[i] ?? 0;
    const count = ranges[i + 1] ?? -1;
    if (!Number.isInteger(count) || count < 0 || at + count * row > data.length) {
      throw damaged('a cross-reference stream is shorter than it says');
    }
    if (entries.size + count > budget.limits.maxObjects)
      throw damaged('a cross-reference stream has too many entries');
    for (let num = first; num < first + count; num++, at += row) {
      const type = w0 === 0 ? 1 : integerAt(data, at, w0);
      addEntry(entries, num, entryOf(type, integerAt(data, at + w0, w1), integerAt(data, at + w0 + w1, w2)));
    }
  }
  return entries;
}

function entryOf(type: number, second: number, third: number): XrefEntry {
  if (type === 0) return { type: 'free' };
  if (type === 1) return second === 0 ? { type: 'free' } : { type: 'offset', offset: second, gen: third };
  if (type === 2) return { type: 'compressed', stream: second, index: third };
  // §7.5.8.3: any other type is a reference to the null object.
  return { type: 'free' };
}

function integerAt(data: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let i = 0; i < width; i++) value = value * 256 + (data[at + i] ?? 0);
  return value;
}

function integers(value: PdfValue, key: string): number[] {
  if (!isArray(value) || !value.every((item) => Number.isInteger(item) && Number(item) >= 0)) {
    throw damaged(`/${key} of a cross-reference stream`);
  }
  return value.map(Number);
}
