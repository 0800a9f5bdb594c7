import type { Database } from '@chopmark/db';

/** The platform itself is a tenant row: it owns the root, the TSA and the provider defaults, and no contract. */
export const PLATFORM_TENANT_ID = '00000000-0000-7000-8000-000000000001';

/** Makes the platform's row, which the keys of the whole installation hang on, unless it is there. */
export async function ensurePlatformTenant(db: Database, now: Date): Promise<void> {
  const row = {
    id: PLATFORM_TENANT_ID,
    slug: 'platform',
    kind: 'platform',
    name: 'Chopmark',
    status: 'active',
    locale: 'zh-CN',
    policy: {},
    createdAt: now,
  };
  await db.relay.tenant.createMany({ data: [row], skipDuplicates: true });
}
