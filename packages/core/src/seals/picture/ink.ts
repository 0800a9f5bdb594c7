import type { OklabImage } from './oklab.ts';
import type { Paper } from './paper.ts';

/** The part of a whole picture that an image shows; 0 to 1. */
export type Region = { left: number; top: number; width: number; height: number };

export const WHOLE: Region = { left: 0, top: 0, width: 1, height: 1 };

/** How ink differs from its paper, found once for a picture. */
export type Ink = {
  /** The direction of its colour in a and b; undefined for black and grey ink. */
  hue: readonly [a: number, b: number] | undefined;
  /** Differences at which ink begins, and from which on it is full. */
  from: number;
  full: number;
};

/** Least difference that is called ink at all. */
const FAINTEST = 0.07;

/** @returns undefined when nothing differs from the paper by more than its own noise */
export function findInk(image: OklabImage, paper: Paper): Ink | undefined {
  const { light, colour } = paper.noise;
  const plain = differences(image, { paper, region: WHOLE, hue: undefined });
  const certain = Math.max(FAINTEST, 5 * light);
  const coloured = dominantHue(image, paper, Math.max(0.05, 5 * colour));
  // Shadows and printed text differ in light alone; a quarter of coloured ink says that the seal is coloured.
  const dark = plain.reduce((count, value) => count + (value > certain ? 1 : 0), 0);
  if (dark === 0 && !coloured) return undefined;
  const hue = coloured && coloured.count > dark * 0.15 ? coloured.hue : undefined;
  const found = hue ? differences(image, { paper, region: WHOLE, hue }) : plain;
  const noise = hue ? colour : light;
  const threshold = hue ? Math.max(0.05, 5 * colour) : certain;
  const strong = found.filter((value) => value > threshold).sort();
  const typical = strong[Math.floor(strong.length * 0.8)];
  if (typical === undefined) return undefined;
  const from = Math.min(typical / 3, Math.max(0.018, 3.2 * noise));
  return { hue, from, full: from + (typical - from) * 0.5 };
}

/** For each pixel, how far it is from its paper in the direction of ink. */
export function differences(
  { width, height, lab }: OklabImage,
  { paper, region, hue }: { paper: Paper; region: Region; hue: Ink['hue'] },
): Float32Array {
  const result = new Float32Array(width * height);
  for (let py = 0; py < height; py++) {
    const y = region.top + ((py + 0.5) / height) * region.height;
    for (let px = 0; px < width; px++) {
      const index = py * width + px;
      const [L, a, b] = paper.at(region.left + ((px + 0.5) / width) * region.width, y);
      const darker = Math.max(0, L - (lab[index * 3] ?? 0));
      const da = (lab[index * 3 + 1] ?? 0) - a;
      const db = (lab[index * 3 + 2] ?? 0) - b;
      if (!hue) {
        result[index] = darker;
        continue;
      }
      const along = Math.max(0, da * hue[0] + db * hue[1]);
      // Light counts only where there is colour, so that no shadow and no black print is taken for ink.
      result[index] = along + Math.min(along, darker * 0.3);
    }
  }
  return result;
}

/** The mean direction of what is clearly coloured, by strength. */
function dominantHue({ width, height, lab }: OklabImage, paper: Paper, least: number) {
  let [sumA, sumB, count] = [0, 0, 0];
  for (let py = 0; py < height; py++) {
    for (let px = 0; px < width; px++) {
      const index = (py * width + px) * 3;
      const [, a, b] = paper.at((px + 0.5) / width, (py + 0.5) / height);
      const da = (lab[index + 1] ?? 0) - a;
      const db = (lab[index + 2] ?? 0) - b;
      if (Math.hypot(da, db) < least) continue;
      sumA += da;
      sumB += db;
      count++;
    }
  }
  const length = Math.hypot(sumA, sumB);
  // What points everywhere is coloured noise, not one ink.
  if (count === 0 || length / count < least * 0.5) return undefined;
  return { hue: [sumA / length, sumB / length] as const, count };
}

/** Soft edges: nothing up to where ink begins, everything from where it is full. */
export function opacities(found: Float32Array, { from, full }: Pick<Ink, 'from' | 'full'>): Float32Array {
  return found.map((value) => {
    const part = Math.min(1, Math.max(0, (value - from) / (full - from)));
    return part * part * (3 - 2 * part);
  });
}
