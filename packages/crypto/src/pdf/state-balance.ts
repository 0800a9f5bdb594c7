import { CryptoError } from '../errors.ts';
import { isWhitespace, Lexer } from '../pdf-reader/lexer.ts';
import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import { PdfFile } from '../pdf-reader/pdf-file.ts';
import { isArray, PdfDict, PdfRef, PdfStream } from '../pdf-reader/pdf-value.ts';

/** What a content stream does to the stack of graphics states beyond its own `q`s and `Q`s that belong together. */
export type StateBalance = {
  /** How many `Q`s find no `q` of its own. */
  unmatched: number;
  /** How many `q`s are never undone. */
  open: number;
};

const BALANCED: StateBalance = { unmatched: 0, open: 0 };
/** Beyond any honest content; nobody writes more of them for a hostile one. */
const MOST = 1000;

/**
 * Reads the content of pages for what encloses it: it must be balanced (ISO 32000-2 §8.4.2), and often isn't. What follows it
 * would then be drawn in its coordinates and within its clip. Content that can't be read counts as balanced.
 */
export function readBalances(
  pdf: Uint8Array,
): (page: { objectNumber: number; generationNumber: number }) => StateBalance {
  let document: PdfDocument | undefined;
  return ({ objectNumber, generationNumber }) => {
    try {
      document ??= PdfFile.open(pdf).latest();
      return stateBalance(contentOf(document, new PdfRef(objectNumber, generationNumber)));
    } catch (error) {
      if (error instanceof CryptoError) return BALANCED;
      throw error;
    }
  };
}

function contentOf(document: PdfDocument, ref: PdfRef): Uint8Array {
  const page = document.resolve(ref);
  const contents = page instanceof PdfDict ? document.get(page, 'Contents') : null;
  const parts: Uint8Array[] = [];
  for (const item of isArray(contents) ? contents : [contents]) {
    const stream = document.resolve(item);
    if (stream instanceof PdfStream) parts.push(document.decode(stream), Uint8Array.of(0x0a));
  }
  return Buffer.concat(parts);
}

export function stateBalance(content: Uint8Array): StateBalance {
  const lexer = new Lexer(content);
  let unmatched = 0;
  let open = 0;
  for (lexer.skipSpace(); lexer.peek() >= 0; lexer.skipSpace()) {
    const operator = nextWord(lexer);
    if (operator === 'q') open += 1;
    else if (operator === 'Q' && open > 0) open -= 1;
    else if (operator === 'Q') unmatched += 1;
    else if (operator === 'BI') skipInlineImage(lexer);
  }
  return { unmatched: Math.min(unmatched, MOST), open: Math.min(open, MOST) };
}

/** The word at hand, if it can be an operator; moves over anything else. */
function nextWord(lexer: Lexer): string {
  const code = lexer.peek();
  if (code === 0x28) skipString(lexer);
  else if (code === 0x3c && lexer.peek(1) !== 0x3c) skipPast(lexer, 0x3e);
  else if (code === 0x2f) skipName(lexer);
  else {
    const word = lexer.word();
    if (word !== '') return word;
    lexer.pos += 1;
  }
  return '';
}

function skipName(lexer: Lexer): void {
  lexer.pos += 1;
  lexer.word();
}

function skipPast(lexer: Lexer, end: number): void {
  while (lexer.peek() >= 0 && lexer.peek() !== end) lexer.pos += 1;
  lexer.pos += 1;
}

function skipString(lexer: Lexer): void {
  let depth = 0;
  do {
    const code = lexer.peek();
    if (code === 0x5c) lexer.pos += 1;
    else if (code === 0x28) depth += 1;
    else if (code === 0x29) depth -= 1;
    lexer.pos += 1;
  } while (depth > 0 && lexer.peek() >= 0);
}

/** ISO 32000-2 §8.9.7. Its data ends at the first `EI` that stands alone. */
function skipInlineImage(lexer: Lexer): void {
  for (lexer.skipSpace(); lexer.peek() >= 0 && nextWord(lexer) !== 'ID'; ) lexer.skipSpace();
  lexer.pos += 1;
  while (lexer.peek() >= 0 && !(isWhitespace(lexer.peek(-1)) && lexer.accept('EI'))) lexer.pos += 1;
}
