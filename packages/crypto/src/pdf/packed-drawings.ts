import { pack } from './flate-stream.ts';
import type { SealPath } from './svg-path.ts';

/** A seal takes about 20 kB packed, and twice as much as it was drawn. */
const MAX_BYTES = 8 * 1024 * 1024;

type Drawing = { width: number; height: number; paths: SealPath[] };

/** By shape of the drawing, the one used last at the end. */
const kept = new Map<string, { drawing: Drawing; packed: Uint8Array }>();
let keptBytes = 0;

/**
 * The packed content stream of a drawing. An enterprise puts the same seal on contract after contract, and making its
 * stream costs more than all the rest of a signature: what was made lately in this process is found again.
 */
export function packedDrawing(drawing: Drawing, operators: () => string): Uint8Array {
  const shape = shapeOf(drawing);
  const known = kept.get(shape);
  const found = known && isSame(known.drawing, drawing);
  const entry = found ? known : { drawing: copyOf(drawing), packed: pack(operators()) };
  if (known) forget(shape, known);
  kept.set(shape, entry);
  keptBytes += sizeOf(entry);
  for (const [oldest, each] of kept) {
    if (keptBytes <= MAX_BYTES) break;
    forget(oldest, each);
  }
  return entry.packed;
}

/** Drawings that are not of one shape are not the same; the few that are take turns. */
function shapeOf({ width, height, paths }: Drawing): string {
  return `${width} ${height} ${paths.map(({ d }) => d.length).join(' ')}`;
}

function isSame(a: Drawing, b: Drawing): boolean {
  return a.paths.every((path, index) => {
    const other = b.paths[index];
    return (
      other !== undefined &&
      path.d === other.d &&
      path.fill === other.fill &&
      path.stroke === other.stroke &&
      path.strokeWidth === other.strokeWidth
    );
  });
}

/** The caller's may be changed later. */
function copyOf({ width, height, paths }: Drawing): Drawing {
  return { width, height, paths: paths.map((path) => ({ ...path })) };
}

function forget(shape: string, entry: { drawing: Drawing; packed: Uint8Array }): void {
  kept.delete(shape);
  keptBytes -= sizeOf(entry);
}

function sizeOf({ drawing, packed }: { drawing: Drawing; packed: Uint8Array }): number {
  return drawing.paths.reduce((sum, { d }) => sum + d.length, packed.length);
}
