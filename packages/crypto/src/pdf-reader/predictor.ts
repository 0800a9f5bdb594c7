import { damaged } from './limits.ts';

export type PredictorParameters = {
  predictor: number;
  colors: number;
  bitsPerComponent: number;
  columns: number;
};

/** Bytes of one row of samples, without a PNG row's tag. Throws for parameters that describe no row. */
export function rowBytes({ colors, bitsPerComponent, columns }: PredictorParameters): number {
  const possible =
    colors >= 1 &&
    colors <= 32 &&
    [1, 2, 4, 8, 16].includes(bitsPerComponent) &&
    columns >= 1 &&
    columns <= 1e6;
  if (!possible) throw damaged('impossible predictor parameters');
  return (colors * bitsPerComponent * columns + 7) >> 3;
}

/** Undoes a PNG or TIFF predictor (ISO 32000-2 §7.4.4.4). TIFF with 8-bit components only. */
export function undoPredictor(data: Uint8Array, parameters: PredictorParameters): Uint8Array {
  const { predictor, colors, bitsPerComponent } = parameters;
  if (predictor === 1) return data;
  const row = rowBytes(parameters);
  const pixel = (colors * bitsPerComponent + 7) >> 3;
  if (predictor >= 10 && predictor <= 15) return undoPng(data, row, pixel);
  if (predictor === 2 && bitsPerComponent === 8) return undoTiff(data, row, pixel);
  throw damaged(`a stream uses predictor ${predictor}, which can't be read here`);
}

function undoTiff(data: Uint8Array, row: number, pixel: number): Uint8Array {
  const out = Uint8Array.from(data);
  for (let start = 0; start < out.length; start += row) {
    const end = Math.min(start + row, out.length);
    for (let i = start + pixel; i < end; i++) out[i] = ((out[i] ?? 0) + (out[i - pixel] ?? 0)) & 0xff;
  }
  return out;
}

function undoPng(data: Uint8Array, row: number, pixel: number): Uint8Array {
  const rows = Math.ceil(data.length / (row + 1));
  const out = new Uint8Array(rows * row);
  for (let r = 0; r < rows; r++) {
    const source = data.subarray(r * (row + 1), (r + 1) * (row + 1));
    const type = source[0] ?? 0;
    if (type > 4) throw damaged('an unknown PNG row filter');
    const at = r * row;
    for (let i = 0; i < source.length - 1; i++) {
      const left = i >= pixel ? (out[at + i - pixel] ?? 0) : 0;
      const up = r > 0 ? (out[at + i - row] ?? 0) : 0;
      const upLeft = r > 0 && i >= pixel ? (out[at + i - row - pixel] ?? 0) : 0;
      out[at + i] = ((source[i + 1] ?? 0) + predicted(type, left, up, upLeft)) & 0xff;
    }
  }
  return out;
}

function predicted(type: number, left: number, up: number, upLeft: number): number {
  if (type === 0) return 0;
  if (type === 1) return left;
  if (type === 2) return up;
  if (type === 3) return (left + up) >> 1;
  const estimate = left + up - upLeft;
  const byLeft = Math.abs(estimate - left);
  const byUp = Math.abs(estimate - up);
  const byUpLeft = Math.abs(estimate - upLeft);
  if (byLeft <= byUp && byLeft <= byUpLeft) return left;
  return byUp <= byUpLeft ? up : upLeft;
}
