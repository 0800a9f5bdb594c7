import type { Lexer } from './lexer.ts';
import { damaged } from './limits.ts';
import { sameEntry, type XrefEntry } from './xref-entry.ts';

const MAX_OBJECT_NUMBER = 8_388_607; // ISO 32000-1 annex C

/**
 * Reads the subsections of a classic table (ISO 32000-2 §7.5.4) from just after “xref” up to “trailer”. Entries are
 * read by token: writers end their lines in every way.
 */
export function parseXrefTable(lexer: Lexer, maxObjects: number): Map<number, XrefEntry> {
  const entries = new Map<number, XrefEntry>();
  for (;;) {
    lexer.skipSpace();
    if (lexer.accept('trailer')) return entries;
    const first = lexer.unsigned();
    lexer.skipWhitespace();
    const count = lexer.unsigned();
    if (first === undefined || count === undefined)
      throw damaged(`no cross-reference table at byte ${lexer.pos}`);
    if (first + count > MAX_OBJECT_NUMBER || entries.size + count > maxObjects) {
      throw damaged('the cross-reference table claims too many objects');
    }
    for (let num = first; num < first + count; num++) addEntry(entries, num, parseEntry(lexer));
  }
}

function parseEntry(lexer: Lexer): XrefEntry {
  lexer.skipWhitespace();
  const offset = lexer.unsigned();
  lexer.skipWhitespace();
  const gen = lexer.unsigned();
  lexer.skipWhitespace();
  if (offset === undefined || gen === undefined)
    throw damaged(`no cross-reference entry at byte ${lexer.pos}`);
  if (lexer.accept('f')) return { type: 'free' };
  lexer.expect('n', 'in a cross-reference entry');
  // Some writers mark unused numbers as in use at offset 0, where no object can be.
  return offset === 0 ? { type: 'free' } : { type: 'offset', offset, gen };
}

/** @throws CryptoError PDF_DAMAGED when one section gives one object two places */
export function addEntry(entries: Map<number, XrefEntry>, num: number, entry: XrefEntry): void {
  const earlier = entries.get(num);
  if (earlier !== undefined && !sameEntry(earlier, entry))
    throw damaged(`object ${num} has two places in one revision`);
  entries.set(num, entry);
}
