import { pluginKinds } from '@chopmark/plugins';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { checkProvider, type ProviderTest } from './provider-health.ts';

export const testProviderInput = z.object({ kind: z.enum(pluginKinds) });

/** Tries the provider that works for the tenant: its own, or the platform's default. */
export async function testProvider(
  ctx: Context,
  input: z.output<typeof testProviderInput>,
): Promise<ProviderTest> {
  const { tenantId } = requireMember(ctx, 'tenant.manage');
  return checkProvider(ctx.core, { tenantId, kind: input.kind });
}
