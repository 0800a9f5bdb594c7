import type { TenantTx } from '@chopmark/db';
import { type Context, requireAccount } from '../context.ts';
import { CoreError } from '../errors.ts';
import { permissionsOf } from '../people/member-roles.ts';

export type TenantRow = NonNullable<Awaited<ReturnType<TenantTx['tenant']['findUnique']>>>;

/**
 * The tenant, for the person who opens it or manages it: nobody acts inside a tenant that is still opening, so its
 * steps are taken by the account.
 * @throws CoreError UNAUTHENTICATED, NOT_FOUND for others' tenants and suspended ones, FORBIDDEN
 */
export async function requireOpener(
  ctx: Context,
  slug: string,
): Promise<{ accountId: string; tenant: TenantRow }> {
  const { accountId } = requireAccount(ctx);
  const mine = await ctx.core.db.withPerson(accountId, (tx) =>
    tx.membership.findFirst({ where: { accountId, tenantSlug: slug, disabledAt: null } }),
  );
  if (!mine) throw notFound();
  const { tenant, permissions } = await ctx.core.db.withTenant(mine.tenantId, async (tx) => ({
    tenant: await tx.tenant.findUniqueOrThrow({ where: { id: mine.tenantId } }),
    permissions: await permissionsOf(tx, mine.id),
  }));
  if (tenant.status !== 'opening' && tenant.status !== 'active') throw notFound();
  if (!permissions.has('tenant.manage')) {
    throw new CoreError('FORBIDDEN', 'this needs the permission tenant.manage', {
      params: { permission: 'tenant.manage' },
    });
  }
  return { accountId, tenant };
}

const notFound = () => new CoreError('NOT_FOUND', 'no such tenant, or you are not a member of it');
