import { CryptoError } from '../errors.ts';
import { Lexer } from './lexer.ts';
import { damaged, type WorkBudget } from './limits.ts';
import { parseIndirectObject } from './parse-object.ts';
import { parseDict } from './parse-value.ts';
import { type PdfDict, PdfStream } from './pdf-value.ts';
import type { XrefEntry, XrefSection } from './xref-entry.ts';
import { parseXrefStream } from './xref-stream.ts';
import { parseXrefTable } from './xref-table.ts';

/**
 * Reads the cross-reference section at `offset` (white space before it is allowed), with its trailer.
 * @throws CryptoError PDF_DAMAGED, PDF_ENCRYPTED, PDF_TOO_COMPLEX
 */
export function parseXrefSection(bytes: Uint8Array, offset: number, budget: WorkBudget): XrefSection {
  if (offset < 0 || offset >= bytes.length) throw damaged(`no cross-reference section at byte ${offset}`);
  const lexer = new Lexer(bytes, offset);
  lexer.skipWhitespace();
  const section = lexer.accept('xref')
    ? tableSection(lexer, budget)
    : streamSection(bytes, lexer.pos, budget);
  if (section.trailer.get('Encrypt') !== null) {
    throw new CryptoError(
      'PDF_ENCRYPTED',
      'The PDF is encrypted. Remove its password protection and try again.',
    );
  }
  budget.spend(section.end - section.offset + section.entries.size);
  return section;
}

function tableSection(lexer: Lexer, budget: WorkBudget): XrefSection {
  const offset = lexer.pos - 'xref'.length;
  const entries = parseXrefTable(lexer, budget.limits.maxObjects);
  lexer.skipSpace();
  if (lexer.peek() !== 0x3c || lexer.peek(1) !== 0x3c)
    throw damaged(`no trailer dictionary at byte ${lexer.pos}`);
  const trailer = budget.keep(lexer, () => parseDict(lexer, budget.limits.maxNesting, false));
  const hidden = trailer.get('XRefStm');
  let furthest = lexer.pos;
  let onlyHidden = new Set<number>();
  if (hidden !== null) {
    if (typeof hidden !== 'number') throw damaged('/XRefStm is no number');
    const stream = streamSection(lexer.bytes, hidden, budget);
    furthest = Math.max(furthest, stream.end);
    onlyHidden = addHidden(entries, stream.entries);
  }
  return {
    kind: 'table',
    offset,
    end: lexer.pos,
    furthest,
    entries,
    trailer,
    previous: previousOf(trailer),
    hybrid: hidden !== null,
    hidden: onlyHidden,
  };
}

/** Hybrid-reference files (ISO 32000-2 §7.5.8.4): the stream tells what the table leaves out or hides as free. */
function addHidden(entries: Map<number, XrefEntry>, hidden: Map<number, XrefEntry>): Set<number> {
  const free = new Set<number>();
  for (const [num, entry] of hidden) {
    const shown = entries.get(num);
    if (shown?.type === 'free' && entry.type !== 'free') free.add(num);
    if (shown === undefined || shown.type === 'free') entries.set(num, entry);
  }
  return free;
}

function streamSection(bytes: Uint8Array, offset: number, budget: WorkBudget): XrefSection {
  const lexer = new Lexer(bytes, offset);
  const object = budget.keep(lexer, () => parseIndirectObject(lexer, budget.limits.maxNesting, () => null));
  const entries = parseXrefStream(object.value, budget);
  const trailer = object.value instanceof PdfStream ? object.value.dict : undefined;
  if (trailer === undefined) throw damaged('a cross-reference stream has no dictionary');
  return {
    kind: 'stream',
    offset: object.start,
    end: object.end,
    furthest: object.end,
    entries,
    trailer,
    previous: previousOf(trailer),
    hybrid: false,
    hidden: new Set(),
  };
}

function previousOf(trailer: PdfDict): number | undefined {
  const previous = trailer.get('Prev');
  if (previous === null) return undefined;
  if (typeof previous !== 'number' || !Number.isInteger(previous)) throw damaged('/Prev is no integer');
  return previous;
}
