import { round } from './page-geometry.ts';
import { refuse } from './pdf-error.ts';
import { arcCurves, type Point } from './svg-arc.ts';

export type SealPath = {
  /** SVG path data, y downwards. */
  d: string;
  /** `#rgb` or `#rrggbb`; not painted when absent. */
  fill?: string;
  stroke?: string;
  /** In the units of the path; 1 when absent. */
  strokeWidth?: number;
};

/** Parameters of each SVG path command (SVG 2 §9.3), by its upper-case letter. */
const PARAMETERS: Readonly<Record<string, number>> = {
  M: 2,
  L: 2,
  H: 1,
  V: 1,
  C: 6,
  S: 4,
  Q: 4,
  T: 2,
  A: 7,
  Z: 0,
};

type Pen = {
  at: Point;
  start: Point;
  /** The last control point, for the smooth commands, and what drew it. */
  control: Point | undefined;
  curve: 'cubic' | 'quadratic' | undefined;
  operators: string[];
};

/** SVG path data as PDF path construction operators in the same coordinates. Throws APPEARANCE_INVALID. */
export function pathOperators(d: string): string {
  const pen: Pen = {
    at: { x: 0, y: 0 },
    start: { x: 0, y: 0 },
    control: undefined,
    curve: undefined,
    operators: [],
  };
  for (const { letter, numbers } of readCommands(d)) draw(pen, letter, numbers);
  return pen.operators.join('\n');
}

function readCommands(d: string): { letter: string; numbers: number[] }[] {
  const commands: { letter: string; numbers: number[] }[] = [];
  const reader = { text: d, at: 0 };
  let letter = '';
  for (;;) {
    skipSeparators(reader);
    const character = reader.text[reader.at];
    if (character === undefined) return commands;
    if (character.toUpperCase() in PARAMETERS) {
      letter = character;
      reader.at += 1;
    } else if (letter === '' || letter.toUpperCase() === 'Z') {
      invalid(d, reader.at);
    }
    if (commands.length === 0 && letter.toUpperCase() !== 'M') invalid(d, reader.at);
    const count = PARAMETERS[letter.toUpperCase()] ?? 0;
    const numbers = Array.from({ length: count }, (_, index) => {
      const isFlag = letter.toUpperCase() === 'A' && (index === 3 || index === 4);
      return isFlag ? readFlag(reader) : readNumber(reader);
    });
    commands.push({ letter, numbers });
    // Further pairs after a move are lines.
    if (letter === 'M') letter = 'L';
    if (letter === 'm') letter = 'l';
  }
}

type Reader = { text: string; at: number };

function skipSeparators(reader: Reader): void {
  while (/[\s,]/.test(reader.text[reader.at] ?? '')) reader.at += 1;
}

function readNumber(reader: Reader): number {
  skipSeparators(reader);
  const pattern = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;
  pattern.lastIndex = reader.at;
  const match = pattern.exec(reader.text);
  const value = Number(match?.[0]);
  if (!match || !(Math.abs(value) < 1_000_000)) invalid(reader.text, reader.at);
  reader.at = pattern.lastIndex;
  return value;
}

/** Arc flags are single digits and may stand without separators. */
function readFlag(reader: Reader): number {
  skipSeparators(reader);
  const character = reader.text[reader.at];
  if (character !== '0' && character !== '1') invalid(reader.text, reader.at);
  reader.at += 1;
  return Number(character);
}

function draw(pen: Pen, letter: string, numbers: number[]): void {
  const relative = letter !== letter.toUpperCase();
  const origin = relative ? pen.at : { x: 0, y: 0 };
  const point = (index: number): Point => ({
    x: origin.x + (numbers[index] ?? 0),
    y: origin.y + (numbers[index + 1] ?? 0),
  });
  const kind = letter.toUpperCase();
  if (kind === 'M') pen.start = point(0);
  if (kind === 'M' || kind === 'L') step(pen, point(0), kind === 'M' ? 'm' : 'l');
  if (kind === 'H') step(pen, { x: origin.x + (numbers[0] ?? 0), y: pen.at.y }, 'l');
  if (kind === 'V') step(pen, { x: pen.at.x, y: origin.y + (numbers[0] ?? 0) }, 'l');
  if (kind === 'C') cubic(pen, point(0), point(2), point(4));
  if (kind === 'S') cubic(pen, reflected(pen, 'cubic'), point(0), point(2));
  if (kind === 'Q') quadratic(pen, point(0), point(2));
  if (kind === 'T') quadratic(pen, reflected(pen, 'quadratic'), point(0));
  if (kind === 'A') arc(pen, numbers, point(5));
  if (kind === 'Z') close(pen);
}

function close(pen: Pen): void {
  pen.operators.push('h');
  pen.at = pen.start;
  pen.control = undefined;
}

function step(pen: Pen, to: Point, operator: 'm' | 'l'): void {
  pen.operators.push(`${pair(to)} ${operator}`);
  pen.at = to;
  pen.control = undefined;
}

function cubic(pen: Pen, first: Point, second: Point, to: Point): void {
  pen.operators.push(`${pair(first)} ${pair(second)} ${pair(to)} c`);
  pen.at = to;
  pen.control = second;
  pen.curve = 'cubic';
}

/** PDF has cubic curves only: the control points lie two thirds of the way to the quadratic one. */
function quadratic(pen: Pen, control: Point, to: Point): void {
  const towards = (from: Point): Point => ({
    x: from.x + (2 / 3) * (control.x - from.x),
    y: from.y + (2 / 3) * (control.y - from.y),
  });
  cubic(pen, towards(pen.at), towards(to), to);
  pen.control = control;
  pen.curve = 'quadratic';
}

function reflected(pen: Pen, curve: 'cubic' | 'quadratic'): Point {
  if (!pen.control || pen.curve !== curve) return pen.at;
  return { x: 2 * pen.at.x - pen.control.x, y: 2 * pen.at.y - pen.control.y };
}

function arc(pen: Pen, numbers: number[], to: Point): void {
  const [rx = 0, ry = 0, degrees = 0, large = 0, sweep = 0] = numbers;
  if (rx === 0 || ry === 0) {
    step(pen, to, 'l');
    return;
  }
  for (const curve of arcCurves(pen.at, to, { rx, ry, degrees, large, sweep })) {
    cubic(pen, curve.first, curve.second, curve.to);
  }
  pen.control = undefined;
}

function pair(point: Point): string {
  return `${round(point.x)} ${round(point.y)}`;
}

function invalid(d: string, at: number): never {
  refuse('APPEARANCE_INVALID', `The path data is wrong near "${d.slice(at, at + 20)}". Draw the seal again.`);
}
