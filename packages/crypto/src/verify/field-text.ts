import { CryptoError } from '../errors.ts';
import { Lexer } from '../pdf-reader/lexer.ts';
import { parseValue } from '../pdf-reader/parse-value.ts';
import type { PdfDocument } from '../pdf-reader/pdf-document.ts';
import {
  isArray,
  isName,
  type PdfDict,
  PdfName,
  PdfStream,
  PdfString,
  type PdfValue,
} from '../pdf-reader/pdf-value.ts';
import { type Decoder, fontDecoder } from './font-decoder.ts';

const MAX_APPEARANCE = 200_000;
const MAX_NESTING = 16;
const OPERAND = '/([<+-.0123456789';

/**
 * The text an appearance shows, in the order it is painted; undefined where a font does not tell which characters its codes
 * are, where something else is drawn with it, or where it can't be read.
 */
export function shownText(document: PdfDocument, appearance: PdfStream): string | undefined {
  try {
    const content = document.decode(appearance);
    if (content.length > MAX_APPEARANCE) return undefined;
    const resources = document.dict(appearance.dict.get('Resources'));
    return textOfContent(document, content, resources);
  } catch (error) {
    if (error instanceof CryptoError && error.code === 'PDF_DAMAGED') return undefined;
    throw error;
  }
}

function textOfContent(
  document: PdfDocument,
  content: Uint8Array,
  resources: PdfDict | undefined,
): string | undefined {
  const lexer = new Lexer(content);
  let operands: PdfValue[] = [];
  let decode: Decoder | undefined;
  let text = '';
  for (lexer.skipSpace(); lexer.peek() >= 0; lexer.skipSpace()) {
    document.file.budget.spend(4);
    if (OPERAND.includes(String.fromCharCode(lexer.peek()))) {
      operands.push(parseValue(lexer, MAX_NESTING, true));
      continue;
    }
    const operator = lexer.word();
    // Whatever else is painted, a picture or another form, may show text that is not read here.
    if (operator === '' || operator === 'Do' || operator === 'BI') return undefined;
    if (operator === 'Tf') decode = decoderOf(document, resources, operands[0] ?? null);
    for (const bytes of stringsOf(operator, operands)) {
      const part = decode?.(bytes);
      if (part === undefined) return undefined;
      text += part;
    }
    operands = [];
    lexer.clearRoom();
  }
  return text;
}

function stringsOf(operator: string, operands: PdfValue[]): Uint8Array[] {
  if (!['Tj', 'TJ', "'", '"'].includes(operator)) return [];
  const last = operands.at(-1) ?? null;
  return (isArray(last) ? last : [last]).flatMap((item) => (item instanceof PdfString ? [item.bytes] : []));
}

function decoderOf(
  document: PdfDocument,
  resources: PdfDict | undefined,
  name: PdfValue,
): Decoder | undefined {
  const fonts = resources === undefined ? undefined : document.dict(resources.get('Font'));
  const font = fonts && name instanceof PdfName ? document.dict(fonts.get(name.value)) : undefined;
  return font && fontDecoder(document, font);
}

/** The normal appearance of a widget that has no states. */
export function normalAppearance(document: PdfDocument, widget: PdfDict): PdfStream | undefined {
  const appearance = document.dict(widget.get('AP'));
  const normal = appearance && document.get(appearance, 'N');
  return normal instanceof PdfStream && !isName(normal.dict.get('Subtype'), 'Image') ? normal : undefined;
}
