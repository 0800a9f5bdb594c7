import { z } from 'zod';
import { PAD } from './stroke-path.ts';

/** As core has them. */
export const typedStyles = ['brush', 'print'] as const;
export const MAX_TYPED = 30;

const point = z
  .tuple([z.number(), z.number()])
  .readonly()
  .or(z.tuple([z.number(), z.number(), z.number()]).readonly());

const drawing = z.object({
  type: z.literal('paths'),
  width: z.number(),
  height: z.number(),
  paths: z.array(z.object({ d: z.string(), fill: z.string().optional() })),
});

/** The signature as the signer made it: drawn by hand, or typed. */
export const writtenSignature = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('drawn'), strokes: z.array(z.array(point)) }),
  z.object({ kind: z.literal('typed'), text: z.string(), style: z.enum(typedStyles), drawing }),
]);

export type WrittenSignature = z.infer<typeof writtenSignature>;
export type TypedStyle = (typeof typedStyles)[number];

/** As the `sign` procedure takes it. */
export function signatureInput(signature: WrittenSignature | undefined) {
  if (!signature) return {};
  if (signature.kind === 'typed') return { typed: { text: signature.text, style: signature.style } };
  const strokes = signature.strokes.map((stroke) =>
    stroke.map((each): [number, number] | [number, number, number] =>
      each[2] === undefined ? [each[0], each[1]] : [each[0], each[1], each[2]],
    ),
  );
  return { handwriting: { ...PAD, strokes } };
}
