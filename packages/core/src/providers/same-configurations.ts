import { Prisma } from '@chopmark/db';
import type { PluginKind } from '@chopmark/plugins';

type Configuration = { id: string; version: number };

/**
 * A statement that fails the transaction it stands in unless a tenant's enabled configurations of a kind are still these, in this
 * order: for work done by a provider that was read before. Plain SQL has no assertion but an error, here of a division by zero.
 */
export function sameConfigurations(
  tenantId: string,
  kind: PluginKind,
  configurations: readonly Configuration[],
): Prisma.Sql {
  const known = configurations.map(({ id, version }) => `${id}.${version}`).join();
  return Prisma.sql`
    select 1 / (case when string_agg(id || '.' || version, ',' order by position, id) = ${known} then 1 else 0 end)
    from provider_configuration
    where tenant_id = ${tenantId}::uuid and kind = ${kind} and enabled`;
}
