import { CryptoError } from '../errors.ts';
import { isWhitespace, Lexer } from './lexer.ts';
import { damaged, tooComplex, type WorkBudget } from './limits.ts';
import { parseValue } from './parse-value.ts';
import { PdfDict } from './pdf-value.ts';
import type { XrefEntry, XrefSection } from './xref-entry.ts';
import { parseXrefSection } from './xref-section.ts';

const MAX_TRAILER_NESTING = 8;

/** One saving of the file: the original, or an incremental update (ISO 32000-2 §7.5.6). Offsets are of the file. */
export type Revision = {
  index: number /* 0 = the original */;
  start: number /* where the revision before it ends */;
  end: number /* just after its “%%EOF” */;
  closing: number /* where its last cross-reference section begins; from there to `end` there is nothing else */;
  entries: ReadonlyMap<number, XrefEntry> /* only what this revision itself says */;
  trailer: PdfDict;
  hybrid: boolean;
  hidden: ReadonlySet<number> /* objects in use for those readers alone that know hybrid-reference files */;
};

/** All revisions, oldest first, and how many octets follow the last one's end of line. */
export type Revisions = { revisions: Revision[]; trailingBytes: number };

/**
 * Follows startxref and /Prev to all cross-reference sections and tells the revisions apart. Each must be closed by its own
 * `startxref` and `%%EOF`; nothing is searched for or repaired, so a file has one meaning or none.
 * @throws CryptoError PDF_DAMAGED, PDF_ENCRYPTED, PDF_TOO_COMPLEX
 */
export function readRevisions(bytes: Uint8Array, budget: WorkBudget): Revisions {
  const sections = readChain(bytes, lastStartXref(bytes), budget);
  const revisions: Revision[] = [];
  let start = 0;
  for (const group of groupSections(sections)) {
    const revision = closeRevision(bytes, group, revisions.length, start);
    revisions.push(revision);
    start = revision.end;
  }
  const lexer = new Lexer(bytes, start);
  lexer.skipEol();
  return { revisions, trailingBytes: bytes.length - lexer.pos };
}

/** The last `startxref` must be complete; falling back to an earlier one would show an earlier document. */
function lastStartXref(bytes: Uint8Array): number {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const before = (end: number) => (end < 0 ? -1 : file.lastIndexOf('startxref', end, 'latin1'));
  let at = before(file.length);
  while (at >= 0 && !new Lexer(bytes, at).accept('startxref')) at = before(at - 1);
  const found = at < 0 ? undefined : readStartXref(new Lexer(bytes, at));
  if (found === undefined) throw damaged('no “startxref” with “%%EOF”; the end of the file is missing');
  return found.offset;
}

/** The lexer stands at `startxref`; returns its number and where `%%EOF` ends, or undefined when it is incomplete. */
function readStartXref(lexer: Lexer): { offset: number; end: number } | undefined {
  if (!lexer.accept('startxref')) return undefined;
  lexer.skipWhitespace();
  const offset = lexer.unsigned();
  lexer.skipWhitespace();
  // Some writers go on right behind it: it is a comment, and ends where its own characters do.
  return offset !== undefined && lexer.acceptPrefix('%%EOF') ? { offset, end: lexer.pos } : undefined;
}

/** Newest first. */
function readChain(bytes: Uint8Array, last: number, budget: WorkBudget): XrefSection[] {
  const sections: XrefSection[] = [];
  const seen = new Set<number>();
  let objects = 0;
  for (let next: number | undefined = last; next !== undefined; ) {
    const section = parseXrefSection(bytes, next, budget);
    if (seen.has(section.offset)) throw damaged('/Prev runs in a circle');
    seen.add(section.offset);
    sections.push(section);
    objects += section.entries.size;
    if (sections.length > budget.limits.maxRevisions) throw tooComplex('it has too many revisions');
    if (objects > budget.limits.maxObjects) throw tooComplex('it has too many objects');
    next = section.previous;
  }
  return sections;
}

/**
 * Oldest first, one group a revision. Only a linearised original has two sections in one revision (ISO 32000-2 annex
 * F.3.3): the first-page section near the file's start, whose /Prev points forward to the main one at its end.
 */
function groupSections(newestFirst: XrefSection[]): XrefSection[][] {
  const oldest = newestFirst.at(-1);
  const second = newestFirst.at(-2);
  const linearised = oldest !== undefined && second !== undefined && second.offset < oldest.offset;
  const rest = linearised ? newestFirst.slice(0, -2) : newestFirst.slice(0, -1);
  const original = linearised ? [second, oldest] : oldest === undefined ? [] : [oldest];
  const groups = [original, ...rest.reverse().map((section) => [section])];
  let before = Math.max(...original.map((section) => section.offset));
  for (const [section] of groups.slice(1)) {
    if (section === undefined || section.offset <= before) throw damaged('/Prev points forward');
    before = section.offset;
  }
  return groups;
}

function closeRevision(bytes: Uint8Array, group: XrefSection[], index: number, start: number): Revision {
  const [newest] = group;
  const outermost = group.at(-1);
  if (newest === undefined || outermost === undefined)
    throw new CryptoError('PDF_DAMAGED', 'The PDF has no content.');
  const lexer = new Lexer(bytes, outermost.end);
  lexer.skipSpace();
  if (outermost.kind === 'stream') skipPlainTrailer(lexer);
  const close = readStartXref(lexer);
  if (close === undefined)
    throw damaged(`no “startxref” after the cross-reference section at byte ${outermost.offset}`);
  if (!pointsTo(bytes, close.offset, newest.offset)) {
    throw damaged(`“startxref” before byte ${close.end} doesn't name the cross-reference section before it`);
  }
  if (group.some((section) => section.furthest > close.end)) {
    throw damaged('a cross-reference stream lies outside its revision');
  }
  if (outermost.offset < start) throw damaged('a revision lies inside an earlier one');
  const entries = new Map(group.toReversed().flatMap((section) => [...section.entries]));
  checkOffsets(entries, close.end);
  const hybrid = group.some((section) => section.hybrid);
  return {
    index,
    start,
    end: close.end,
    closing: outermost.offset,
    entries,
    trailer: newest.trailer,
    hybrid,
    hidden: new Set(group.flatMap((section) => [...section.hidden])),
  };
}

/** Behind a cross-reference stream some writers repeat a trailer; it must not say anything that counts. */
function skipPlainTrailer(lexer: Lexer): void {
  if (!lexer.accept('trailer')) return;
  lexer.skipSpace();
  const trailer = parseValue(lexer, MAX_TRAILER_NESTING);
  const silent =
    trailer instanceof PdfDict &&
    ['Root', 'Prev', 'XRefStm', 'Encrypt'].every((key) => trailer.get(key) === null);
  if (!silent) throw damaged('a second trailer follows a cross-reference stream');
  lexer.skipSpace();
}

/** Whether only white space stands between the named offset and the section, as with startxref itself. */
function pointsTo(bytes: Uint8Array, named: number, section: number): boolean {
  if (named > section || section - named > 16) return false;
  return bytes.subarray(named, section).every(isWhitespace);
}

/** What a signature covers must be complete: a revision can't borrow objects from bytes that come after it. */
function checkOffsets(entries: ReadonlyMap<number, XrefEntry>, end: number): void {
  for (const [num, entry] of entries) {
    if (entry.type === 'offset' && entry.offset >= end)
      throw damaged(`object ${num} lies outside its revision`);
  }
}
