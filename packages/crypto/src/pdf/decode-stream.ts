import { constants, inflateSync } from 'node:zlib';
import { decodePDFRawStream, PDFArray, PDFDict, PDFName, PDFNumber, type PDFRawStream } from 'pdf-lib';
import { damaged } from './pdf-error.ts';

/** How many bytes the streams of one file may still unpack to: a deflate bomb stops here. */
export type DecodingBudget = { bytesLeft: number };

export function decodingBudget(): DecodingBudget {
  return { bytesLeft: 256 * 1024 * 1024 };
}

/**
 * The decoded bytes of a cross-reference or object stream. pdf-lib leaves predictors alone, which nearly every
 * cross-reference stream uses, so Flate with its predictors is decoded here (ISO 32000-2 §7.4.4).
 */
export function decodeStream(stream: PDFRawStream, budget: DecodingBudget): Uint8Array {
  const filter = single(stream.dict.get(PDFName.of('Filter')));
  if (filter === undefined) return stream.contents;
  if (filter !== PDFName.of('FlateDecode')) return spend(decodeOther(stream), budget);
  const inflated = spend(inflate(stream.contents, budget), budget);
  const parameters = single(stream.dict.get(PDFName.of('DecodeParms')));
  return parameters instanceof PDFDict ? undoPredictor(inflated, parameters) : inflated;
}

/** A filter chain of one may stand in an array; a longer one doesn't occur on these streams. */
function single(value: unknown): unknown {
  if (!(value instanceof PDFArray)) return value;
  if (value.size() > 1) throw damaged('an unusual filter chain');
  return value.size() === 1 ? value.get(0) : undefined;
}

function spend(decoded: Uint8Array, budget: DecodingBudget): Uint8Array {
  budget.bytesLeft -= decoded.length;
  if (budget.bytesLeft < 0) throw damaged('streams that unpack without end');
  return decoded;
}

function decodeOther(stream: PDFRawStream): Uint8Array {
  try {
    return decodePDFRawStream(stream).decode();
  } catch (cause) {
    throw damaged('the encoding of a stream', cause);
  }
}

function inflate(contents: Uint8Array, budget: DecodingBudget): Uint8Array {
  try {
    return inflateSync(contents, {
      maxOutputLength: Math.max(1, budget.bytesLeft),
      finishFlush: constants.Z_SYNC_FLUSH,
    });
  } catch (cause) {
    throw damaged('a compressed stream', cause);
  }
}

function undoPredictor(data: Uint8Array, parameters: PDFDict): Uint8Array {
  const predictor = integer(parameters, 'Predictor', 1);
  if (predictor === 1) return data;
  if (predictor < 10) throw damaged('an unsupported predictor');
  const colors = integer(parameters, 'Colors', 1);
  const bits = integer(parameters, 'BitsPerComponent', 8);
  const columns = integer(parameters, 'Columns', 1);
  const pixelBytes = Math.max(1, Math.ceil((colors * bits) / 8));
  const rowBytes = Math.ceil((colors * bits * columns) / 8);
  if (!(rowBytes > 0 && rowBytes < 1_000_000)) throw damaged('a predictor');
  const rows = Math.floor(data.length / (rowBytes + 1));
  const result = new Uint8Array(rows * rowBytes);
  for (let row = 0; row < rows; row += 1) {
    undoRow(data, row * (rowBytes + 1), result, row * rowBytes, rowBytes, pixelBytes);
  }
  return result;
}

/** One row of a PNG predictor: a tag byte and the filtered bytes (PNG specification §9). */
function undoRow(
  data: Uint8Array,
  from: number,
  result: Uint8Array,
  to: number,
  rowBytes: number,
  pixelBytes: number,
): void {
  const tag = data[from] ?? 0;
  if (tag > 4) throw damaged('a predictor row');
  for (let index = 0; index < rowBytes; index += 1) {
    const left = index >= pixelBytes ? (result[to + index - pixelBytes] ?? 0) : 0;
    const up = to > 0 ? (result[to + index - rowBytes] ?? 0) : 0;
    const upLeft = to > 0 && index >= pixelBytes ? (result[to + index - rowBytes - pixelBytes] ?? 0) : 0;
    result[to + index] = (data[from + 1 + index] ?? 0) + predict(tag, left, up, upLeft);
  }
}

function predict(tag: number, left: number, up: number, upLeft: number): number {
  if (tag === 0) return 0;
  if (tag === 1) return left;
  if (tag === 2) return up;
  if (tag === 3) return (left + up) >> 1;
  const estimate = left + up - upLeft;
  const toLeft = Math.abs(estimate - left);
  const toUp = Math.abs(estimate - up);
  const toUpLeft = Math.abs(estimate - upLeft);
  if (toLeft <= toUp && toLeft <= toUpLeft) return left;
  return toUp <= toUpLeft ? up : upLeft;
}

function integer(dict: PDFDict, key: string, fallback: number): number {
  const value = dict.get(PDFName.of(key));
  return value instanceof PDFNumber && Number.isInteger(value.asNumber()) ? value.asNumber() : fallback;
}
