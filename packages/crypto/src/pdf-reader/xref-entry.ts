import type { PdfDict } from './pdf-value.ts';

/** Where a cross-reference section says an object is (ISO 32000-2 §7.5.4, §7.5.8.3). */
export type XrefEntry =
  | { type: 'free' }
  | { type: 'offset'; offset: number; gen: number }
  | { type: 'compressed'; stream: number; index: number };

/** One cross-reference section with its trailer: a classic table, or a cross-reference stream. */
export type XrefSection = {
  kind: 'table' | 'stream';
  offset: number /* of “xref” or of the stream object */;
  end: number /* just after the trailer dictionary or “endobj” */;
  furthest: number /* the last octet it reads, with the stream /XRefStm names */;
  entries: Map<number, XrefEntry>;
  trailer: PdfDict;
  previous: number | undefined /* /Prev */;
  hybrid: boolean /* a table with /XRefStm */;
  hidden: ReadonlySet<number> /* objects that the table says are free and the stream of /XRefStm has */;
};

export function sameEntry(a: XrefEntry, b: XrefEntry): boolean {
  if (a.type === 'offset') return b.type === 'offset' && a.offset === b.offset && a.gen === b.gen;
  if (a.type === 'compressed') return b.type === 'compressed' && a.stream === b.stream && a.index === b.index;
  return b.type === 'free';
}
