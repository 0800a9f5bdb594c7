import { damaged } from '../../pdf-reader/limits.ts';
import {
  type Box,
  concat,
  EVERYWHERE,
  IDENTITY,
  intersect,
  type Matrix,
  matrixOf,
  transformBox,
} from './matrix.ts';
import type { FontExtent } from './text-extent.ts';

export type PaintedBox = {
  kind: 'text' | 'image' | 'path';
  box: Box;
  /** Text that nobody sees by itself: drawn by no ink, in white, or too small. */
  unseen?: 'invisible' | 'white' | 'tiny';
  opaque?: true /* an image that lets nothing shine through */;
};

type Look = Pick<PaintedBox, 'unseen' | 'opaque'>;

export type GraphicsState = {
  ctm: Matrix;
  clip: Box;
  white: boolean /* the fill colour is white: filling shows nothing on paper */;
  isWhiteSure: boolean /* it is white in a colour space of the device, not perhaps a full tint of some ink */;
  rendering: number /* text rendering mode, ISO 32000-2 §9.3.6 */;
  translucent: boolean;
  font: FontExtent;
  fontSize: number;
  charSpace: number;
  wordSpace: number;
  scale: number;
  leading: number;
  rise: number;
};

const MAX_BOXES = 200_000;
const MAX_SAVED = 512;

/** What is painted so far, and the graphics state (ISO 32000-2 §8.4). */
export class Canvas {
  readonly boxes: PaintedBox[] = [];
  state: GraphicsState;
  #saved: GraphicsState[] = [];

  constructor(font: FontExtent) {
    this.state = {
      ctm: IDENTITY,
      clip: EVERYWHERE,
      white: false,
      isWhiteSure: false,
      rendering: 0,
      translucent: false,
      font,
      fontSize: 0,
      charSpace: 0,
      wordSpace: 0,
      scale: 1,
      leading: 0,
      rise: 0,
    };
  }

  /** Handles an operator of the general graphics state or of colour; false when it is another. */
  operate(operator: string, n: number[]): boolean {
    switch (operator) {
      case 'q':
        if (this.#saved.length >= MAX_SAVED) throw damaged('graphics states are nested too deeply');
        this.#saved.push({ ...this.state });
        return true;
      case 'Q':
        this.state = this.#saved.pop() ?? this.state;
        return true;
      case 'cm':
        this.state.ctm = concat(matrixOf(n), this.state.ctm);
        return true;
      case 'g':
      case 'rg':
        this.#setWhite(
          n.every((level) => level === 1),
          true,
        );
        return true;
      case 'k':
        this.#setWhite(
          n.every((ink) => ink === 0),
          true,
        );
        return true;
      case 'sc':
      case 'scn':
      case 'cs':
        this.#setWhite((n.length === 1 || n.length === 3) && n.every((level) => level === 1), false);
        return true;
      default:
        return false;
    }
  }

  #setWhite(white: boolean, isSure: boolean): void {
    this.state.white = white;
    this.state.isWhiteSure = white && isSure;
  }

  /** Paints a form XObject in a state of its own. */
  within(matrix: Matrix, bounds: Box | undefined, paint: () => void): void {
    const state = { ...this.state };
    const saved = this.#saved;
    this.#saved = [];
    this.state.ctm = concat(matrix, state.ctm);
    if (bounds !== undefined) this.state.clip = intersect(state.clip, transformBox(this.state.ctm, bounds));
    paint();
    this.#saved = saved;
    this.state = state;
  }

  /** A box in user space. */
  add(kind: PaintedBox['kind'], box: Box, how: Look = {}): void {
    this.addUpright(kind, transformBox(this.state.ctm, box), how);
  }

  /** A box in default user space. */
  addUpright(kind: PaintedBox['kind'], box: Box, how: Look = {}): void {
    const visible = intersect(box, this.state.clip);
    if (visible[0] > visible[2] || visible[1] > visible[3]) return;
    if (this.boxes.length >= MAX_BOXES) throw damaged('a page paints too many things');
    this.boxes.push({ kind, box: visible, ...how });
  }
}
