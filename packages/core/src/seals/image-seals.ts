import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { CoreError } from '../errors.ts';
import type { Drawing } from './drawing.ts';
import { drawingSchema } from './drawing.ts';
import { addSeal, changeSeal, type SealLook, sealName } from './manage-seals.ts';
import type { CleanPicture } from './picture/clean-picture.ts';
import { type ImageSealSpec, imageSealLimits, imageSealSpec, inkColour } from './seal-spec.ts';

/** Dots per inch on paper: below the first a seal looks torn, from the second on it is as sharp as print. */
export const SEAL_DPI = { least: 200, good: 300 } as const;

const MM_PER_INCH = 25.4;

const widthMm = z.number().min(imageSealLimits.widthMm.min).max(imageSealLimits.widthMm.max);
const picture = z.object({ file: z.instanceof(Uint8Array), inkColour: inkColour.nullable().default(null) });

export const previewPictureInput = picture;
export const previewPictureOutput = z.object({
  drawing: drawingSchema,
  /** The ink as it was in the picture. */
  inkPixels: z.object({ width: z.number(), height: z.number() }),
  /** The widest it may be on paper, and the widest at which it is sharp, in millimetres. */
  widest: z.number(),
  widestSharp: z.number(),
});

/**
 * A seal cut out of a picture, to look at. Nothing is stored: who wants it sends the same file again, and gets the same.
 * @throws CoreError as `cleanPicture`
 */
export async function previewPicture(
  ctx: Context,
  input: z.output<typeof previewPictureInput>,
): Promise<z.output<typeof previewPictureOutput>> {
  requireMember(ctx, 'seal.manage');
  const clean = await ctx.core.cpu.run('cleanPicture', input);
  const { inkPixels } = clean;
  return {
    drawing: drawingOf(clean),
    inkPixels,
    widest: widestAt(inkPixels.width, SEAL_DPI.least),
    widestSharp: widestAt(inkPixels.width, SEAL_DPI.good),
  };
}

export const createPictureSealInput = picture.extend({ name: sealName, widthMm });

/**
 * Makes a seal from a picture, enabled and granted to its maker. The picture that is stored is the server's own work.
 * @throws CoreError SEAL_NAME_TAKEN, IMAGE_RESOLUTION_LOW, SEAL_SIZE, and as `cleanPicture`
 */
export async function createPictureSeal(
  ctx: Context,
  { name, widthMm, ...source }: z.output<typeof createPictureSealInput>,
): Promise<{ sealId: string }> {
  const actor = requireMember(ctx, 'seal.manage');
  const clean = await ctx.core.cpu.run('cleanPicture', source);
  const { inkPixels } = clean;
  const spec: ImageSealSpec = { kind: 'image', widthMm, inkPixels, inkColour: source.inkColour };
  return addSeal(ctx, actor, lookOf(name, spec, drawingOf(clean)));
}

export const updatePictureSealInput = z.object({
  sealId: z.uuid(),
  version: z.number().int().positive(),
  name: sealName,
  widthMm,
  /** Another picture; without it the seal keeps its own. */
  picture: picture.optional(),
});

/** Changes an uploaded seal: a new version. @throws CoreError CONFLICT, SEAL_OF_ANOTHER, and as `createPictureSeal` */
export async function updatePictureSeal(
  ctx: Context,
  { sealId, version, name, widthMm, picture }: z.output<typeof updatePictureSealInput>,
): Promise<{ version: number }> {
  const actor = requireMember(ctx, 'seal.manage');
  const clean = picture && (await ctx.core.cpu.run('cleanPicture', picture));
  return changeSeal(ctx, actor, {
    sealId,
    version,
    changed: (row) => {
      if (clean) {
        const { inkPixels } = clean;
        const spec: ImageSealSpec = { kind: 'image', widthMm, inkPixels, inkColour: picture.inkColour };
        return lookOf(name, spec, drawingOf(clean));
      }
      const kept = imageSealSpec.safeParse(row.spec).data;
      if (!kept)
        throw new CoreError('INVALID_INPUT', `this seal is of the kind ${row.kind}`, { field: 'kind' });
      return lookOf(name, { ...kept, widthMm }, drawingSchema.parse(row.drawing));
    },
  });
}

function drawingOf({ png, width, height }: CleanPicture): Drawing {
  return { type: 'png', width, height, base64: Buffer.from(png).toString('base64') };
}

/** @throws CoreError IMAGE_RESOLUTION_LOW, SEAL_SIZE */
function lookOf(name: string, spec: ImageSealSpec, drawing: Drawing): SealLook {
  const { widthMm, inkPixels } = spec;
  const heightMm = Math.round(((widthMm * drawing.height) / drawing.width) * 100) / 100;
  const { min, max } = imageSealLimits.heightMm;
  if (heightMm < min || heightMm > max) {
    throw new CoreError('SEAL_SIZE', `at this width the seal would be ${heightMm} mm high`, {
      field: 'widthMm',
      params: { heightMm, min, max },
    });
  }
  const widest = widestAt(inkPixels.width, SEAL_DPI.least);
  if (widthMm > widest) {
    throw new CoreError('IMAGE_RESOLUTION_LOW', `the picture is too coarse for ${widthMm} mm`, {
      field: 'widthMm',
      params: { dpi: Math.floor(inkPixels.width / (widthMm / MM_PER_INCH)), least: SEAL_DPI.least, widest },
    });
  }
  return { name, spec, drawing, widthMm, heightMm };
}

/** In millimetres, to a tenth, rounded down. */
const widestAt = (pixels: number, dpi: number) => Math.floor((pixels / dpi) * MM_PER_INCH * 10) / 10;
