import { Lexer } from '../pdf-reader/lexer.ts';
import type { PdfFile } from '../pdf-reader/pdf-file.ts';
import type { Revision } from '../pdf-reader/revisions.ts';

/**
 * Whether a revision holds data besides the objects its cross-reference section names. A strict reader never looks at
 * them, one that searches the file for objects may show them.
 */
export function hasUnlistedBytes(file: PdfFile, revision: Revision): boolean {
  let at = revision.start;
  for (const { start, end } of file.objectsOf(revision)) {
    if (start > at && !isSpace(file, at, start)) return true;
    at = Math.max(at, end);
  }
  return at < revision.closing && !isSpace(file, at, revision.closing);
}

/**
 * Whether an update frees objects in its table which it keeps in the stream that /XRefStm names (ISO 32000-2 §7.5.8.4): for
 * some readers they are as before, for others they are gone.
 */
export function freesForSome(file: PdfFile, { index, hidden }: Revision): boolean {
  return hidden.values().some((num) => {
    const earlier = file.locate(num, index - 1);
    return (
      earlier !== undefined &&
      earlier.entry.type !== 'free' &&
      file.revisions[earlier.revision]?.hidden.has(num) !== true
    );
  });
}

/** White space and comments, as long as these don't hide objects behind a line end of their own. */
function isSpace(file: PdfFile, start: number, end: number): boolean {
  const lexer = new Lexer(file.bytes, start, end);
  lexer.skipSpace();
  return lexer.pos >= end;
}
