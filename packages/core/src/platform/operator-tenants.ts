import { z } from 'zod';
import { type Context, type Core, requireOperator } from '../context.ts';
import { CoreError } from '../errors.ts';
import { identityFacts, identityOf, identityStatuses } from '../tenants/tenant-settings.ts';

const PAGE = 30;

export const operatorTenantsInput = z.object({
  /** Part of the name, the credit code or the slug. */
  search: z.string().trim().max(100).optional(),
  identity: z.enum(identityStatuses).optional(),
  cursor: z.uuid().optional(),
});

const tenantRow = z.object({
  id: z.string(),
  name: z.string(),
  slug: z.string(),
  creditCode: z.string().nullable(),
  status: z.string(),
  openedAt: z.string(),
  identity: identityFacts,
});

export const operatorTenantsOutput = z.object({
  items: z.array(tenantRow),
  /** Of all pages. */
  total: z.number().int(),
  nextCursor: z.string().nullable(),
});

/** The platform's tenants, newest first: names and states, from platform tables alone. */
export async function operatorTenants(
  ctx: Context,
  input: z.output<typeof operatorTenantsInput>,
): Promise<z.input<typeof operatorTenantsOutput>> {
  requireOperator(ctx);
  const { tenant } = ctx.core.db.relay;
  const matching = { kind: 'enterprise', ...searched(input.search), ...withIdentity(input.identity) };
  const [rows, total] = await Promise.all([
    tenant.findMany({
      where: { ...matching, ...(input.cursor ? { id: { lt: input.cursor } } : {}) },
      // Time-ordered IDs: a stable cursor.
      orderBy: { id: 'desc' },
      take: PAGE + 1,
    }),
    tenant.count({ where: matching }),
  ]);
  const page = rows.slice(0, PAGE);
  return { items: page.map(rowOf), total, nextCursor: rows.length > PAGE ? (page.at(-1)?.id ?? null) : null };
}

function searched(search: string | undefined) {
  // PostgreSQL has no U+0000, and its own wildcards are letters here.
  const text = search?.replaceAll('\0', '').replace(/[\\%_]/g, '\\$&');
  if (!text) return {};
  const contains = { contains: text, mode: 'insensitive' } as const;
  return { OR: [{ name: contains }, { slug: contains }, { creditCode: contains }] };
}

function withIdentity(status: z.output<typeof operatorTenantsInput>['identity']) {
  return status ? { identityStatus: status } : {};
}

type TenantRow = NonNullable<Awaited<ReturnType<Core['db']['relay']['tenant']['findFirst']>>>;

function rowOf(tenant: TenantRow): z.input<typeof tenantRow> {
  const { id, name, slug, creditCode, status, createdAt } = tenant;
  return {
    id,
    name,
    slug,
    creditCode,
    status,
    openedAt: createdAt.toISOString(),
    identity: identityOf(tenant),
  };
}

export const operatorTenantInput = z.object({ slug: z.string().max(100) });

export const operatorTenantOutput = tenantRow.extend({
  /** What an operator is to decide about, as the enterprise gave it; null where nothing awaits a decision. */
  pending: z
    .object({
      name: z.string(),
      creditCode: z.string().nullable(),
      legalRepresentative: z.string().nullable(),
      provider: z.string(),
      sandbox: z.boolean(),
      reference: z.string(),
      reason: z.string().nullable(),
      askedAt: z.string(),
    })
    .nullable(),
});

/** One tenant, with the material of an identity check that waits for an operator. Nothing of its contracts. */
export async function operatorTenant(
  ctx: Context,
  input: z.output<typeof operatorTenantInput>,
): Promise<z.input<typeof operatorTenantOutput>> {
  requireOperator(ctx);
  const tenant = await ctx.core.db.relay.tenant.findFirst({
    where: { slug: input.slug.replaceAll('\0', ''), kind: 'enterprise' },
  });
  if (!tenant) throw new CoreError('NOT_FOUND', 'no such tenant');
  const pending = tenant.identityStatus === 'pending' ? await pendingCheck(ctx.core, tenant.id) : null;
  return { ...rowOf(tenant), pending };
}

async function pendingCheck(core: Core, tenantId: string) {
  const check = await core.db.withTenant(tenantId, (tx) =>
    tx.identityVerification.findFirst({
      where: { tenantId, subject: 'enterprise', status: 'pending' },
      orderBy: { createdAt: 'desc' },
    }),
  );
  if (!check) return null;
  const sealed = check.legalRepresentativeSealed;
  const { name, creditCode, provider, sandbox, reference, reason, createdAt } = check;
  const legalRepresentative = sealed
    ? await core.keys.unsealText(tenantId, `identity/${check.id}/legal-representative`, sealed)
    : null;
  return {
    name,
    creditCode,
    legalRepresentative,
    provider,
    sandbox,
    reference,
    reason,
    askedAt: createdAt.toISOString(),
  };
}
