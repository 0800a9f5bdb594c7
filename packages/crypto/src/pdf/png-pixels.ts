/** Grey, colours, palette, grey with opacity, colours with opacity (PNG §11.2.2). */
export type ColorType = 0 | 2 | 3 | 4 | 6;

/** Samples of one pixel. */
export const SAMPLES: Record<ColorType, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

export type Palette = {
  colors: Uint8Array | undefined /* PLTE */;
  transparency: Uint8Array | undefined /* tRNS */;
};

type Pixels = Palette & {
  depth: number;
  colorType: ColorType;
  /** Rows without their filters, each of `stride` octets. */
  plain: Uint8Array;
  columns: number;
  rows: number;
  stride: number;
  /** Where in the picture its pixels belong. */
  pass: { x: number; y: number; dx: number; dy: number };
  target: { width: number; rgb: Uint8Array; alpha: Uint8Array };
};

type Color = { red: number; green: number; blue: number; opacity: number };

/** Puts the pixels of one pass into the picture, in 8 bits a sample. */
export function colorPixels(pixels: Pixels): void {
  const { plain, columns, rows, stride, pass, target } = pixels;
  const samples = SAMPLES[pixels.colorType];
  const colorOf = colorReader(pixels);
  for (let row = 0; row < rows; row += 1) {
    const values = samplesOf(
      plain.subarray(row * stride, (row + 1) * stride),
      columns * samples,
      pixels.depth,
    );
    for (let column = 0; column < columns; column += 1) {
      const { red, green, blue, opacity } = colorOf(values, column * samples);
      const at = (pass.y + row * pass.dy) * target.width + pass.x + column * pass.dx;
      target.rgb[3 * at] = red;
      target.rgb[3 * at + 1] = green;
      target.rgb[3 * at + 2] = blue;
      target.alpha[at] = opacity;
    }
  }
}

/** The samples of a row as they stand there: 1 to 16 bits each, the first in the highest bits. */
function samplesOf(row: Uint8Array, count: number, depth: number): Uint8Array | Uint16Array {
  if (depth === 8) return row;
  const values = new Uint16Array(count);
  const mask = (1 << depth) - 1;
  for (let i = 0; i < count; i += 1) {
    if (depth === 16) values[i] = ((row[2 * i] ?? 0) << 8) | (row[2 * i + 1] ?? 0);
    else values[i] = ((row[(i * depth) >> 3] ?? 0) >> (8 - depth - ((i * depth) & 7))) & mask;
  }
  return values;
}

/** Gives one object again and again: there are millions of pixels. */
function colorReader({ depth, colorType, colors, transparency }: Pixels) {
  const color: Color = { red: 0, green: 0, blue: 0, opacity: 255 };
  const scale = 255 / ((1 << depth) - 1);
  const eight = (value = 0) => (depth === 8 ? value : Math.round(value * scale));
  const isColored = colorType === 2 || colorType === 6;
  const hasOpacity = colorType === 4 || colorType === 6;
  // One colour may stand for nothing at all (PNG §11.3.2.1).
  const keys = hasOpacity || transparency === undefined ? [] : wordsOf(transparency, isColored ? 3 : 1);
  return (values: Uint8Array | Uint16Array, at: number): Color => {
    if (colorType === 3) {
      const index = values[at] ?? 0;
      color.red = colors?.[3 * index] ?? 0;
      color.green = colors?.[3 * index + 1] ?? 0;
      color.blue = colors?.[3 * index + 2] ?? 0;
      color.opacity = transparency?.[index] ?? 255;
      return color;
    }
    color.red = eight(values[at]);
    color.green = isColored ? eight(values[at + 1]) : color.red;
    color.blue = isColored ? eight(values[at + 2]) : color.red;
    if (hasOpacity) color.opacity = eight(values[at + (isColored ? 3 : 1)]);
    else color.opacity = keys.length > 0 && keys.every((key, i) => key === values[at + i]) ? 0 : 255;
    return color;
  };
}

/** Undefined where the chunk is too short, which no sample equals. */
function wordsOf(data: Uint8Array, count: number): (number | undefined)[] {
  return Array.from({ length: count }, (_, i) => {
    const [high, low] = data.subarray(2 * i, 2 * i + 2);
    return high === undefined || low === undefined ? undefined : high * 256 + low;
  });
}
