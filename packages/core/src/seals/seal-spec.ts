import { z } from 'zod';
import { roundSealSpec, sealColours } from './round-seal-spec.ts';

/** Width of an uploaded seal on paper, chosen by the person; the height follows. */
export const imageSealLimits = { widthMm: { min: 10, max: 80 }, heightMm: { min: 5, max: 80 } } as const;

export const inkColour = z.enum([sealColours.red, sealColours.blue, sealColours.purple, sealColours.black]);

/** What an uploaded seal was made from. */
export const imageSealSpec = z.object({
  kind: z.literal('image'),
  widthMm: z.number().min(imageSealLimits.widthMm.min).max(imageSealLimits.widthMm.max),
  /** The ink as it was found in the picture, before it was made smaller. */
  inkPixels: z.object({ width: z.number().int().positive(), height: z.number().int().positive() }),
  /** One colour for all the ink; null: its own shades. */
  inkColour: inkColour.nullable(),
});

export type ImageSealSpec = z.output<typeof imageSealSpec>;

export const sealSpec = z.discriminatedUnion('kind', [roundSealSpec, imageSealSpec]);

export type SealSpec = z.output<typeof sealSpec>;
