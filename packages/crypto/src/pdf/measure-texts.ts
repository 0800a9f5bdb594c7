import { layoutWidth, missingCharacters } from './subset-font.ts';
import { fitText, type TextBox } from './text-drawing.ts';

export type MeasuredText = {
  /** Characters the font cannot write, each once. */
  missing: string[];
  /** Can all of it be seen in its box, at its size or somewhat smaller? */
  fits: boolean;
};

/** Holds texts against the font and the boxes they will be written into. Throws FONT_INVALID. */
export function measureTexts(
  fontFile: Uint8Array,
  texts: readonly { text: string; box: TextBox }[],
): MeasuredText[] {
  const width = layoutWidth(fontFile);
  return texts.map(({ text, box }) => ({
    missing: missingCharacters(fontFile, text),
    fits: fitText(width, text, box).fits,
  }));
}
