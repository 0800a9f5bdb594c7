import type { PluginLabel } from '@chopmark/plugins';
import type { Core } from '../context.ts';
import { CoreError } from '../errors.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';

export type IdentityProviderFacts = { id: string; label: PluginLabel; sandbox: boolean };

/**
 * Who checks identities for a tenant: its own choice, or else the platform's. Pages say before a check whether it will be a
 * real one.
 * @throws CoreError PROVIDER_MISSING
 */
export async function identityProviderOf(core: Core, tenantId: string): Promise<IdentityProviderFacts> {
  const id =
    (await configuredPlugin(core, tenantId)) ?? (await configuredPlugin(core, PLATFORM_TENANT_ID)) ?? '';
  if (!id) {
    throw new CoreError('PROVIDER_MISSING', 'no identity provider is configured', {
      params: { kind: 'identity' },
    });
  }
  const { label, sandbox } = core.providers.registry.get('identity', id);
  return { id, label, sandbox };
}

async function configuredPlugin(core: Core, tenantId: string): Promise<string | undefined> {
  const row = await core.db.withTenant(tenantId, (tx) =>
    tx.providerConfiguration.findFirst({
      where: { tenantId, kind: 'identity', enabled: true },
      orderBy: { position: 'asc' },
      select: { pluginId: true },
    }),
  );
  return row?.pluginId;
}
