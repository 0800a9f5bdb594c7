import type { Appearance } from '@chopmark/crypto';
import { drawSvgPath, rgb } from 'pdf-lib';

/** The seal's paths as content stream operators, drawn by pdf-lib, with the origin at the lower left. */
export function sealOperators(seal: Extract<Appearance, { type: 'paths' }>): string {
  return seal.paths
    .flatMap(({ d, fill, stroke, strokeWidth }) =>
      drawSvgPath(d, {
        x: 0,
        y: seal.height,
        color: colorOf(fill),
        borderColor: colorOf(stroke),
        borderWidth: strokeWidth ?? 0,
        scale: undefined,
      }),
    )
    .join('\n');
}

function colorOf(hex: string | undefined) {
  if (hex === undefined) return undefined;
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return rgb(channel(1), channel(3), channel(5));
}
