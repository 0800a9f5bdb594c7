import { round } from './page-geometry.ts';
import type { SubsetFont } from './subset-font.ts';
import { layoutLines } from './text-layout.ts';

/** Distance of text from the edges of its box, and of lines from one another in font sizes. */
const PADDING = 2;
const TOLERANCE = 0.5;
const LEADING = 1.25;
/** Where the baseline of an ideographic em box stands above its bottom, in font sizes. */
const BASELINE = 0.12;

/** How far a text may be made smaller to fit its box, and never below so many points. */
const SHRINK = [1, 0.92, 0.84, 0.76, 0.68, 0.6];
const SMALLEST = 6;

/** In points. */
export type TextBox = { width: number; height: number; size: number };

type FittedText = { lines: string[]; size: number; fits: boolean };

/**
 * The lines of a text and the font size at which all of it stands in its box: the given one, or a smaller one.
 * @returns the smallest with `fits: false` when even that is too large
 */
export function fitText(
  width: (line: string, size: number) => number,
  text: string,
  box: TextBox,
): FittedText {
  let tried: FittedText = { lines: [], size: box.size, fits: false };
  for (const factor of SHRINK) {
    tried = tryFit(width, text, box, Math.max(box.size * factor, Math.min(SMALLEST, box.size)));
    if (tried.fits) break;
  }
  return tried;
}

function tryFit(
  width: (line: string, size: number) => number,
  text: string,
  box: TextBox,
  size: number,
): FittedText {
  const room = box.width - 2 * PADDING;
  const lines = layoutLines(text, room, (line) => width(line, size));
  const wide = lines.some((line) => width(line, size) > room + TOLERANCE);
  // A single line stands in the middle of its box, whatever the box's height: it was placed for one.
  const high =
    lines.length > 1 && 2 * PADDING + size * (1 + (lines.length - 1) * LEADING) > box.height + TOLERANCE;
  return { lines, size, fits: !wide && !high };
}

/**
 * Content stream operators that write `text` into a box of `width` × `height` with its origin at the lower left,
 * wrapped, made smaller where it has to be, and clipped to it. One line stands in the middle, several begin at the top.
 * The font is named /F0.
 */
export function textOperators(font: SubsetFont, text: string, box: TextBox): string {
  const { width, height } = box;
  const { lines, size } = fitText(font.width, text, box);
  const top = lines.length === 1 ? (height + size) / 2 : height - PADDING;
  const operators = [`q 0 0 ${round(width)} ${round(height)} re W n BT 0 g /F0 ${round(size)} Tf`];
  let previous = 0;
  lines.forEach((line, index) => {
    const baseline = round(top - size * (1 - BASELINE) - index * size * LEADING);
    operators.push(`${index === 0 ? PADDING : 0} ${round(baseline - previous)} Td`);
    previous = baseline;
    if (line !== '') operators.push(`${font.encode(line)} Tj`);
  });
  operators.push('ET Q');
  return operators.join('\n');
}
