import { z } from 'zod';
import type { Context } from '../context.ts';
import { asCoreError, CoreError } from '../errors.ts';
import { lineOfText } from '../plain-text.ts';
import { drawingSchema } from '../seals/drawing.ts';
import type { SealDrawing } from '../seals/round-seal.ts';
import { requireUnclaimed } from './enterprise.ts';
import { finishOpening, firstSealSpec } from './finish-opening.ts';
import { requireOpener, type TenantRow } from './opener.ts';

/** What stands across the middle of a seal, e.g. 合同专用章. */
const sealType = lineOfText(1, 12);

export const firstSealInput = z.object({ slug: z.string().max(100), sealType: sealType.optional() });
export const firstSealPreviewOutput = z.object({ drawing: drawingSchema });

/** The first seal as it would be made. @throws CoreError SEAL_… of sealType */
export async function previewFirstSeal(
  ctx: Context,
  input: z.output<typeof firstSealInput>,
): Promise<{ drawing: SealDrawing }> {
  const { tenant } = await requireOpener(ctx, input.slug);
  return { drawing: await draw(ctx, tenant, input.sealType) };
}

/**
 * Makes the first seal and with it the working tenant: its issuing CA, the seal, in use. Safe to repeat; the first choice of
 * a seal stays.
 * @throws CoreError IDENTITY_REQUIRED before the enterprise is verified, ENTERPRISE_EXISTS, SEAL_…
 */
export async function confirmFirstSeal(ctx: Context, input: z.output<typeof firstSealInput>): Promise<void> {
  const { core } = ctx;
  const { tenant } = await requireOpener(ctx, input.slug);
  if (tenant.status === 'active') return;
  if (tenant.identityStatus !== 'verified') {
    throw new CoreError('IDENTITY_REQUIRED', 'the enterprise is to be verified before its seal is made');
  }
  if (tenant.creditCode) await requireUnclaimed(core, tenant.creditCode, tenant.id);
  await draw(ctx, tenant, input.sealType);
  await finishOpening(core, tenant.id, { sealType: input.sealType });
}

async function draw({ core }: Context, tenant: TenantRow, type: string | undefined): Promise<SealDrawing> {
  try {
    return await core.cpu.run('drawRoundSeal', firstSealSpec(tenant, type));
  } catch (error) {
    const { code, message, params, status } = asCoreError(error, 'INTERNAL');
    if (status !== 400) throw error;
    // The name was tried before the tenant was begun, so it is the type.
    throw new CoreError(code, message, { field: 'sealType', params, cause: error });
  }
}
