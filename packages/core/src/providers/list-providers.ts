import { pluginKinds } from '@chopmark/plugins';
import { type Context, requireMember } from '../context.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { type ConfigurationRow, configurationsOf, type ProviderKinds, viewOf } from './provider-view.ts';

/**
 * What the tenant trusts: for each of the seven kinds its own providers in their order, then the platform's default where
 * none of its own is enabled. Secrets are never in it, nor how the platform configured its defaults.
 */
export async function listProviders(ctx: Context): Promise<ProviderKinds> {
  const { core } = ctx;
  const { tenantId } = requireMember(ctx, 'tenant.view');
  const [own, defaults] = [
    await configurationsOf(core, tenantId),
    await configurationsOf(core, PLATFORM_TENANT_ID),
  ];
  return Promise.all(
    pluginKinds.map(async (kind) => {
      const ofKind = (rows: ConfigurationRow[]) => rows.filter((row) => row.kind === kind);
      const inherited = ofKind(own).some((row) => row.enabled) ? [] : ofKind(defaults);
      const rows = [...ofKind(own), ...inherited.filter((row) => row.enabled)];
      const active = rows.find((row) => row.enabled);
      const providers = rows.map((row) =>
        viewOf(core, row, { kind, own: row.tenantId === tenantId, inUse: row === active }),
      );
      return { kind, providers: await Promise.all(providers) };
    }),
  );
}
