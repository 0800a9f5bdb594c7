import { pluginKinds } from '@chopmark/plugins';
import { type Context, requireMember } from '../context.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { algorithmOf, capabilityFor } from '../tenants/key-algorithms.ts';
import { chooseProvider } from './choose-provider.ts';
import { type ConfigurationRow, configurationsOf, type ProviderKinds, viewOf } from './provider-view.ts';

/**
 * What the tenant trusts: for each of the seven kinds its own providers in their order, then the platform's default where
 * none of its own is enabled that can do what its policy asks for. Secrets are never in it, nor how the platform configured its defaults.
 */
export async function listProviders(ctx: Context): Promise<ProviderKinds> {
  const { core } = ctx;
  const { tenantId } = requireMember(ctx, 'tenant.view');
  const [own, defaults] = [
    await configurationsOf(core, tenantId),
    await configurationsOf(core, PLATFORM_TENANT_ID),
  ];
  const { policy } = await core.db.withTenant(tenantId, (tx) =>
    tx.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { policy: true } }),
  );
  return Promise.all(
    pluginKinds.map(async (kind) => {
      const capability = capabilityFor(kind, algorithmOf(policy));
      const ofKind = (rows: ConfigurationRow[]) => rows.filter((row) => row.kind === kind);
      const choose = (rows: ConfigurationRow[]) =>
        chooseProvider(
          core.providers.registry,
          kind,
          ofKind(rows).filter((row) => row.enabled),
          capability,
        );
      const active = choose(own) ?? choose(defaults);
      const isInherited = active === undefined || active.tenantId !== tenantId;
      const inherited = isInherited ? ofKind(defaults).filter((row) => row.enabled) : [];
      const providers = [...ofKind(own), ...inherited].map((row) =>
        viewOf(core, row, { kind, own: row.tenantId === tenantId, inUse: row === active, capability }),
      );
      return { kind, providers: await Promise.all(providers) };
    }),
  );
}
