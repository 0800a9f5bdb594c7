/** Breaks text into lines as typesetting does: Chinese between characters, Latin between words. */

/** Characters that may not begin a line (GB/T 15834 §5.1.10: 标号、点号不能出现在一行之首). */
const NEVER_FIRST = new Set('，。、；：？！）】》」』〉〕”’…,.;:?!)]}%');

const WIDE = /[\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u{20000}-\u{3134f}]/u;

/** `width` measures a text in points; lines are no wider than `maxWidth` where a break is possible at all. */
export function layoutLines(text: string, maxWidth: number, width: (text: string) => number): string[] {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n')
    .replaceAll('\t', ' ')
    .split('\n')
    .flatMap((paragraph) => layoutParagraph(paragraph, maxWidth, width));
}

function layoutParagraph(paragraph: string, maxWidth: number, width: (text: string) => number): string[] {
  const lines: string[] = [];
  let line: string[] = [];
  const fits = (text: string) => width(text.trimEnd()) <= maxWidth;
  for (const unit of units(paragraph)) {
    if (fits(line.join('') + unit)) {
      line.push(unit);
      continue;
    }
    // A stop at the beginning of the next line takes the unit before it along.
    const carried = NEVER_FIRST.has(unit.charAt(0)) && line.length > 1 ? (line.pop() ?? '') : '';
    if (line.length > 0) lines.push(line.join('').trimEnd());
    line = carried === '' ? [unit] : [carried, unit];
    if (fits(line.join(''))) continue;
    const pieces = splitLongWord(line.join(''), maxWidth, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.slice(-1);
  }
  lines.push(line.join('').trimEnd());
  return lines;
}

/** Unbreakable units: one wide character, or one word with the spaces after it. */
function units(paragraph: string): string[] {
  const result: string[] = [];
  for (const character of paragraph) {
    const last = result.at(-1);
    const joins =
      last !== undefined &&
      !WIDE.test(character) &&
      !WIDE.test(last) &&
      (character === ' ' || !last.endsWith(' '));
    if (joins) result[result.length - 1] = last + character;
    else result.push(character);
  }
  return result;
}

function splitLongWord(word: string, maxWidth: number, width: (text: string) => number): string[] {
  const pieces: string[] = [];
  let piece = '';
  for (const character of word) {
    if (piece !== '' && width((piece + character).trimEnd()) > maxWidth) {
      pieces.push(piece);
      piece = '';
    }
    piece += character;
  }
  return [...pieces, piece];
}
