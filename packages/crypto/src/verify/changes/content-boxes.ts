import { isWhitespace, Lexer } from '../../pdf-reader/lexer.ts';
import { damaged, tooComplex } from '../../pdf-reader/limits.ts';
import { parseValue } from '../../pdf-reader/parse-value.ts';
import type { PdfDocument } from '../../pdf-reader/pdf-document.ts';
import { isArray, isName, PdfDict, PdfName, PdfStream, type PdfValue } from '../../pdf-reader/pdf-value.ts';
import { inheritedValue, rectangle } from '../pages.ts';
import type { Snapshot } from '../snapshot.ts';
import { Canvas, type PaintedBox } from './canvas.ts';
import { IDENTITY, matrixOf } from './matrix.ts';
import { PathPainter } from './path-painter.ts';
import { fontExtent } from './text-extent.ts';
import { TextPainter } from './text-painter.ts';

const MAX_FORM_DEPTH = 12;
const MAX_OPERAND_NESTING = 16;

/**
 * Where a page paints: a small interpreter of content streams (ISO 32000-2 §7.8.2) that keeps only boxes in default user
 * space. Text widths are estimates.
 * @throws CryptoError PDF_DAMAGED when the content can't be read
 */
export function paintedBoxes(snapshot: Snapshot, page: number): PaintedBox[] {
  const { document, pages } = snapshot;
  const node = pages.get(page);
  if (node === undefined) return [];
  const contents = document.get(node.dict, 'Contents');
  const streams = (isArray(contents) ? contents : [contents]).map((item) => document.resolve(item));
  const parts: Uint8Array[] = [];
  for (const stream of streams) {
    if (stream instanceof PdfStream) parts.push(document.decode(stream), Uint8Array.of(0x0a));
    else if (stream !== null) throw damaged('/Contents of a page is no stream');
  }
  const resources = document.dict(inheritedValue(document, pages, node, 'Resources'));
  const interpreter = new Interpreter(document);
  interpreter.run(Buffer.concat(parts), resources, 0);
  return interpreter.canvas.boxes;
}

class Interpreter {
  readonly canvas: Canvas;
  readonly #document: PdfDocument;
  readonly #paths: PathPainter;
  readonly #text: TextPainter;

  constructor(document: PdfDocument) {
    this.#document = document;
    this.canvas = new Canvas(fontExtent(document, undefined));
    this.#paths = new PathPainter(this.canvas);
    this.#text = new TextPainter(this.canvas);
  }

  run(content: Uint8Array, resources: PdfDict | undefined, depth: number): void {
    if (depth > MAX_FORM_DEPTH) throw tooComplex('its form XObjects are nested too deeply');
    const lexer = new Lexer(content);
    let operands: PdfValue[] = [];
    for (lexer.skipSpace(); lexer.peek() >= 0; lexer.skipSpace()) {
      this.#document.file.budget.spend(4);
      if (isOperand(lexer.peek())) {
        operands.push(parseValue(lexer, MAX_OPERAND_NESTING, true));
        continue;
      }
      const operator = lexer.word();
      if (operator === '') throw damaged('a content stream is broken');
      if (operator === 'BI') this.#inlineImage(lexer);
      else this.#operate(operator, operands, resources, depth);
      operands = [];
      lexer.clearRoom();
    }
  }

  #operate(operator: string, operands: PdfValue[], resources: PdfDict | undefined, depth: number): void {
    const numbers = operands.filter((operand) => typeof operand === 'number');
    if (this.canvas.operate(operator, numbers) || this.#paths.operate(operator, numbers)) return;
    const fontNamed = (name: PdfValue) => {
      const font = this.#lookup(resources, 'Font', name);
      return fontExtent(this.#document, font instanceof PdfDict ? font : undefined);
    };
    if (this.#text.operate(operator, operands, numbers, fontNamed)) return;
    if (operator === 'gs') this.#setTransparency(this.#lookup(resources, 'ExtGState', operands[0] ?? null));
    if (operator === 'Do') this.#paintXObject(operands[0] ?? null, resources, depth);
    // A shading fills all that the clip leaves open.
    if (operator === 'sh') this.canvas.addUpright('path', this.canvas.state.clip);
  }

  #paintXObject(name: PdfValue, resources: PdfDict | undefined, depth: number): void {
    const object = this.#lookup(resources, 'XObject', name);
    if (!(object instanceof PdfStream)) return;
    if (isName(this.#document.get(object.dict, 'Subtype'), 'Form')) this.#paintForm(object, resources, depth);
    else this.canvas.add('image', [0, 0, 1, 1], this.#isOpaque(object) ? { opaque: true } : {});
  }

  #isOpaque({ dict }: PdfStream): boolean {
    const isWhole = dict.get('SMask') === null && dict.get('Mask') === null;
    return isWhole && this.#document.get(dict, 'ImageMask') !== true && !this.canvas.state.translucent;
  }

  /** ISO 32000-2 §11.6.4: constant alpha, blend mode and soft mask, where the dictionary says something of them. */
  #setTransparency(state: PdfValue): void {
    if (!(state instanceof PdfDict)) return;
    const [alpha, blend, mask] = ['ca', 'BM', 'SMask'].map((key) => this.#document.get(state, key));
    if (alpha === null && blend === null && mask === null) return;
    const plain = (value: PdfValue, name: string) =>
      value === null || value === undefined || isName(value, name);
    const isOpaque =
      (alpha === null || alpha === 1) && plain(blend ?? null, 'Normal') && plain(mask ?? null, 'None');
    this.canvas.state.translucent = !isOpaque;
  }

  #paintForm(form: PdfStream, resources: PdfDict | undefined, depth: number): void {
    const document = this.#document;
    const matrix = document.get(form.dict, 'Matrix');
    const numbers = isArray(matrix) ? matrix.map((item) => Number(document.resolve(item))) : IDENTITY;
    const own = document.dict(form.dict.get('Resources')) ?? resources;
    this.canvas.within(matrixOf(numbers), rectangle(document, form.dict.get('BBox')), () => {
      this.run(document.decode(form), own, depth + 1);
    });
  }

  /** ISO 32000-2 §8.9.7. Its data ends at the first `EI` that stands alone. */
  #inlineImage(lexer: Lexer): void {
    for (lexer.skipSpace(); !lexer.accept('ID'); lexer.skipSpace()) {
      if (isOperand(lexer.peek())) parseValue(lexer, MAX_OPERAND_NESTING, true);
      else if (!lexer.accept('true') && !lexer.accept('false')) throw damaged('an inline image is broken');
    }
    for (lexer.pos++; !(isWhitespace(lexer.peek(-1)) && lexer.accept('EI')); lexer.pos++) {
      if (lexer.peek() < 0) throw damaged('an inline image has no end');
    }
    this.canvas.add('image', [0, 0, 1, 1]);
  }

  #lookup(resources: PdfDict | undefined, category: string, name: PdfValue): PdfValue {
    const list = resources === undefined ? undefined : this.#document.dict(resources.get(category));
    return list === undefined || !(name instanceof PdfName) ? null : this.#document.get(list, name.value);
  }
}

function isOperand(code: number): boolean {
  return '/([<+-.0123456789'.includes(String.fromCharCode(code));
}
