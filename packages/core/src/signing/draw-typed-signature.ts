import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as fontkit from '@cantoo/fontkit';
import { documentFont } from '../contracts/document-font.ts';
import { CoreError } from '../errors.ts';
import type { SealDrawing } from '../seals/round-seal.ts';

/** `brush`: Ma Shan Zheng, a running hand (OFL 1.1). `print`: Noto Sans SC (OFL 1.1), which knows rare characters too. */
export const typedStyles = ['brush', 'print'] as const;
export type TypedStyle = (typeof typedStyles)[number];
export type TypedName = { text: string; style: TypedStyle };

const INK = '#10182b';
/** Units to the em of the drawing. */
const EM = 200;
const MARGIN = EM * 0.06;

const fonts = new Map<TypedStyle, fontkit.Font>();

/**
 * A typed name as vector paths, y down, cropped to its ink. The same input gives the same bytes.
 * @throws CoreError FONT_LACKS_CHARACTER naming what the font cannot write, SIGNATURE_REQUIRED for blanks
 */
export function drawTypedSignature({ text, style }: TypedName): SealDrawing {
  const font = fontOf(style);
  requireGlyphs(font, text);
  const scale = EM / font.unitsPerEm;
  const run = font.layout(text);
  let pen = 0;
  const placed = run.glyphs.flatMap((glyph, index) => {
    const position = run.positions?.[index];
    const x = pen + (position?.xOffset ?? 0);
    pen += position?.xAdvance ?? glyph.advanceWidth;
    const path = glyph.path.translate(x, position?.yOffset ?? 0).scale(scale, -scale);
    return path.commands.length > 0 ? [path] : [];
  });
  if (placed.length === 0) {
    throw new CoreError('SIGNATURE_REQUIRED', 'type your name first', { field: 'typed' });
  }
  const left = Math.min(...placed.map(({ bbox }) => bbox.minX)) - MARGIN;
  const top = Math.min(...placed.map(({ bbox }) => bbox.minY)) - MARGIN;
  const right = Math.max(...placed.map(({ bbox }) => bbox.maxX)) + MARGIN;
  const bottom = Math.max(...placed.map(({ bbox }) => bbox.maxY)) + MARGIN;
  return {
    type: 'paths',
    width: round(right - left),
    height: round(bottom - top),
    paths: placed.map((path) => ({ d: path.translate(-left, -top).toSVG(), fill: INK })),
  };
}

function requireGlyphs(font: fontkit.Font, text: string): void {
  const missing = new Set([...text].filter((each) => !font.hasGlyphForCodePoint(each.codePointAt(0) ?? 0)));
  if (missing.size === 0) return;
  const characters = [...missing].join(' ');
  throw new CoreError(
    'FONT_LACKS_CHARACTER',
    `the font cannot write ${characters}; use another style, other characters, or your hand`,
    { field: 'typed', params: { characters } },
  );
}

function fontOf(style: TypedStyle): fontkit.Font {
  const known = fonts.get(style);
  if (known) return known;
  const created = fontkit.create(Buffer.from(style === 'brush' ? brushFont() : documentFont()));
  if (!('glyphForCodePoint' in created))
    throw new CoreError('INTERNAL', 'the font file holds no single font');
  fonts.set(style, created);
  return created;
}

const brushFont = () =>
  readFileSync(
    createRequire(import.meta.url).resolve(
      '@expo-google-fonts/ma-shan-zheng/400Regular/MaShanZheng_400Regular.ttf',
    ),
  );

const round = (value: number) => Math.round(value * 100) / 100;
