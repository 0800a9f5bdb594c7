import { z } from 'zod';
import type { Context } from '../context.ts';
import { requireOpener } from '../tenants/opener.ts';
import { checkEnterprise, type IdentityStatus } from './check-enterprise.ts';

export const verifyEnterpriseInput = z.object({ slug: z.string().max(100) });

/**
 * Has the enterprise's identity checked by its tenant's provider, on behalf of whoever opens or manages it. Repeating it
 * changes nothing once it is verified or with manual review.
 * @throws CoreError PROVIDER_…, CONFLICT, ENTERPRISE_EXISTS, CREDIT_CODE_INVALID
 */
export async function verifyEnterprise(
  ctx: Context,
  input: z.output<typeof verifyEnterpriseInput>,
): Promise<{ status: IdentityStatus }> {
  const { accountId, tenant } = await requireOpener(ctx, input.slug);
  return { status: await checkEnterprise(ctx.core, { tenantId: tenant.id, requestedBy: accountId }) };
}
