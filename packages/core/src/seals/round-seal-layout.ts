import { CoreError } from '../errors.ts';
import { type Glyph, glyphsOf } from './glyph-outlines.ts';
import type { RoundSealSpec } from './round-seal-spec.ts';

/** Drawings of seals have this many units to the millimetre. */
export const UNITS_PER_MM = 100;

/** Where everything stands; lengths in units, angles in radians. */
export type RoundSealLayout = {
  size: number;
  centre: number;
  border: number;
  /** A second, thin circle inside the border. */
  ring: { radius: number; width: number } | undefined;
  /** Texts lie within this radius. */
  edge: number;
  name: Arc;
  id: Arc;
  type: { glyphs: { glyph: Glyph; x: number }[]; em: number; left: number; right: number; baseline: number };
  star: { radius: number; y: number } | undefined;
};

/** Characters along a circle, standing on `radius`; angles count from the middle of the text. */
export type Arc = {
  glyphs: { glyph: Glyph; angle: number }[];
  em: number;
  radius: number;
  /** Characters become narrower rather than run into each other. */
  narrowing: number;
  /** Half the angle the text takes up. */
  half: number;
};

const DEGREE = Math.PI / 180;
/** How far the upper arc reaches down on each side by itself, and at most. */
const USUAL_HALF = 112.5 * DEGREE;
const LARGEST_HALF = 155 * DEGREE;
const BETWEEN_ARCS = 8 * DEGREE;
/** In em: from the feet of the upper arc's characters to the border. */
const NAME_DEPTH = 1.22;
const NAME_GAP = 0.36;
const SMALLEST_GAP = 0.04;
/** Narrower than this looks squeezed: smaller characters come first. */
const COMELY = 0.72;
const NARROWEST = 0.45;
const ASCENT = 0.88;
const DESCENT = 0.12;
const RING = { gap: 0.5 * UNITS_PER_MM, width: 0.3 * UNITS_PER_MM };

/** @throws CoreError SEAL_TEXT_TOO_LONG, SEAL_CHARACTER_MISSING, naming the field at fault */
export function layOutRoundSeal(spec: RoundSealSpec): RoundSealLayout {
  const size = spec.diameterMm * UNITS_PER_MM;
  const centre = size / 2;
  const border = spec.borderMm * UNITS_PER_MM;
  const inside = centre - border;
  const ring = spec.innerRing ? { radius: inside - RING.gap - RING.width / 2, width: RING.width } : undefined;
  const edge = inside - (ring ? RING.gap + RING.width : 0);
  const id = layOutId(spec, size, edge);
  const name = layOutName(spec, { size, edge, idHalf: id.half });
  return {
    size,
    centre,
    border,
    ring,
    edge,
    name,
    id,
    type: layOutType(spec, size, centre),
    star: spec.star ? { radius: starRadius(spec, size), y: centre - size * 0.015 } : undefined,
  };
}

const starRadius = (spec: RoundSealSpec, size: number) =>
  spec.starSizeMm === null ? size * 0.135 : (spec.starSizeMm * UNITS_PER_MM) / 2;

function layOutId(spec: RoundSealSpec, size: number, edge: number): Arc {
  const glyphs = glyphsOf(spec.sealId, 'sealId');
  const em = size * 0.058;
  const radius = edge - em * 0.55;
  const step = (em * 0.78) / radius;
  return {
    glyphs: glyphs.map((glyph, index) => ({ glyph, angle: (index - (glyphs.length - 1) / 2) * step })),
    em,
    radius,
    narrowing: 1,
    half: (glyphs.length * step) / 2,
  };
}

function layOutName(spec: RoundSealSpec, at: { size: number; edge: number; idHalf: number }): Arc {
  const glyphs = glyphsOf(spec.enterpriseName, 'enterpriseName');
  const free = at.idHalf > 0 ? Math.PI - at.idHalf - BETWEEN_ARCS : LARGEST_HALF;
  const wanted = USUAL_HALF * Math.min(1.3, Math.max(1, spec.nameSpacing));
  const half = Math.min(LARGEST_HALF, free, wanted);
  const fit = (em: number) => fitArc(glyphs, { em, edge: at.edge, half, gap: NAME_GAP * spec.nameSpacing });
  if (spec.nameSizeMm !== null) {
    const arc = fit(spec.nameSizeMm * UNITS_PER_MM);
    if (arc.narrowing < NARROWEST) throw tooLong('nameSizeMm');
    return arc;
  }
  for (let part = 0.122; part > 0.085; part -= 0.001) {
    const arc = fit(at.size * part);
    if (arc.narrowing >= COMELY) return arc;
  }
  const smallest = fit(at.size * 0.085);
  if (smallest.narrowing < NARROWEST) throw tooLong('enterpriseName');
  return smallest;
}

/** When there is too little room, the gaps close first, then the characters become narrower. */
function fitArc(glyphs: Glyph[], at: { em: number; edge: number; half: number; gap: number }): Arc {
  const { em, edge, half } = at;
  const radius = edge - em * NAME_DEPTH;
  // Characters fan out, so their feet may come closer than their middles.
  const measured = radius + em * 0.2;
  const room = (2 * half * measured) / em;
  const widths = glyphs.reduce((sum, glyph) => sum + glyph.advance, 0);
  const gaps = Math.max(1, glyphs.length - 1);
  const smallest = Math.min(at.gap, SMALLEST_GAP);
  const gap = Math.min(at.gap, Math.max(smallest, (room - widths) / gaps));
  const length = widths + gap * (glyphs.length - 1);
  // A tenth of a per cent of slack keeps rounding from narrowing what fits exactly.
  const narrowing = radius <= 0 ? 0 : length <= room * 1.001 ? 1 : room / length;
  const toAngle = (em * narrowing) / measured;
  let from = -length / 2;
  const placed = glyphs.map((glyph) => {
    const angle = (from + glyph.advance / 2) * toAngle;
    from += glyph.advance + gap;
    return { glyph, angle };
  });
  return { glyphs: placed, em, radius, narrowing, half: (length / 2) * toAngle };
}

function layOutType(spec: RoundSealSpec, size: number, centre: number): RoundSealLayout['type'] {
  const glyphs = glyphsOf(spec.sealType, 'sealType');
  const gap = 0.08;
  const length = glyphs.reduce((sum, glyph) => sum + glyph.advance + gap, 0);
  const em =
    spec.typeSizeMm === null
      ? Math.min(size * 0.088, (size * 0.54) / Math.max(1, length))
      : spec.typeSizeMm * UNITS_PER_MM;
  let x = centre - (length * em) / 2;
  const [left, right] = [x, centre + (length * em) / 2];
  const placed = glyphs.map((glyph) => {
    const at = { glyph, x: x + (gap * em) / 2 };
    x += (glyph.advance + gap) * em;
    return at;
  });
  const baseline = centre + size * 0.265 + spec.typeOffsetMm * UNITS_PER_MM;
  return { glyphs: placed, em, left, right, baseline };
}

/** @throws CoreError SEAL_PARTS_COLLIDE or SEAL_TEXT_TOO_LONG, naming the field that moved a part out of its place */
export function requireRoom(spec: RoundSealSpec, layout: RoundSealLayout): void {
  const { name, star, centre } = layout;
  const feet = name.radius - DESCENT * name.em;
  if (star && centre - star.y + star.radius > feet) {
    throw collides(spec.nameSizeMm !== null && spec.starSizeMm === null ? 'nameSizeMm' : 'starSizeMm');
  }
  if (layout.type.glyphs.length === 0) return;
  const outline = outlineOfType(layout);
  if (outline.some((point) => outsideTexts(layout, point))) throw typeAtFault(spec, tooLong);
  if (outline.some((point) => insideName(layout, point))) throw typeAtFault(spec, collides);
  if (star && overlapsStar(layout, star)) throw typeAtFault(spec, collides);
}

type Point = { x: number; y: number };

/** The edges of the horizontal text, seen from the centre. */
function outlineOfType({ type, centre }: RoundSealLayout): Point[] {
  const top = type.baseline - ASCENT * type.em - centre;
  const bottom = type.baseline + DESCENT * type.em - centre;
  const [left, right] = [type.left - centre, type.right - centre];
  return Array.from({ length: 17 }, (_, index) => index / 16).flatMap((t) => {
    const [x, y] = [left + (right - left) * t, top + (bottom - top) * t];
    return [
      { x, y: top },
      { x, y: bottom },
      { x: left, y },
      { x: right, y },
    ];
  });
}

function outsideTexts({ edge, id }: RoundSealLayout, { x, y }: Point): boolean {
  const besideId = id.half > 0 && Math.abs(Math.atan2(x, y)) <= id.half + BETWEEN_ARCS / 2;
  return Math.hypot(x, y) > (besideId ? id.radius - id.em * 0.85 : edge - id.em * 0.3);
}

function insideName({ name }: RoundSealLayout, { x, y }: Point): boolean {
  if (Math.hypot(x, y) < name.radius - DESCENT * name.em) return false;
  return Math.abs(Math.atan2(x, -y)) < name.half + BETWEEN_ARCS / 4;
}

function overlapsStar({ type, centre }: RoundSealLayout, star: { radius: number; y: number }): boolean {
  const top = type.baseline - ASCENT * type.em;
  const bottom = type.baseline + DESCENT * type.em;
  const wide = star.radius * Math.sin(72 * DEGREE);
  const besides = type.right < centre - wide || type.left > centre + wide;
  return !besides && top < star.y + star.radius * Math.cos(36 * DEGREE) && bottom > star.y - star.radius;
}

/** The measure that somebody chose is at fault before the words are. */
function typeAtFault(spec: RoundSealSpec, fault: (field: keyof RoundSealSpec) => CoreError): CoreError {
  if (spec.typeOffsetMm !== 0) return fault('typeOffsetMm');
  if (spec.typeSizeMm !== null) return fault('typeSizeMm');
  if (spec.nameSizeMm !== null) return fault('nameSizeMm');
  if (spec.nameSpacing > 1) return fault('nameSpacing');
  return fault(spec.starSizeMm === null ? 'sealType' : 'starSizeMm');
}

export const tooLong = (field: keyof RoundSealSpec) =>
  new CoreError(
    'SEAL_TEXT_TOO_LONG',
    `the seal has no room for this: ${field}; shorten it or make it smaller`,
    {
      field,
    },
  );

const collides = (field: keyof RoundSealSpec) =>
  new CoreError('SEAL_PARTS_COLLIDE', `parts of the seal run into each other: change ${field}`, { field });
