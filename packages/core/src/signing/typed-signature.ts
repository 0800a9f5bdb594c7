import { z } from 'zod';
import type { Context } from '../context.ts';
import { lineOfText } from '../plain-text.ts';
import type { SealDrawing } from '../seals/round-seal.ts';
import { typedStyles } from './draw-typed-signature.ts';

const MAX_CHARACTERS = 30;

export const typedSignatureInput = z.object({
  text: lineOfText(1, MAX_CHARACTERS),
  style: z.enum(typedStyles).default('brush'),
});

export type TypedSignature = z.output<typeof typedSignatureInput>;

export const typedSignatureOutput = z.object({
  type: z.literal('paths'),
  width: z.number(),
  height: z.number(),
  paths: z.array(z.object({ d: z.string(), fill: z.string().optional() })),
});

/**
 * What a typed name will look like. Drawn by core, so that preview and document show the same.
 * @throws CoreError FONT_LACKS_CHARACTER, INVALID_INPUT
 */
export function previewTypedSignature(ctx: Context, input: TypedSignature): Promise<SealDrawing> {
  return ctx.core.cpu.run('drawTypedSignature', input);
}
