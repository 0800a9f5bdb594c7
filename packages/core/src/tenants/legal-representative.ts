import type { Core } from '../context.ts';

const PURPOSE = 'tenant/legal-representative';

/** A person's name: kept sealed under the tenant's data key. */
export function sealLegalRepresentative(core: Core, tenantId: string, name: string) {
  return core.keys.seal(tenantId, PURPOSE, name);
}

export async function unsealLegalRepresentative(
  core: Core,
  tenant: { id: string; legalRepresentativeSealed: Uint8Array | null },
): Promise<string | undefined> {
  const sealed = tenant.legalRepresentativeSealed;
  return sealed ? core.keys.unsealText(tenant.id, PURPOSE, sealed) : undefined;
}
