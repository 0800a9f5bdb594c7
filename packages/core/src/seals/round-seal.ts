import * as fontkit from '@cantoo/fontkit';
import type { Appearance } from '@chopmark/crypto';
import { documentFont } from '../contracts/document-font.ts';
import { CoreError } from '../errors.ts';

/** The parameters of a generated round seal (GB/T 38540 calls its picture the seal image). Lengths in millimetres. */
export type RoundSealSpec = {
  kind: 'round';
  /** Upper arc. */
  enterpriseName: string;
  /** Horizontal text under the star, e.g. 合同专用章. */
  sealType: string;
  /** Digits along the lower arc. */
  sealId: string;
  diameterMm: number;
  colour: string;
  star: boolean;
};

export type SealDrawing = Extract<Appearance, { type: 'paths' }>;

type Path = SealDrawing['paths'][number];
type Glyph = { d: string; advance: number };
/** [a b c d e f]: x' = a·x + c·y + e, y' = b·x + d·y + f. */
type Matrix = readonly [number, number, number, number, number, number];

export const defaultRoundSeal = {
  kind: 'round',
  sealType: '合同专用章',
  diameterMm: 42,
  colour: '#c8102e',
  star: true,
} as const;

const BORDER_MM = 1.2;
let font: fontkit.Font | undefined;

/**
 * Draws a round seal as vector paths, 100 units to the millimetre, y down. The same spec gives the same bytes.
 * @throws CoreError SEAL_CHARACTER_MISSING when the seal font lacks a glyph, INVALID_INPUT when a text is too long
 */
export function drawRoundSeal(spec: RoundSealSpec): SealDrawing {
  const size = spec.diameterMm * 100;
  const centre = size / 2;
  const radius = centre - (BORDER_MM * 100) / 2;
  const paths: Path[] = [
    { d: circle(centre, centre, radius), stroke: spec.colour, strokeWidth: BORDER_MM * 100 },
    ...upperArc(spec, centre),
    ...lowerArc(spec, centre),
    ...centreLine(spec, centre),
  ];
  if (spec.star) paths.push({ d: star(centre, centre - size * 0.015, size * 0.135), fill: spec.colour });
  return { type: 'paths', width: size, height: size, paths };
}

function upperArc(spec: RoundSealSpec, centre: number): Path[] {
  const glyphs = glyphsOf(spec.enterpriseName);
  if (glyphs.length > 40) throw tooLong('enterpriseName');
  const em = spec.diameterMm * 100 * (glyphs.length > 18 ? 0.098 : 0.122);
  const radius = centre - BORDER_MM * 100 - em * 1.22;
  const fullSpan = (225 * Math.PI) / 180;
  const step = Math.min(fullSpan / Math.max(1, glyphs.length - 1), (em * 1.28) / radius);
  const narrowing = Math.min(1, (step * (radius + em * 0.3)) / (em * 1.04));
  return glyphs.map((glyph, index) => {
    const angle = (index - (glyphs.length - 1) / 2) * step;
    return { d: place(glyph, { em, narrowing, centre, radius, angle, inward: false }), fill: spec.colour };
  });
}

function lowerArc(spec: RoundSealSpec, centre: number): Path[] {
  const glyphs = glyphsOf(spec.sealId);
  if (glyphs.length > 20) throw tooLong('sealId');
  const em = spec.diameterMm * 100 * 0.058;
  const radius = centre - BORDER_MM * 100 - em * 0.55;
  const step = (em * 0.78) / radius;
  return glyphs.map((glyph, index) => {
    const angle = (index - (glyphs.length - 1) / 2) * step;
    return { d: place(glyph, { em, narrowing: 1, centre, radius, angle, inward: true }), fill: spec.colour };
  });
}

function centreLine(spec: RoundSealSpec, centre: number): Path[] {
  const glyphs = glyphsOf(spec.sealType);
  if (glyphs.length > 12) throw tooLong('sealType');
  const size = spec.diameterMm * 100;
  const em = Math.min(size * 0.088, (size * 0.5) / Math.max(1, glyphs.length));
  const pitch = em * 1.08;
  const baseline = centre + size * 0.265;
  const left = centre - (glyphs.length * pitch) / 2;
  const scale = em / unitsPerEm();
  return glyphs.map((glyph, index) => ({
    d: transform(glyph.d, [
      scale,
      0,
      0,
      -scale,
      left + index * pitch + (pitch - glyph.advance * scale) / 2,
      baseline,
    ]),
    fill: spec.colour,
  }));
}

/** A glyph on an arc: its foot at `radius`, turned by `angle` from the top (or, inward, from the bottom). */
function place(
  glyph: Glyph,
  at: { em: number; narrowing: number; centre: number; radius: number; angle: number; inward: boolean },
): string {
  const scale = at.em / unitsPerEm();
  const turn = at.inward ? -at.angle : at.angle;
  const sin = Math.sin(turn);
  const cos = Math.cos(turn);
  const sx = scale * at.narrowing;
  const half = (glyph.advance * sx) / 2;
  const footX = at.centre + at.radius * Math.sin(at.angle);
  const footY = at.inward
    ? at.centre + at.radius * Math.cos(at.angle)
    : at.centre - at.radius * Math.cos(at.angle);
  return transform(glyph.d, [
    sx * cos,
    sx * sin,
    scale * sin,
    -scale * cos,
    footX - half * cos,
    footY - half * sin,
  ]);
}

function glyphsOf(text: string): Glyph[] {
  return [...text].map((character) => {
    const glyph = sealFont().glyphForCodePoint(character.codePointAt(0) ?? 0);
    if (!glyph || glyph.id === 0) {
      throw new CoreError(
        'SEAL_CHARACTER_MISSING',
        `the seal font has no glyph for "${character}"; choose another character`,
        { params: { character } },
      );
    }
    return { d: glyph.path.toSVG(), advance: glyph.advanceWidth };
  });
}

function sealFont(): fontkit.Font {
  if (font) return font;
  const created = fontkit.create(Buffer.from(documentFont()));
  if (!('glyphForCodePoint' in created))
    throw new CoreError('INTERNAL', 'the seal font file holds no single font');
  font = created;
  return font;
}

const unitsPerEm = () => sealFont().unitsPerEm;

/** Applies a matrix to an absolute SVG path of M, L, Q, C and Z, as fonts give them. */
function transform(d: string, [a, b, c, dd, e, f]: Matrix): string {
  return d.replace(/([MLQC])([^MLQCZ]*)/g, (_all, command: string, rest: string) => {
    const numbers = rest.match(/-?[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];
    const moved: string[] = [];
    for (let i = 0; i + 1 < numbers.length; i += 2) {
      const x = numbers[i] ?? 0;
      const y = numbers[i + 1] ?? 0;
      moved.push(`${round(a * x + c * y + e)} ${round(b * x + dd * y + f)}`);
    }
    return command + moved.join(' ');
  });
}

function circle(x: number, y: number, r: number): string {
  return `M${round(x - r)} ${round(y)}A${r} ${r} 0 1 1 ${round(x + r)} ${round(y)}A${r} ${r} 0 1 1 ${round(x - r)} ${round(y)}Z`;
}

function star(x: number, y: number, r: number): string {
  const points = Array.from({ length: 10 }, (_, index) => {
    const radius = index % 2 === 0 ? r : r * 0.382;
    const angle = (index * Math.PI) / 5;
    return `${round(x + radius * Math.sin(angle))} ${round(y - radius * Math.cos(angle))}`;
  });
  return `M${points.join('L')}Z`;
}

const round = (value: number) => Math.round(value * 100) / 100;
const tooLong = (field: string) =>
  new CoreError('INVALID_INPUT', `the text ${field} is too long for a seal`, { field });
