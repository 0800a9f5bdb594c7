import type { OklabImage } from './oklab.ts';

/**
 * The paper's colour at any place of a picture: light falls off and shadows lie over photographs, so each channel is a
 * quadratic surface over x and y from 0 to 1.
 */
export type Paper = {
  at(x: number, y: number): readonly [L: number, a: number, b: number];
  /** How much the paper itself scatters about its colour (standard deviation of L, and of a and b). */
  noise: { light: number; colour: number };
};

type Sample = { x: number; y: number; lab: readonly [number, number, number] };

const BORDER = 0.05;
const SAMPLES = 160;
const ROUNDS = 5;

/** Begins with the border, then takes in whatever looks like the paper found so far. */
export function findPaper(image: OklabImage): Paper {
  const all = sampleGrid(image);
  const border = all.filter(({ x, y }) => Math.min(x, y, 1 - x, 1 - y) < BORDER);
  const flat = (channel: 0 | 1 | 2): Quadratic => [
    medianOf(border.map(({ lab }) => lab[channel])),
    ...([0, 0, 0, 0, 0] as const),
  ];
  let surface: Surface = [flat(0), flat(1), flat(2)];
  let light = 0.16;
  let colour = 0.05;
  for (let round = 0; round < ROUNDS; round++) {
    const like = (round === 0 ? border : all).filter((sample) => {
      const [dL, da, db] = difference(surface, sample);
      return Math.abs(dL) < light && Math.hypot(da, db) < colour;
    });
    if (like.length < 20) break;
    // The border alone says nothing of the middle: a plane is all it can carry.
    surface = fitSurface(like, round === 0 ? 3 : 6);
    const rest = like.map((sample) => difference(surface, sample));
    light = Math.min(light, Math.max(0.05, 4 * spread(rest.map(([dL]) => dL))));
    colour = Math.min(colour, Math.max(0.02, 4 * spread(rest.map(([, da, db]) => Math.hypot(da, db)))));
  }
  const paper = all
    .map((sample) => difference(surface, sample))
    .filter(([dL, da, db]) => Math.abs(dL) < light && Math.hypot(da, db) < colour);
  return {
    at: surfaceAt(surface),
    noise: {
      light: spread(paper.map(([dL]) => dL)),
      colour: spread(paper.map(([, da, db]) => Math.hypot(da, db))),
    },
  };
}

function sampleGrid({ width, height, lab }: OklabImage): Sample[] {
  const columns = Math.min(SAMPLES, width);
  const rows = Math.min(SAMPLES, height);
  const samples: Sample[] = [];
  for (let row = 0; row < rows; row++) {
    const py = Math.floor(((row + 0.5) * height) / rows);
    for (let column = 0; column < columns; column++) {
      const px = Math.floor(((column + 0.5) * width) / columns);
      const i = (py * width + px) * 3;
      samples.push({
        x: (px + 0.5) / width,
        y: (py + 0.5) / height,
        lab: [lab[i] ?? 0, lab[i + 1] ?? 0, lab[i + 2] ?? 0],
      });
    }
  }
  return samples;
}

/** Coefficients of 1, x, y, x², xy, y². */
type Quadratic = readonly [number, number, number, number, number, number];
type Surface = readonly [Quadratic, Quadratic, Quadratic];

const terms = (x: number, y: number) => [1, x, y, x * x, x * y, y * y];

const valueAt = (c: Quadratic, x: number, y: number): number =>
  c[0] + (c[1] + c[3] * x + c[4] * y) * x + (c[2] + c[5] * y) * y;

/** Asked for every pixel. */
function surfaceAt([L, a, b]: Surface): Paper['at'] {
  return (x, y) => [valueAt(L, x, y), valueAt(a, x, y), valueAt(b, x, y)];
}

function difference(surface: Surface, { x, y, lab }: Sample): readonly [number, number, number] {
  return [
    lab[0] - valueAt(surface[0], x, y),
    lab[1] - valueAt(surface[1], x, y),
    lab[2] - valueAt(surface[2], x, y),
  ];
}

/** Least squares by the normal equations; they are few and well conditioned for x and y within 0 to 1. */
function fitSurface(samples: Sample[], count: 3 | 6): Surface {
  const normal = Array.from({ length: count }, () => new Array<number>(count + 3).fill(0));
  for (const { x, y, lab } of samples) {
    const t = terms(x, y);
    for (const [i, row] of normal.entries()) {
      const ti = t[i] ?? 0;
      for (let j = 0; j < count; j++) row[j] = (row[j] ?? 0) + ti * (t[j] ?? 0);
      for (const [channel, value] of lab.entries())
        row[count + channel] = (row[count + channel] ?? 0) + ti * value;
    }
  }
  eliminate(normal, count);
  const solution = (channel: number): Quadratic => {
    const [c = 0, cx = 0, cy = 0, cxx = 0, cxy = 0, cyy = 0] = normal.map((row) => row[count + channel] ?? 0);
    return [c, cx, cy, cxx, cxy, cyy];
  };
  return [solution(0), solution(1), solution(2)];
}

/** Gauss and Jordan, in place, with a little of the diagonal added so that a flat sample set has an answer too. */
function eliminate(rows: number[][], count: number): void {
  for (const [i, row] of rows.entries()) row[i] = (row[i] ?? 0) * (1 + 1e-9) + 1e-9;
  for (let pivot = 0; pivot < count; pivot++) {
    const lead = rows[pivot];
    if (!lead) return;
    const by = lead[pivot] || 1e-12;
    for (let j = 0; j < lead.length; j++) lead[j] = (lead[j] ?? 0) / by;
    for (const [i, row] of rows.entries()) {
      const factor = row[pivot] ?? 0;
      if (i === pivot || factor === 0) continue;
      for (let j = 0; j < row.length; j++) row[j] = (row[j] ?? 0) - factor * (lead[j] ?? 0);
    }
  }
}

function medianOf(values: number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1] ?? 0;
}

const spread = (values: number[]) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / Math.max(1, values.length));
