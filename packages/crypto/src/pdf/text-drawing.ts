import { round } from './page-geometry.ts';
import type { SubsetFont } from './subset-font.ts';
import { layoutLines } from './text-layout.ts';

/** Distance of text from the edges of its box, and of lines from one another in font sizes. */
const PADDING = 2;
const LEADING = 1.25;
/** Where the baseline of an ideographic em box stands above its bottom, in font sizes. */
const BASELINE = 0.12;

/**
 * Content stream operators that write `text` into a box of `width` × `height` with its origin at the lower left,
 * wrapped and clipped to it. One line stands in the middle, several begin at the top. The font is named /F0.
 */
export function textOperators(
  font: SubsetFont,
  text: string,
  box: { width: number; height: number; size: number },
): string {
  const { width, height, size } = box;
  const lines = layoutLines(text, width - 2 * PADDING, (line) => font.width(line, size));
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
