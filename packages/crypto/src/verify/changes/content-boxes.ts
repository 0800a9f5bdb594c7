import { isWhitespace, Lexer } from '../../pdf-reader/lexer.ts';
import { damaged, tooComplex } from '../../pdf-reader/limits.ts';
import { parseValue } from '../../pdf-reader/parse-value.ts';
import type { PdfDocument } from '../../pdf-reader/pdf-document.ts';
import {
  isArray,
  isName,
  PdfDict,
  PdfName,
  PdfStream,
  PdfString,
  type PdfValue,
} from '../../pdf-reader/pdf-value.ts';
import { inheritedValue, rectangle } from '../pages.ts';
import type { Snapshot } from '../snapshot.ts';
import {
  type Box,
  boxAround,
  concat,
  EVERYWHERE,
  IDENTITY,
  intersect,
  type Matrix,
  transform,
  transformBox,
} from './matrix.ts';
import { type FontExtent, fontExtent, isBlank } from './text-extent.ts';

export type { Box } from './matrix.ts';
export type PaintedBox = { kind: 'text' | 'image' | 'path'; box: Box };

type GraphicsState = {
  ctm: Matrix;
  clip: Box;
  white: boolean /* the fill colour is white: filling shows nothing on paper */;
  font: FontExtent;
  fontSize: number;
  charSpace: number;
  wordSpace: number;
  scale: number;
  leading: number;
  rise: number;
};

const MAX_FORM_DEPTH = 12;
const MAX_BOXES = 200_000;

/**
 * Where a page paints: a small interpreter of content streams (ISO 32000-2 §7.8.2, §8, §9) that keeps only boxes in
 * default user space. Text widths are estimates.
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
  const painter = new Painter(document);
  painter.run(Buffer.concat(parts), resources, 0);
  return painter.boxes;
}

class Painter {
  readonly boxes: PaintedBox[] = [];
  readonly #document: PdfDocument;
  #state: GraphicsState;
  #stack: GraphicsState[] = [];
  #path: [number, number][] = [];
  #clips = false;
  #textMatrix: Matrix = IDENTITY;
  #lineMatrix: Matrix = IDENTITY;

  constructor(document: PdfDocument) {
    this.#document = document;
    this.#state = {
      ctm: IDENTITY,
      clip: EVERYWHERE,
      white: false,
      font: fontExtent(document, undefined),
      fontSize: 0,
      charSpace: 0,
      wordSpace: 0,
      scale: 1,
      leading: 0,
      rise: 0,
    };
  }

  run(content: Uint8Array, resources: PdfDict | undefined, depth: number): void {
    if (depth > MAX_FORM_DEPTH) throw tooComplex('its form XObjects are nested too deeply');
    const lexer = new Lexer(content);
    let operands: PdfValue[] = [];
    for (lexer.skipSpace(); lexer.peek() >= 0; lexer.skipSpace()) {
      this.#document.file.budget.spend(2);
      if (isOperand(lexer.peek())) {
        operands.push(parseValue(lexer, 16, true));
        continue;
      }
      const operator = lexer.word();
      if (operator === '') throw damaged('a content stream is broken');
      if (operator === 'BI') this.#inlineImage(lexer);
      else this.#operate(operator, operands, resources, depth);
      operands = [];
    }
  }

  #operate(operator: string, operands: PdfValue[], resources: PdfDict | undefined, depth: number): void {
    const numbers = operands.filter((operand) => typeof operand === 'number');
    if (this.#graphics(operator, numbers) || this.#drawPath(operator, numbers)) return;
    if (this.#text(operator, operands, numbers, resources)) return;
    if (operator === 'Do') this.#paintXObject(operands[0] ?? null, resources, depth);
    if (operator === 'sh') this.#add('path', EVERYWHERE);
  }

  #graphics(operator: string, n: number[]): boolean {
    switch (operator) {
      case 'q':
        if (this.#stack.length > 512) throw damaged('graphics states are nested too deeply');
        this.#stack.push({ ...this.#state });
        return true;
      case 'Q':
        this.#state = this.#stack.pop() ?? this.#state;
        return true;
      case 'cm':
        this.#state.ctm = concat(matrixOf(n), this.#state.ctm);
        return true;
      case 'g':
      case 'rg':
        this.#state.white = n.every((level) => level === 1);
        return true;
      case 'k':
        this.#state.white = n.every((ink) => ink === 0);
        return true;
      case 'sc':
      case 'scn':
      case 'cs':
        this.#state.white = (n.length === 1 || n.length === 3) && n.every((level) => level === 1);
        return true;
      default:
        return false;
    }
  }

  #drawPath(operator: string, n: number[]): boolean {
    switch (operator) {
      case 'm':
      case 'l':
      case 'c':
      case 'v':
      case 'y':
        for (let i = 0; i + 1 < n.length; i += 2) this.#point(n[i] ?? 0, n[i + 1] ?? 0);
        return true;
      case 're': {
        const [x = 0, y = 0, width = 0, height = 0] = n;
        for (const [dx, dy] of [
          [0, 0],
          [width, 0],
          [width, height],
          [0, height],
        ] as const)
          this.#point(x + dx, y + dy);
        return true;
      }
      case 'W':
      case 'W*':
        this.#clips = true;
        return true;
      case 'f':
      case 'F':
      case 'f*':
        this.#endPath(!this.#state.white);
        return true;
      case 'S':
      case 's':
      case 'B':
      case 'B*':
      case 'b':
      case 'b*':
        this.#endPath(true);
        return true;
      case 'n':
        this.#endPath(false);
        return true;
      default:
        return operator === 'h';
    }
  }

  #point(x: number, y: number): void {
    if (this.#path.length > 100_000) throw damaged('a path has too many points');
    this.#path.push(transform(this.#state.ctm, x, y));
  }

  #endPath(paints: boolean): void {
    const box = this.#path.length === 0 ? undefined : boundsOf(this.#path);
    if (box !== undefined && paints) this.#addUpright('path', box);
    if (box !== undefined && this.#clips) this.#state.clip = intersect(this.#state.clip, box);
    this.#path = [];
    this.#clips = false;
  }

  #text(operator: string, operands: PdfValue[], n: number[], resources: PdfDict | undefined): boolean {
    const [first = 0, second = 0] = n;
    const state = this.#state;
    switch (operator) {
      case 'BT':
        this.#setLine(IDENTITY);
        return true;
      case 'Tm':
        this.#setLine(matrixOf(n));
        return true;
      case 'TD':
        state.leading = -second;
        this.#moveLine(first, second);
        return true;
      case 'Td':
        this.#moveLine(first, second);
        return true;
      case 'T*':
        this.#moveLine(0, -state.leading);
        return true;
      case 'Tf':
        state.fontSize = first;
        state.font = fontExtent(this.#document, this.#resource(resources, 'Font', operands[0] ?? null));
        return true;
      case 'Tc':
        state.charSpace = first;
        return true;
      case 'Tw':
        state.wordSpace = first;
        return true;
      case 'Tz':
        state.scale = first / 100;
        return true;
      case 'TL':
        state.leading = first;
        return true;
      case 'Ts':
        state.rise = first;
        return true;
      default:
        return this.#showText(operator, operands, n);
    }
  }

  #showText(operator: string, operands: PdfValue[], n: number[]): boolean {
    if (operator === '"') {
      this.#state.wordSpace = n[0] ?? 0;
      this.#state.charSpace = n[1] ?? 0;
    }
    if (operator === "'" || operator === '"') this.#moveLine(0, -this.#state.leading);
    else if (operator !== 'Tj' && operator !== 'TJ') return false;
    const last = operands.at(-1) ?? null;
    for (const item of isArray(last) ? last : [last]) {
      if (item instanceof PdfString) this.#showString(item.bytes);
      else if (typeof item === 'number')
        this.#advance((-item / 1000) * this.#state.fontSize * this.#state.scale);
    }
    return true;
  }

  #showString(bytes: Uint8Array): void {
    const { font, fontSize, charSpace, wordSpace, scale, rise, ctm } = this.#state;
    let width = 0;
    for (let i = 0; i < bytes.length; i += font.bytesPerGlyph) {
      const code = bytes[i] ?? 0;
      width += font.widthOf(code) * fontSize + charSpace + (code === 0x20 ? wordSpace : 0);
    }
    const box: Box = [0, rise - 0.25 * fontSize, width * scale, rise + 0.9 * fontSize];
    const upright = transformBox(concat(this.#textMatrix, ctm), box);
    this.#addUpright(isBlank(bytes, font.bytesPerGlyph) ? 'path' : 'text', upright);
    this.#advance(width * scale);
  }

  #advance(by: number): void {
    this.#textMatrix = concat([1, 0, 0, 1, by, 0], this.#textMatrix);
  }

  #moveLine(x: number, y: number): void {
    this.#setLine(concat([1, 0, 0, 1, x, y], this.#lineMatrix));
  }

  #setLine(matrix: Matrix): void {
    this.#lineMatrix = matrix;
    this.#textMatrix = matrix;
  }

  #paintXObject(name: PdfValue, resources: PdfDict | undefined, depth: number): void {
    const document = this.#document;
    const object = this.#lookup(resources, 'XObject', name);
    if (!(object instanceof PdfStream)) return;
    if (isName(document.get(object.dict, 'Subtype'), 'Form')) this.#paintForm(object, resources, depth);
    else this.#add('image', [0, 0, 1, 1]);
  }

  #paintForm(object: PdfStream, resources: PdfDict | undefined, depth: number): void {
    const document = this.#document;
    const saved = { ...this.#state };
    const stack = this.#stack;
    const matrix = document.get(object.dict, 'Matrix');
    const numbers = isArray(matrix) ? matrix.map((item) => Number(document.resolve(item))) : [...IDENTITY];
    this.#state.ctm = concat(matrixOf(numbers), saved.ctm);
    const bounds = rectangle(document, object.dict.get('BBox'));
    if (bounds !== undefined) this.#state.clip = intersect(saved.clip, transformBox(this.#state.ctm, bounds));
    this.#stack = [];
    this.run(document.decode(object), document.dict(object.dict.get('Resources')) ?? resources, depth + 1);
    this.#stack = stack;
    this.#state = saved;
  }

  /** ISO 32000-2 §8.9.7. Its data ends at the first `EI` that stands alone. */
  #inlineImage(lexer: Lexer): void {
    for (lexer.skipSpace(); !lexer.accept('ID'); lexer.skipSpace()) {
      if (isOperand(lexer.peek())) parseValue(lexer, 16, true);
      else if (!lexer.accept('true') && !lexer.accept('false')) throw damaged('an inline image is broken');
    }
    for (lexer.pos++; !(isWhitespace(lexer.peek(-1)) && lexer.accept('EI')); lexer.pos++) {
      if (lexer.peek() < 0) throw damaged('an inline image has no end');
    }
    this.#add('image', [0, 0, 1, 1]);
  }

  #resource(resources: PdfDict | undefined, category: string, name: PdfValue): PdfDict | undefined {
    const value = this.#lookup(resources, category, name);
    return value instanceof PdfDict ? value : undefined;
  }

  #lookup(resources: PdfDict | undefined, category: string, name: PdfValue): PdfValue {
    const list = resources === undefined ? undefined : this.#document.dict(resources.get(category));
    return list === undefined || !(name instanceof PdfName) ? null : this.#document.get(list, name.value);
  }

  #add(kind: PaintedBox['kind'], box: Box): void {
    this.#addUpright(kind, box === EVERYWHERE ? this.#state.clip : transformBox(this.#state.ctm, box));
  }

  #addUpright(kind: PaintedBox['kind'], box: Box): void {
    const visible = intersect(box, this.#state.clip);
    if (visible[0] > visible[2] || visible[1] > visible[3]) return;
    if (this.boxes.length >= MAX_BOXES) throw damaged('a page paints too many things');
    this.boxes.push({ kind, box: visible });
  }
}

function isOperand(code: number): boolean {
  return '/([<+-.0123456789'.includes(String.fromCharCode(code));
}

function matrixOf(n: readonly number[]): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = n;
  if (n.length !== 6 || n.some(Number.isNaN)) throw damaged('a matrix needs six numbers');
  return [a, b, c, d, e, f];
}

/** Without spreading: a path may have more points than a call has room for arguments. */
function boundsOf(points: readonly (readonly [number, number])[]): Box {
  return points.reduce<Box>(
    (box, point) => {
      const single = boxAround([point]);
      return [
        Math.min(box[0], single[0]),
        Math.min(box[1], single[1]),
        Math.max(box[2], single[2]),
        Math.max(box[3], single[3]),
      ];
    },
    boxAround(points.slice(0, 1)),
  );
}
