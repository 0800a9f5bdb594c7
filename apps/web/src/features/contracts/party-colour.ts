import type { CSSProperties } from 'react';

const hues = [262, 155, 305, 75, 210, 340];

/** A party's colour on paper, by its place among the parties. Paper is white in both themes, so one set will do. */
export function partyColour(index: number): CSSProperties {
  const hue = hues[Math.max(index, 0) % hues.length];
  return {
    '--party': `oklch(0.42 0.12 ${hue})`,
    '--party-wash': `oklch(0.93 0.04 ${hue} / 0.75)`,
  } as CSSProperties;
}
