import { isArray, PdfString, type PdfValue } from '../../pdf-reader/pdf-value.ts';
import type { Canvas, PaintedBox } from './canvas.ts';
import { type Box, concat, IDENTITY, type Matrix, matrixOf, transformBox } from './matrix.ts';
import { type FontExtent, isBlank } from './text-extent.ts';

const NO_INK = 3; // Tr, ISO 32000-2 table 104
const CLIP_ALONE = 7;
/** Points; below it not even a mark is seen. */
const TINY = 0.5;

/** Text (ISO 32000-2 §9): one box for each string shown, as high as a line of its font. */
export class TextPainter {
  readonly #canvas: Canvas;
  #textMatrix: Matrix = IDENTITY;
  #lineMatrix: Matrix = IDENTITY;

  constructor(canvas: Canvas) {
    this.#canvas = canvas;
  }

  /** @param fontNamed looks a font up in the current resources */
  operate(
    operator: string,
    operands: PdfValue[],
    n: number[],
    fontNamed: (name: PdfValue) => FontExtent,
  ): boolean {
    const [first = 0, second = 0] = n;
    const state = this.#canvas.state;
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
        state.font = fontNamed(operands[0] ?? null);
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
      case 'Tr':
        state.rendering = first;
        return true;
      default:
        return this.#showText(operator, operands, n);
    }
  }

  #showText(operator: string, operands: PdfValue[], n: number[]): boolean {
    if (operator === '"') {
      this.#canvas.state.wordSpace = n[0] ?? 0;
      this.#canvas.state.charSpace = n[1] ?? 0;
    }
    if (operator === "'" || operator === '"') this.#moveLine(0, -this.#canvas.state.leading);
    else if (operator !== 'Tj' && operator !== 'TJ') return false;
    const last = operands.at(-1) ?? null;
    for (const item of isArray(last) ? last : [last]) {
      if (item instanceof PdfString) this.#showString(item.bytes);
      else if (typeof item === 'number')
        this.#advance((-item / 1000) * this.#canvas.state.fontSize * this.#canvas.state.scale);
    }
    return true;
  }

  #showString(bytes: Uint8Array): void {
    const { font, fontSize, charSpace, wordSpace, scale, rise, ctm } = this.#canvas.state;
    let width = 0;
    for (let i = 0; i < bytes.length; i += font.bytesPerGlyph) {
      const code = bytes[i] ?? 0;
      width += font.widthOf(code) * fontSize + charSpace + (code === 0x20 ? wordSpace : 0);
    }
    const box: Box = [0, rise - 0.25 * fontSize, width * scale, rise + 0.9 * fontSize];
    const upright = transformBox(concat(this.#textMatrix, ctm), box);
    const unseen = this.#whyUnseen(upright);
    const isText = !isBlank(bytes, font.bytesPerGlyph);
    this.#canvas.addUpright(isText ? 'text' : 'path', upright, isText && unseen ? { unseen } : {});
    this.#advance(width * scale);
  }

  #whyUnseen(box: Box): PaintedBox['unseen'] {
    const { rendering, isWhiteSure } = this.#canvas.state;
    if (rendering === NO_INK || rendering === CLIP_ALONE) return 'invisible';
    if (Math.max(box[2] - box[0], box[3] - box[1]) < TINY) return 'tiny';
    return isWhiteSure && rendering === 0 ? 'white' : undefined;
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
}
