import { damaged } from '../../pdf-reader/limits.ts';
import type { Canvas } from './canvas.ts';
import { type Box, intersect, transform } from './matrix.ts';

const MAX_POINTS = 1_000_000;
const CONSTRUCTION = new Set(['m', 'l', 'c', 'v', 'y']);
const FILLING = new Set(['f', 'F', 'f*']);
const STROKING = new Set(['S', 's', 'B', 'B*', 'b', 'b*']);

/** Paths (ISO 32000-2 §8.5): only the box around their points counts. */
export class PathPainter {
  readonly #canvas: Canvas;
  #points = 0;
  #box: Box | undefined;
  #clips = false;

  constructor(canvas: Canvas) {
    this.#canvas = canvas;
  }

  operate(operator: string, n: number[]): boolean {
    if (CONSTRUCTION.has(operator)) {
      for (let i = 0; i + 1 < n.length; i += 2) this.#add(n[i] ?? 0, n[i + 1] ?? 0);
    } else if (operator === 're') {
      const [x = 0, y = 0, width = 0, height = 0] = n;
      this.#add(x, y);
      this.#add(x + width, y);
      this.#add(x + width, y + height);
      this.#add(x, y + height);
    } else if (operator === 'W' || operator === 'W*') this.#clips = true;
    else if (FILLING.has(operator)) this.#end(!this.#canvas.state.white);
    else if (STROKING.has(operator)) this.#end(true);
    else if (operator === 'n') this.#end(false);
    else return operator === 'h';
    return true;
  }

  #add(x: number, y: number): void {
    if (++this.#points > MAX_POINTS) throw damaged('paths have too many points');
    const [X, Y] = transform(this.#canvas.state.ctm, x, y);
    const box = this.#box ?? [X, Y, X, Y];
    this.#box = [Math.min(box[0], X), Math.min(box[1], Y), Math.max(box[2], X), Math.max(box[3], Y)];
  }

  #end(paints: boolean): void {
    const box = this.#box;
    if (box !== undefined && paints) this.#canvas.addUpright('path', box);
    if (box !== undefined && this.#clips) this.#canvas.state.clip = intersect(this.#canvas.state.clip, box);
    this.#box = undefined;
    this.#clips = false;
  }
}
