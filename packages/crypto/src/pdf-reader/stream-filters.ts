import { inflateSync } from 'node:zlib';
import { decodeAscii85, decodeAsciiHex, decodeRunLength } from './ascii-filters.ts';
import { damaged, tooComplex, type WorkBudget } from './limits.ts';
import { decodeLzw } from './lzw.ts';
import { isArray, PdfDict, PdfName, type PdfStream, type PdfValue } from './pdf-value.ts';
import { undoPredictor } from './predictor.ts';

const SHORT_NAMES: Record<string, string> = {
  Fl: 'FlateDecode',
  AHx: 'ASCIIHexDecode',
  A85: 'ASCII85Decode',
  LZW: 'LZWDecode',
  RL: 'RunLengthDecode',
};
const MAX_FILTERS = 8;
/** What it takes to begin with a stream, however little is in it. */
const FILTER_STEPS = 2000;

/**
 * Decodes a stream (ISO 32000-2 §7.4); image filters are not for us.
 * @param resolve follows a reference; /Filter and /DecodeParms may be indirect
 * @throws CryptoError PDF_DAMAGED for broken data or an unknown filter, PDF_TOO_COMPLEX beyond the budget
 */
export function decodeStream(
  stream: PdfStream,
  budget: WorkBudget,
  resolve: (value: PdfValue) => PdfValue = (value) => value,
): Uint8Array {
  const filters = listOf(resolve(stream.dict.get('Filter'))).map(resolve);
  const parameters = listOf(resolve(stream.dict.get('DecodeParms'))).map(resolve);
  if (filters.length > MAX_FILTERS) throw tooComplex('a stream has too many filters');
  // Objects may lie inside each other, and so be many times what the file is.
  if (filters.length === 0) budget.inflated(stream.raw.length);
  if (stream.dict.get('F') !== null) throw damaged('a stream keeps its data in another file');
  return filters.reduce<Uint8Array>((data, filter, i) => {
    if (!(filter instanceof PdfName)) throw damaged('a stream filter is no name');
    const parms = parameters[i];
    return applyFilter(filter.value, data, parms instanceof PdfDict ? parms : undefined, budget);
  }, stream.raw);
}

function listOf(value: PdfValue): readonly PdfValue[] {
  if (isArray(value)) return value;
  return value === null ? [] : [value];
}

function applyFilter(
  name: string,
  data: Uint8Array,
  parms: PdfDict | undefined,
  budget: WorkBudget,
): Uint8Array {
  const limit = budget.inflatable();
  budget.spend(FILTER_STEPS);
  const decoded = decode(SHORT_NAMES[name] ?? name, data, parms, limit);
  budget.inflated(decoded.length);
  if (name !== 'FlateDecode' && name !== 'LZWDecode' && SHORT_NAMES[name] === undefined) return decoded;
  return undoPredictor(decoded, {
    predictor: integerIn(parms, 'Predictor', 1),
    colors: integerIn(parms, 'Colors', 1),
    bitsPerComponent: integerIn(parms, 'BitsPerComponent', 8),
    columns: integerIn(parms, 'Columns', 1),
  });
}

function decode(name: string, data: Uint8Array, parms: PdfDict | undefined, limit: number): Uint8Array {
  switch (name) {
    case 'FlateDecode':
      return inflate(data, limit);
    case 'LZWDecode':
      return decodeLzw(data, integerIn(parms, 'EarlyChange', 1) !== 0, limit);
    case 'ASCIIHexDecode':
      return decodeAsciiHex(data);
    case 'ASCII85Decode':
      return decodeAscii85(data, limit);
    case 'RunLengthDecode':
      return decodeRunLength(data, limit);
    default:
      throw damaged(`a stream uses the filter /${name}, which can't be read here`);
  }
}

function inflate(data: Uint8Array, limit: number): Uint8Array {
  try {
    return inflateSync(data, { maxOutputLength: Math.max(limit, 1) });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooComplex('its streams inflate beyond what is allowed');
    throw damaged('a compressed stream is broken');
  }
}

function integerIn(parms: PdfDict | undefined, key: string, otherwise: number): number {
  const value = parms?.get(key) ?? null;
  if (value === null) return otherwise;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw damaged(`/${key} is no integer`);
  return value;
}
