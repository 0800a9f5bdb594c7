import { pluginKinds } from '@chopmark/plugins';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { checkProvider, type ProviderTest } from './provider-health.ts';

export const testProviderInput = z.object({
  kind: z.enum(pluginKinds),
  /** One of several that may do the work; the one in use when left out. */
  providerId: z.uuid().optional(),
});

/** Tries the provider that works for the tenant: its own, or the platform's default. */
export async function testProvider(
  ctx: Context,
  input: z.output<typeof testProviderInput>,
): Promise<ProviderTest> {
  const { tenantId } = requireMember(ctx, 'tenant.manage');
  return checkProvider(ctx.core, { tenantId, ...input });
}
