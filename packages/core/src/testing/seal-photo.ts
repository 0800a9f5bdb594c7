import sharp, { type Sharp } from 'sharp';
import { drawRoundSeal } from '../seals/round-seal.ts';
import { defaultRoundSeal, type RoundSealSpec } from '../seals/round-seal-spec.ts';

export type SealPhotoOptions = {
  /** Of the whole picture, in pixels. */
  width?: number;
  height?: number;
  /** Diameter of the seal, and its centre as parts of the picture. */
  diameter?: number;
  at?: readonly [x: number, y: number];
  spec?: Partial<RoundSealSpec>;
  /** The paper's colour, and how dark the light falls off towards the lower right corner (0: not at all). */
  paper?: readonly [number, number, number];
  falloff?: number;
  /** Standard deviation of the camera's noise, in 255ths. */
  noise?: number;
  /** How unevenly the ink took, 0 to 1. */
  uneven?: number;
  /** Beside the seal: grains of dust, and lines of printed text. */
  dust?: number;
  print?: boolean;
};

/** A photograph of a stamped sheet, made from a seal of ours: what is in it is known to the pixel. */
export async function sealPhoto(options: SealPhotoOptions = {}): Promise<Sharp> {
  const { width = 900, height = 700, diameter = 480, at = [0.5, 0.5], paper = [244, 240, 230] } = options;
  const { falloff = 0.25, noise = 3, uneven = 0.25 } = options;
  const spec = { ...defaultRoundSeal, enterpriseName: '上海远见设计有限公司', sealId: '3101080012345' };
  const svg = svgOf({ ...spec, ...options.spec }, { ...options, width, height, diameter, at });
  const ink = await sharp(Buffer.from(svg)).resize(width, height).ensureAlpha().raw().toBuffer();
  const random = generator(7);
  const data = new Uint8Array(width * height * 3);
  for (let index = 0; index < width * height; index++) {
    const [x, y] = [(index % width) / width, Math.floor(index / width) / height];
    const light = 1 - falloff * (0.6 * x + 0.4 * y * y);
    const patch = 1 - uneven * (0.5 + 0.5 * Math.sin(x * 37) * Math.cos(y * 29));
    const cover = ((ink[index * 4 + 3] ?? 0) / 255) * patch;
    const grain = noise * normal(random);
    for (let n = 0; n < 3; n++) {
      const sheet = paper[n] ?? 255;
      const colour = ((ink[index * 4 + n] ?? 0) * sheet) / 255;
      const value = (sheet * (1 - cover) + colour * cover) * light + grain + noise * 0.4 * normal(random);
      data[index * 3 + n] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return sharp(data, { raw: { width, height, channels: 3 } });
}

type Placed = Required<Pick<SealPhotoOptions, 'width' | 'height' | 'diameter' | 'at'>> & SealPhotoOptions;

function svgOf(
  spec: RoundSealSpec,
  { width, height, diameter, at, dust = 0, print = false }: Placed,
): string {
  const drawing = drawRoundSeal(spec);
  const [left, top] = [at[0] * width - diameter / 2, at[1] * height - diameter / 2];
  const random = generator(11);
  const grains = Array.from({ length: dust }, () => {
    const [x, y] = [random() * width, random() * height];
    return `<circle cx="${x}" cy="${y}" r="${0.6 + random()}" fill="#c8102e"/>`;
  });
  const lines = print
    ? [0.06, 0.12, 0.88, 0.94].map(
        (y) =>
          `<path d="M${width * 0.08} ${height * y}H${width * 0.92}" stroke="#222" stroke-width="${height * 0.018}" stroke-dasharray="${width * 0.02} ${width * 0.008}"/>`,
      )
    : [];
  const paths = drawing.paths.map(
    (path) =>
      `<path d="${path.d}" fill="${path.fill ?? 'none'}" stroke="${path.stroke ?? 'none'}" stroke-width="${path.strokeWidth ?? 0}"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${lines.join('')}${grains.join('')}
    <svg x="${left}" y="${top}" width="${diameter}" height="${diameter}" viewBox="0 0 ${drawing.width} ${drawing.height}">${paths.join('')}</svg></svg>`;
}

/** The same numbers each time (mulberry32), so that a test's picture is always the same. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const normal = (random: () => number) =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
