import { CryptoError } from '../errors.ts';
import { Lexer } from '../pdf-reader/lexer.ts';
import { parseIndirectObject } from '../pdf-reader/parse-object.ts';
import type { PdfFile } from '../pdf-reader/pdf-file.ts';
import { isArray, isName, PdfDict, PdfRef, type PdfValue } from '../pdf-reader/pdf-value.ts';
import type { Revision } from '../pdf-reader/revisions.ts';
import type { Snapshot } from './snapshot.ts';

const MAX_LOOKED_AT = 20_000;
const OBJECT = /\b\d{1,8}\s+\d{1,5}\s+obj\b/g;

/**
 * Whether the file has pages, a page tree, a catalogue or a form that nothing of the document leads to: a second document that
 * a changed reference or table would show instead of the first (Mladenov et al., “Shadow Attacks”, NDSS 2021, hide and
 * replace). They stand in objects that tables name, or between them.
 * @param reached object numbers that the document leads to
 */
export function hasHiddenDocument(file: PdfFile, snapshot: Snapshot, reached: ReadonlySet<number>): boolean {
  return (
    hasUnreached(file, snapshot, reached) || file.revisions.some((revision) => hasUnlisted(file, revision))
  );
}

function hasUnreached(file: PdfFile, { document }: Snapshot, reached: ReadonlySet<number>): boolean {
  const numbers = new Set(file.revisions.flatMap(({ entries }) => [...entries.keys()]));
  let looked = 0;
  for (const num of numbers) {
    const located = reached.has(num) ? undefined : file.locate(num, document.revision.index);
    if (located === undefined || located.entry.type === 'free') continue;
    if (++looked > MAX_LOOKED_AT) return false;
    const gen = located.entry.type === 'offset' ? located.entry.gen : 0;
    if (isPartOfDocument(readable(() => document.resolve(new PdfRef(num, gen))))) return true;
  }
  return false;
}

/** Objects in bytes that no table names: a reader that searches the file for objects finds them, and a later table may. */
function hasUnlisted(file: PdfFile, revision: Revision): boolean {
  const bytes = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.length);
  let at = revision.start;
  const isGapHiding = (end: number): boolean =>
    end - at > 20 &&
    bytes
      .toString('latin1', at, end)
      .matchAll(OBJECT)
      .some(({ index }) => isPartOfDocument(objectFrom(file, at + index, end)));
  for (const { start, end } of file.objectsOf(revision)) {
    if (isGapHiding(start)) return true;
    at = Math.max(at, end);
  }
  return isGapHiding(revision.closing);
}

function objectFrom(file: PdfFile, offset: number, end: number): PdfValue {
  const lexer = new Lexer(file.bytes, offset, end);
  const { maxNesting } = file.budget.limits;
  const value = readable(() => parseIndirectObject(lexer, maxNesting, () => null).value);
  file.budget.spend(lexer.pos - offset - lexer.skipped + 16);
  return value;
}

/** What nothing reaches may be damaged; nobody sees it then either. */
function readable(read: () => PdfValue): PdfValue {
  try {
    return read();
  } catch (error) {
    if (error instanceof CryptoError && error.code === 'PDF_DAMAGED') return null;
    throw error;
  }
}

function isPartOfDocument(value: PdfValue): boolean {
  if (!(value instanceof PdfDict)) return false;
  const type = value.get('Type');
  // Some writers leave the empty page tree that they began with.
  const kids = value.get('Kids');
  if (isName(type, 'Pages') && isArray(kids) && kids.length === 0) return false;
  if (['Catalog', 'Pages', 'Page'].some((name) => isName(type, name))) return true;
  return (
    type === null && value.get('Fields') !== null && (value.get('DA') !== null || value.get('DR') !== null)
  );
}
