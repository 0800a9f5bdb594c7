import { readInteger } from './byte-scan.ts';
import { damaged } from './pdf-error.ts';

/** The unpacked bytes of an object stream, and where in them each object stands, by object number. */
export type ObjectStream = { data: Uint8Array; spans: Map<number, { start: number; end: number }> };

const MAX_OBJECT_NUMBER = 8_388_607;

/** Reads the index of an object stream (ISO 32000-2 §7.5.7). Each byte belongs to one object only. */
export function readObjectStream(
  data: Uint8Array,
  entries: { first: number | undefined; count: number | undefined },
): ObjectStream {
  const { first, count } = entries;
  if (first === undefined || count === undefined) throw damaged('an object stream');
  const starts = new Map<number, number>();
  let at = 0;
  for (let index = 0; index < count; index += 1) {
    const objectNumber = readInteger(data, at);
    const offset = objectNumber && readInteger(data, objectNumber.end);
    if (!objectNumber || !offset || objectNumber.value > MAX_OBJECT_NUMBER) throw damaged('an object stream');
    starts.set(objectNumber.value, first + offset.value);
    at = offset.end;
  }
  const ordered = [...starts].sort(([, a], [, b]) => a - b);
  const spans: ObjectStream['spans'] = new Map();
  ordered.forEach(([objectNumber, start], index) => {
    const end = ordered[index + 1]?.[1] ?? data.length;
    if (end === start) throw damaged('an object stream');
    spans.set(objectNumber, { start, end });
  });
  return { data, spans };
}
