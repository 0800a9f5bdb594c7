import { z } from 'zod';
import type { RoundSealSpec } from './seal-types.ts';

/** Loose: what is remembered may be unfinished; the server judges it when it is drawn. */
const size = z.number().nullable();
const remembered = z.object({
  name: z.string(),
  spec: z.object({
    kind: z.literal('round'),
    enterpriseName: z.string(),
    sealType: z.string(),
    sealId: z.string(),
    diameterMm: z.number(),
    colour: z.enum(['#c8102e', '#1d3f9c', '#6b2c91', '#1a1a1a']),
    star: z.boolean(),
    starSizeMm: size,
    nameSizeMm: size,
    nameSpacing: z.number(),
    typeSizeMm: size,
    typeOffsetMm: z.number(),
    borderMm: z.number(),
    innerRing: z.boolean(),
  }),
});

export type Design = { name: string; spec: RoundSealSpec };

/** Keeps an unsaved design for this tab: reloading loses nothing. */
export function rememberDesign(key: string, design: Design): void {
  sessionStorage.setItem(key, JSON.stringify(design));
}

export function recallDesign(key: string): Design | undefined {
  const text = sessionStorage.getItem(key);
  return text === null ? undefined : remembered.safeParse(JSON.parse(text)).data;
}

export function forgetDesign(key: string): void {
  sessionStorage.removeItem(key);
}
