import { pluginKinds } from '@chopmark/plugins';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { algorithmOf, capabilityFor } from '../tenants/key-algorithms.ts';
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
  const { policy } = await ctx.core.db.withTenant(tenantId, (tx) =>
    tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { policy: true } }),
  );
  const capability = capabilityFor(input.kind, algorithmOf(policy));
  return checkProvider(ctx.core, { tenantId, ...input, capability });
}
