import { z } from 'zod';
import { type Context, requireMember } from '../context.ts';
import { algorithmOf, signerAlgorithms } from './key-algorithms.ts';
import { signaturePolicy, signaturePolicySchema } from './signature-policy.ts';

export const identityStatuses = ['none', 'pending', 'verified', 'rejected'] as const;

export const identityFacts = z.object({
  status: z.enum(identityStatuses),
  /** low | substantial | high; null until verified. */
  level: z.string().nullable(),
  /** True if nobody was really asked. */
  sandbox: z.boolean(),
});

export const tenantSettingsOutput = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  creditCode: z.string().nullable(),
  status: z.string(),
  openedAt: z.string(),
  identity: identityFacts,
  policy: signaturePolicySchema.extend({
    willingness: z.string(),
    /** Of the keys its contracts' signers get. */
    algorithm: z.enum(signerAlgorithms),
  }),
});

const willingness = z.looseObject({ willingness: z.string() }).catch({ willingness: 'email-code' });

/** The enterprise's own facts and what it promises its contracts: read-only. */
export async function tenantSettings(ctx: Context): Promise<z.input<typeof tenantSettingsOutput>> {
  const { tenantId } = requireMember(ctx, 'tenant.view');
  const tenant = await ctx.core.db.withTenant(tenantId, (tx) =>
    tx.tenant.findUniqueOrThrow({ where: { id: tenantId } }),
  );
  return {
    id: tenant.id,
    name: tenant.name,
    slug: tenant.slug,
    creditCode: tenant.creditCode,
    status: tenant.status,
    openedAt: tenant.createdAt.toISOString(),
    identity: identityOf(tenant),
    policy: {
      ...signaturePolicy(tenant.policy),
      willingness: willingness.parse(tenant.policy).willingness,
      algorithm: algorithmOf(tenant.policy),
    },
  };
}

type IdentityColumns = {
  identityStatus: string;
  identityLevel: string | null;
  identitySandbox: boolean | null;
};

/** What a tenant's row says of its latest verification. */
export function identityOf(tenant: IdentityColumns): z.output<typeof identityFacts> {
  const status = z.enum(identityStatuses).catch('none').parse(tenant.identityStatus);
  const verified = status === 'verified' && tenant.identityLevel !== 'none';
  return {
    status,
    level: verified ? tenant.identityLevel : null,
    sandbox: tenant.identitySandbox ?? false,
  };
}
