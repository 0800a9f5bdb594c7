import { hash } from 'node:crypto';
import { pack } from './flate-stream.ts';
import type { SealPath } from './svg-path.ts';

/** A seal takes about 20 kB packed. */
const MAX_BYTES = 8 * 1024 * 1024;

/** By digest of the drawing, the one used last at the end. */
const kept = new Map<string, Uint8Array>();
let keptBytes = 0;

/**
 * The packed content stream of a drawing. An enterprise puts the same seal on contract after contract, and making its
 * stream costs more than all the rest of a signature: what was made lately in this process is found again by its content.
 */
export function packedDrawing(
  drawing: { width: number; height: number; paths: SealPath[] },
  operators: () => string,
): Uint8Array {
  const key = digestOf(drawing);
  const packed = kept.get(key) ?? pack(operators());
  if (kept.delete(key)) keptBytes -= packed.length;
  kept.set(key, packed);
  keptBytes += packed.length;
  for (const [oldest, bytes] of kept) {
    if (keptBytes <= MAX_BYTES) break;
    kept.delete(oldest);
    keptBytes -= bytes.length;
  }
  return packed;
}

/** Lengths stand before texts, so that no two drawings are hashed alike. */
function digestOf({ width, height, paths }: { width: number; height: number; paths: SealPath[] }): string {
  const parts = paths.map(
    ({ d, fill, stroke, strokeWidth }) => `${JSON.stringify([fill, stroke, strokeWidth])} ${d.length} ${d}`,
  );
  return hash('sha256', `${width} ${height}\n${parts.join('\n')}`, 'base64');
}
