import * as fontkit from '@cantoo/fontkit';
import { documentFont } from '../contracts/document-font.ts';
import { CoreError } from '../errors.ts';

/** The outline of one character in the font's own units, y up; its advance in em. */
export type Glyph = { d: string; advance: number };

/** [a b c d e f]: x' = a·x + c·y + e, y' = b·x + d·y + f. */
export type Matrix = readonly [number, number, number, number, number, number];

let font: fontkit.Font | undefined;

/** @throws CoreError SEAL_CHARACTER_MISSING, naming the field */
export function glyphsOf(text: string, field: string): Glyph[] {
  const { unitsPerEm } = sealFont();
  return [...text].map((character) => {
    const glyph = sealFont().glyphForCodePoint(character.codePointAt(0) ?? 0);
    if (!glyph || glyph.id === 0) {
      throw new CoreError(
        'SEAL_CHARACTER_MISSING',
        `the seal font has no glyph for "${character}"; choose another character`,
        { field, params: { character } },
      );
    }
    return { d: glyph.path.toSVG(), advance: glyph.advanceWidth / unitsPerEm };
  });
}

/** Puts a glyph where the matrix says, `em` units large. */
export function placeGlyph(glyph: Glyph, em: number, [a, b, c, d, e, f]: Matrix): string {
  const scale = em / sealFont().unitsPerEm;
  // Fonts count y upwards, drawings downwards.
  return transform(glyph.d, [a * scale, b * scale, -c * scale, -d * scale, e, f]);
}

/** All coordinates of an absolute path of M, L, Q and C: its outline lies within their hull. */
export function pointsOf(d: string): [number, number][] {
  const numbers = d.match(/-?\d+(?:\.\d+)?/g)?.map(Number) ?? [];
  const points: [number, number][] = [];
  for (let i = 0; i + 1 < numbers.length; i += 2) points.push([numbers[i] ?? 0, numbers[i + 1] ?? 0]);
  return points;
}

export const roundUnit = (value: number) => Math.round(value * 100) / 100;

function sealFont(): fontkit.Font {
  if (font) return font;
  const created = fontkit.create(Buffer.from(documentFont()));
  if (!('glyphForCodePoint' in created))
    throw new CoreError('INTERNAL', 'the seal font file holds no single font');
  font = created;
  return font;
}

/** Applies a matrix to an absolute SVG path of M, L, Q, C and Z, as fonts give them. */
function transform(path: string, [a, b, c, d, e, f]: Matrix): string {
  return path.replace(/([MLQC])([^MLQCZ]*)/g, (_all, command: string, rest: string) => {
    const numbers = rest.match(/-?[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];
    const moved: string[] = [];
    for (let i = 0; i + 1 < numbers.length; i += 2) {
      const x = numbers[i] ?? 0;
      const y = numbers[i + 1] ?? 0;
      moved.push(`${roundUnit(a * x + c * y + e)} ${roundUnit(b * x + d * y + f)}`);
    }
    return command + moved.join(' ');
  });
}
