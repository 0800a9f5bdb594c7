import type { PdfDocument } from '../../pdf-reader/pdf-document.ts';
import {
  isArray,
  PdfDict,
  PdfRef,
  PdfStream,
  type PdfValue,
  sameBytes,
  sameValue,
} from '../../pdf-reader/pdf-value.ts';

/**
 * In `structure`, objects that have a comparison of their own (pages, fields, catalogue, …) are passed over; in
 * `content` (what pages and appearances are painted from) nothing is, whatever else the object may be.
 */
export type Mode = 'structure' | 'content';

const NO_KEYS: ReadonlySet<string> = new Set();

type Pair = { before: PdfValue; after: PdfValue; path: string };

/**
 * Compares the document as of two revisions by walking both from the same place in lock step, through every reference.
 * What counts is what a reader would reach, not which objects an update lists: an overwritten object is found at
 * each place that uses it, and one that nothing uses changes nothing.
 */
export class Comparison {
  readonly before: PdfDocument;
  readonly after: PdfDocument;
  /** Object numbers that are pages, fields, … in both revisions and are compared as such. */
  readonly owned = new Set<number>();
  /** These and layers, of either revision, are told apart by their number: no copy can stand in for them. */
  readonly identities = new Set<number>();
  readonly #same: Record<Mode, Set<number | string>> = { structure: new Set(), content: new Set() };

  constructor(before: PdfDocument, after: PdfDocument) {
    this.before = before;
    this.after = after;
  }

  /** The path of the first difference beneath the two values, or undefined when they mean the same. */
  difference(before: PdfValue, after: PdfValue, path: string, mode: Mode): string | undefined {
    const seen = new Set<number | string>();
    const work: Pair[] = [{ before, after, path }];
    for (let pair = work.pop(); pair !== undefined; pair = work.pop()) {
      this.before.file.budget.spend(1);
      const different = this.#step(pair, mode, seen, work);
      if (different !== undefined) return different;
    }
    for (const key of seen) this.#same[mode].add(key);
    return undefined;
  }

  /** Keys whose values differ between two dictionaries, each with the path of the difference. */
  differentKeys(
    before: PdfDict,
    after: PdfDict,
    modeOf: (key: string) => Mode,
    passOver: ReadonlySet<string> = NO_KEYS,
  ): Map<string, string> {
    const found = new Map<string, string>();
    for (const key of new Set([...before.entries.keys(), ...after.entries.keys()])) {
      if (passOver.has(key)) continue;
      const path = this.difference(before.get(key), after.get(key), `/${key}`, modeOf(key));
      if (path !== undefined) found.set(key, path);
    }
    return found;
  }

  #step(pair: Pair, mode: Mode, seen: Set<number | string>, work: Pair[]): string | undefined {
    const { before, after, path } = pair;
    if (before instanceof PdfRef && after instanceof PdfRef) {
      if (before.num === after.num && mode === 'structure' && this.owned.has(before.num)) return undefined;
      if (before.num !== after.num && (this.identities.has(before.num) || this.identities.has(after.num)))
        return path;
      const key = before.num === after.num ? before.num : `${before.num} ${after.num}`;
      if (seen.has(key) || this.#same[mode].has(key)) return undefined;
      seen.add(key);
    }
    return this.#values(this.before.resolve(before), this.after.resolve(after), path, work);
  }

  #values(before: PdfValue, after: PdfValue, path: string, work: Pair[]): string | undefined {
    if (before instanceof PdfStream) {
      if (!(after instanceof PdfStream) || !sameBytes(before.raw, after.raw)) return path;
      this.before.file.budget.spend(before.raw === after.raw ? 0 : before.raw.length >>> 5);
      return this.#dictionaries(before.dict, after.dict, path, work);
    }
    if (before instanceof PdfDict) {
      return after instanceof PdfDict ? this.#dictionaries(before, after, path, work) : path;
    }
    if (isArray(before)) {
      if (!isArray(after) || before.length !== after.length) return path;
      for (let i = 0; i < before.length; i++) {
        push(work, before[i] ?? null, after[i] ?? null, `${path}[${i}]`);
      }
      return undefined;
    }
    return sameValue(before, after) ? undefined : path;
  }

  #dictionaries(before: PdfDict, after: PdfDict, path: string, work: Pair[]): string | undefined {
    for (const [key, value] of before.entries) push(work, value, after.get(key), `${path}/${key}`);
    for (const [key, value] of after.entries) {
      if (!before.entries.has(key)) push(work, null, value, `${path}/${key}`);
    }
    return undefined;
  }
}

function push(work: Pair[], before: PdfValue, after: PdfValue, path: string): void {
  const shallow = typeof before !== 'object' || before === null;
  if (shallow && before === after) return;
  work.push({ before, after, path: path.length > 200 ? `${path.slice(0, 200)}…` : path });
}
