import type { TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { PLATFORM_TENANT_ID } from './platform-tenant.ts';

/** What the platform's roots remember beside the platform's own certificates, kept like a provider's state. */
const SCOPE = 'platform/root';

/** Writes down that a root issued a certificate of an issuing CA, so that its OCSP responder knows it. */
export async function registerIssuingCa(core: Core, serialNumber: string, tenantId: string): Promise<void> {
  const row = {
    tenantId: PLATFORM_TENANT_ID,
    scope: SCOPE,
    key: `issued/${serialNumber}`,
    value: { tenantId },
    createdAt: core.now(),
  };
  await core.db.withTenant(PLATFORM_TENANT_ID, (tx) =>
    tx.pluginState.createMany({ data: [row], skipDuplicates: true }),
  );
}

export type RootStatus = { status: 'good' } | { status: 'revoked'; revokedAt: Date } | { status: 'unknown' };

/** What is known of a certificate that a root may have issued. */
export async function rootStatus(core: Core, serialNumber: string): Promise<RootStatus> {
  return core.db.withTenant(PLATFORM_TENANT_ID, async (tx) => {
    const own = await tx.certificate.findUnique({
      where: { tenantId_serialNumber: { tenantId: PLATFORM_TENANT_ID, serialNumber } },
      select: { revokedAt: true },
    });
    if (own?.revokedAt) return { status: 'revoked', revokedAt: own.revokedAt };
    if (own) return { status: 'good' };
    const key = `issued/${serialNumber}`;
    const issued = await tx.pluginState.findUnique({
      where: { tenantId_scope_key: { tenantId: PLATFORM_TENANT_ID, scope: SCOPE, key } },
      select: { key: true },
    });
    return issued ? { status: 'good' } : { status: 'unknown' };
  });
}

/**
 * Higher than every number before (RFC 5280 §5.2.3), also than those that earlier releases took from the clock. What the CRL tells is
 * to be read after it in the same transaction, until whose end nobody gets the next: one with a higher number never knows less.
 */
export async function nextRootCrlNumber(tx: TenantTx, now: Date): Promise<bigint> {
  const least = now.getTime();
  const rows = await tx.$queryRaw<{ value: string }[]>`
    insert into plugin_state (tenant_id, scope, key, value, created_at)
    values (${PLATFORM_TENANT_ID}::uuid, ${SCOPE}, 'counter/crl-number', to_jsonb(${least}::numeric), ${now})
    on conflict (tenant_id, scope, key)
    do update set value = to_jsonb(greatest((plugin_state.value)::text::numeric + 1, ${least}::numeric))
    returning value::text as value`;
  return BigInt(rows[0]?.value ?? least);
}
