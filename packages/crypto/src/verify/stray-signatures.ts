import type { PdfFile } from '../pdf-reader/pdf-file.ts';
import { PdfDict, type PdfValue } from '../pdf-reader/pdf-value.ts';
import type { FoundSignature } from './find-signatures.ts';
import type { Snapshot } from './snapshot.ts';

const KEY = '/ByteRange';

type Named = { offset: number; num: number; revision: number };

/**
 * Whether the file holds a signature that no field of any revision leads to: the remains of one whose field was damaged
 * or whose revision was cut out of the chain, so that the document looks as if it had never been signed.
 */
export function hasStraySignature(file: PdfFile, snapshots: Snapshot[], found: FoundSignature[]): boolean {
  const bytes = Buffer.from(file.bytes.buffer, file.bytes.byteOffset, file.bytes.length);
  const known = new Set<PdfValue>([...found.map(({ value }) => value ?? null), ...usageRights(snapshots)]);
  let listed: Named[] | undefined;
  for (let at = bytes.indexOf(KEY); at >= 0; at = bytes.indexOf(KEY, at + 1)) {
    file.budget.spend(64);
    listed ??= namedOffsets(file);
    const object = objectAround(file, listed, at);
    if (object === undefined || isUnknownSignature(object, known)) return true;
  }
  return false;
}

/** Reader-enabling signatures (ISO 32000-2 §12.8.2.3) sign nothing on anybody's behalf and belong to no field. */
function usageRights(snapshots: Snapshot[]): PdfValue[] {
  return snapshots.flatMap(({ document }) => {
    const permissions = document.dict(document.catalog().get('Perms'));
    return permissions === undefined
      ? []
      : [document.get(permissions, 'UR3'), document.get(permissions, 'UR')];
  });
}

/** In streams and strings the key is only text. */
function isUnknownSignature(object: PdfValue, known: Set<PdfValue>): boolean {
  if (!(object instanceof PdfDict)) return false;
  return [object, object.get('V')].some(
    (dict) => dict instanceof PdfDict && dict.get('ByteRange') !== null && !known.has(dict),
  );
}

function namedOffsets(file: PdfFile): Named[] {
  const named = file.revisions.flatMap(({ index, entries }) =>
    [...entries].flatMap(([num, entry]) =>
      entry.type === 'offset' ? [{ offset: entry.offset, num, revision: index }] : [],
    ),
  );
  return named.sort((a, b) => a.offset - b.offset);
}

/** The object that a cross-reference section of any revision names and that holds the byte, or undefined. */
function objectAround(file: PdfFile, listed: Named[], at: number): PdfValue | undefined {
  let low = 0;
  let high = listed.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((listed[middle]?.offset ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const nearest = listed[low - 1];
  if (nearest === undefined) return undefined;
  const object = file.objectOf(nearest.num, nearest.revision);
  return object !== undefined && object.end > at ? object.value : undefined;
}
