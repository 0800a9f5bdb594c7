import { constants, inflateSync } from 'node:zlib';
import { decodePDFRawStream, PDFArray, PDFDict, PDFName, PDFNumber, type PDFRawStream } from 'pdf-lib';
import { rowBytes, undoPredictor as undoAnyPredictor } from '../pdf-reader/predictor.ts';
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

/** A row that is cut short is left out: what it would say is missed, and the file refused, rather than guessed. */
function undoPredictor(data: Uint8Array, dict: PDFDict): Uint8Array {
  const parameters = {
    predictor: integer(dict, 'Predictor', 1),
    colors: integer(dict, 'Colors', 1),
    bitsPerComponent: integer(dict, 'BitsPerComponent', 8),
    columns: integer(dict, 'Columns', 1),
  };
  if (parameters.predictor === 1) return data;
  if (parameters.predictor < 10) throw damaged('an unsupported predictor');
  const tagged = rowBytes(parameters) + 1;
  return undoAnyPredictor(data.subarray(0, data.length - (data.length % tagged)), parameters);
}

function integer(dict: PDFDict, key: string, fallback: number): number {
  const value = dict.get(PDFName.of(key));
  return value instanceof PDFNumber && Number.isInteger(value.asNumber()) ? value.asNumber() : fallback;
}
