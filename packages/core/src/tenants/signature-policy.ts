import type { Prisma } from '@chopmark/db';
import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { DEFAULT_RENEWAL_DAYS, renewalDays, renewalPolicy } from '../long-term/renewal-policy.ts';
import { type BaselineLevel, signatureLevels } from '../long-term/signature-level.ts';

export const signaturePolicySchema = z.object({
  /** What the tenant's contracts promise from the moment they are sent. */
  level: z.enum(signatureLevels),
  /** How many days before the end of the last timestamp's certificate an archived file (B-LTA) is renewed. */
  renewalDays,
});

const stored = z.object({
  level: z.enum(signatureLevels).catch('B-T'),
  renewalDays: renewalDays.catch(DEFAULT_RENEWAL_DAYS),
});

/** What a tenant's row says of signatures; what it doesn't say is the default. */
export function signaturePolicy(policy: unknown): { level: BaselineLevel; renewalDays: number } {
  return stored.catch({ level: 'B-T', renewalDays: DEFAULT_RENEWAL_DAYS }).parse(policy);
}

export const changeSignaturePolicyInput = signaturePolicySchema.partial();

/**
 * Changes what the tenant's contracts promise from now on; those that were sent keep what they promised then. A new renewal
 * time holds for every archived file of the tenant.
 */
export async function changeSignaturePolicy(
  ctx: Context,
  input: z.output<typeof changeSignaturePolicyInput>,
): Promise<z.output<typeof signaturePolicySchema>> {
  const { tenantId } = requireMember(ctx, 'tenant.manage');
  return ctx.core.db.withTenant(tenantId, async (tx) => {
    await tx.$executeRaw`select 1 from tenant where id = ${tenantId}::uuid for update`;
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    const changed = { ...signaturePolicy(tenant.policy), ...defined(input) };
    const policy = { ...(tenant.policy as Prisma.InputJsonObject), ...changed };
    await tx.tenant.update({ where: { id: tenantId }, data: { policy } });
    const { days } = renewalPolicy(policy);
    await tx.$executeRaw`update archive_renewal set renew_at = expires_at - make_interval(days => ${days}::int)
      where tenant_id = ${tenantId}::uuid`;
    return changed;
  });
}

function defined<T extends object>(input: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
