import { createHash } from 'node:crypto';
import { create, type Font as FontkitFont } from '@cantoo/fontkit';
import { CustomFontSubsetEmbedder, type PDFContext, type PDFRef } from 'pdf-lib';
import { CryptoError } from '../errors.ts';
import { refuse } from './pdf-error.ts';

/** A font of which only the glyphs used are embedded. Encode every text first, then embed once. */
export type SubsetFont = {
  /** The operand of `Tj` for this text. */
  encode(text: string): string;
  /** In points. */
  width(text: string, size: number): number;
  embed(context: PDFContext): Promise<PDFRef>;
};

/** Parsing a 10 MB font costs more than signing: a worker keeps what it has parsed as long as it keeps the bytes. */
const parsed = new WeakMap<Uint8Array, FontkitFont>();

/**
 * Opens a TrueType or OpenType font file to write `texts`. Throws FONT_INVALID, and FONT_LACKS_CHARACTER rather than
 * print boxes into a contract.
 */
export async function openSubsetFont(fontFile: Uint8Array, texts: string[]): Promise<SubsetFont> {
  const font = parseFont(fontFile);
  const all = texts.join('\n');
  checkCharacters(font, all);
  const name = `${subsetTag(all)}+${font.postscriptName ?? 'Font'}`;
  const embedder = await CustomFontSubsetEmbedder.for({ create: () => font }, fontFile, name);
  return {
    encode: (text) => embedder.encodeText(text).toString(),
    width: (text, size) => embedder.widthOfTextAtSize(text, size),
    embed: (context) => embedder.embedIntoContext(context),
  };
}

function parseFont(fontFile: Uint8Array): FontkitFont {
  const known = parsed.get(fontFile);
  if (known) return known;
  try {
    const font = create(fontFile);
    if (!font || 'fonts' in font) throw new TypeError('a font collection or no font');
    parsed.set(fontFile, font);
    return font;
  } catch (cause) {
    throw new CryptoError(
      'FONT_INVALID',
      'The font file cannot be read. Give a single TrueType or OpenType font.',
      {
        cause,
      },
    );
  }
}

/** The characters of a text that a font file has no glyph for, each once. Throws FONT_INVALID. */
export function missingCharacters(fontFile: Uint8Array, text: string): string[] {
  return missingIn(parseFont(fontFile), text);
}

/** Measures lines in points, as they will be once written. Throws FONT_INVALID. */
export function layoutWidth(fontFile: Uint8Array): (line: string, size: number) => number {
  const font = parseFont(fontFile);
  return (line, size) =>
    font.layout(line).glyphs.reduce((sum, glyph) => sum + glyph.advanceWidth, 0) * (size / font.unitsPerEm);
}

function missingIn(font: FontkitFont, text: string): string[] {
  const missing = new Set<string>();
  for (const character of text.replaceAll(/[\r\n\t]/g, '')) {
    if (!font.hasGlyphForCodePoint(character.codePointAt(0) ?? 0)) missing.add(character);
  }
  return [...missing];
}

function checkCharacters(font: FontkitFont, text: string): void {
  const missing = missingIn(font, text);
  if (missing.length > 0) {
    const list = missing.slice(0, 10).join(' ');
    refuse(
      'FONT_LACKS_CHARACTER',
      `The font has no glyph for ${list}. Use other characters or another font.`,
    );
  }
}

/** The six letters that mark a subset (ISO 32000-2 §9.9.2), made from its texts so that equal input gives equal bytes. */
function subsetTag(texts: string): string {
  const digest = createHash('sha256').update(texts).digest().subarray(0, 6);
  return [...digest].map((byte) => String.fromCharCode(65 + (byte % 26))).join('');
}
