import type { Appearance } from '@chopmark/crypto';
import { type Matrix, placeGlyph, pointsOf, roundUnit } from './glyph-outlines.ts';
import {
  type Arc,
  layOutRoundSeal,
  type RoundSealLayout,
  requireRoom,
  tooLong,
  UNITS_PER_MM,
} from './round-seal-layout.ts';
import type { RoundSealSpec } from './round-seal-spec.ts';

export type SealDrawing = Extract<Appearance, { type: 'paths' }>;

type Path = SealDrawing['paths'][number];

/** A drawing, and what was chosen where the spec left it open. */
type RoundSeal = {
  drawing: SealDrawing;
  fitted: { nameSizeMm: number; typeSizeMm: number; starSizeMm: number };
};

/** As `composeRoundSeal`, the drawing only. */
export function drawRoundSeal(spec: RoundSealSpec): SealDrawing {
  return composeRoundSeal(spec).drawing;
}

/**
 * Draws a round seal as vector paths, 100 units to the millimetre, y down. The same spec gives the same bytes, and
 * whatever it draws lies within the border.
 * @throws CoreError SEAL_TEXT_TOO_LONG, SEAL_CHARACTER_MISSING, SEAL_PARTS_COLLIDE, naming the field at fault
 */
export function composeRoundSeal(spec: RoundSealSpec): RoundSeal {
  const layout = layOutRoundSeal(spec);
  requireRoom(spec, layout);
  const { size, centre, border, ring, star, type, name, id } = layout;
  const stroke = spec.colour;
  const fill = (d: string): Path => ({ d, fill: spec.colour });
  const paths: Path[] = [{ d: circle(centre, centre - border / 2), stroke, strokeWidth: border }];
  if (ring) paths.push({ d: circle(centre, ring.radius), stroke, strokeWidth: ring.width });
  paths.push(...inside('enterpriseName', layout, onArc(name, centre, 'top')).map(fill));
  paths.push(...inside('sealId', layout, onArc(id, centre, 'bottom')).map(fill));
  paths.push(...inside('sealType', layout, onLine(type)).map(fill));
  if (star) paths.push(fill(starPath(centre, star)));
  return {
    drawing: { type: 'paths', width: size, height: size, paths },
    fitted: {
      nameSizeMm: inMm(name.em),
      typeSizeMm: inMm(type.em),
      starSizeMm: inMm(2 * (star?.radius ?? size * 0.135)),
    },
  };
}

const inMm = (units: number) => roundUnit(units / UNITS_PER_MM);

/** The layout reckons with usual characters; here is what they really take up. Blanks draw nothing. */
function inside(field: keyof RoundSealSpec, { centre, edge }: RoundSealLayout, outlines: string[]): string[] {
  const beyond = (d: string) => pointsOf(d).some(([x, y]) => Math.hypot(x - centre, y - centre) > edge);
  if (outlines.some(beyond)) throw tooLong(field);
  return outlines.filter((d) => d !== '');
}

/** The upper arc's characters stand on its circle, the lower arc's hang their heads towards the centre. */
function onArc(arc: Arc, centre: number, side: 'top' | 'bottom'): string[] {
  return arc.glyphs.map(({ glyph, angle }) => {
    const turn = side === 'top' ? angle : -angle;
    const [sin, cos] = [Math.sin(turn), Math.cos(turn)];
    const half = (glyph.advance * arc.em * arc.narrowing) / 2;
    const footX = centre + arc.radius * Math.sin(angle);
    const footY = centre + arc.radius * Math.cos(angle) * (side === 'top' ? -1 : 1);
    const matrix: Matrix = [
      arc.narrowing * cos,
      arc.narrowing * sin,
      -sin,
      cos,
      footX - half * cos,
      footY - half * sin,
    ];
    return placeGlyph(glyph, arc.em, matrix);
  });
}

const onLine = ({ glyphs, em, baseline }: RoundSealLayout['type']): string[] =>
  glyphs.map(({ glyph, x }) => placeGlyph(glyph, em, [1, 0, 0, 1, x, baseline]));

function circle(centre: number, r: number): string {
  const [left, right, y] = [roundUnit(centre - r), roundUnit(centre + r), roundUnit(centre)];
  const arc = `A${roundUnit(r)} ${roundUnit(r)} 0 1 1`;
  return `M${left} ${y}${arc} ${right} ${y}${arc} ${left} ${y}Z`;
}

function starPath(x: number, { radius, y }: { radius: number; y: number }): string {
  const points = Array.from({ length: 10 }, (_, index) => {
    const r = index % 2 === 0 ? radius : radius * 0.382;
    const angle = (index * Math.PI) / 5;
    return `${roundUnit(x + r * Math.sin(angle))} ${roundUnit(y - r * Math.cos(angle))}`;
  });
  return `M${points.join('L')}Z`;
}
