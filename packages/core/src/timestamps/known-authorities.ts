import type { Core } from '../context.ts';
import { ownBytes, sha256, toHex } from '../digest.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import type { ProviderInUse } from '../providers/providers.ts';

/** What this process has written down already, so that not every token asks the database. */
const seen = new WeakMap<Core, Set<string>>();

/**
 * Keeps the certificates of an authority that answered, with whoever configured it.
 * @param chain the authority's certificate first, what it is trusted by last; DER
 */
export async function rememberAuthority(
  core: Core,
  { ownerId, pluginId, id }: Pick<ProviderInUse<'timestamp'>, 'ownerId' | 'pluginId' | 'id'>,
  chain: Uint8Array[],
): Promise<void> {
  const [certificate = new Uint8Array()] = chain;
  const digest = sha256(certificate);
  const ofCore = seen.get(core) ?? new Set<string>();
  seen.set(core, ofCore);
  const key = `${ownerId}/${toHex(digest)}`;
  if (ofCore.has(key)) return;
  const row = {
    tenantId: ownerId,
    sha256: digest,
    pluginId,
    providerId: id,
    chain: chain.map(ownBytes),
    createdAt: core.now(),
  };
  await core.db.withTenant(ownerId, (tx) =>
    tx.timestampAuthority.createMany({ data: [row], skipDuplicates: true }),
  );
  ofCore.add(key);
}

/**
 * The chains of all authorities that ever stamped for a tenant, its own and the platform's, or for the platform alone. DER;
 * the last of each is what it was trusted by.
 */
export async function knownAuthorities(core: Core, tenantId: string): Promise<Uint8Array[][]> {
  const owners = [...new Set([tenantId, PLATFORM_TENANT_ID])];
  const rows = await Promise.all(
    owners.map((owner) =>
      core.db.withTenant(owner, (tx) =>
        tx.timestampAuthority.findMany({
          where: { tenantId: owner },
          orderBy: { createdAt: 'asc' },
          select: { chain: true },
        }),
      ),
    ),
  );
  return rows.flat().map(({ chain }) => chain);
}

/** What timestamps are trusted by, beside the platform's own root: nothing that speaks for signers. */
export async function timestampTrust(core: Core, tenantId: string): Promise<Uint8Array[]> {
  const chains = await knownAuthorities(core, tenantId);
  const anchors = chains.flatMap((chain) => chain.slice(-1));
  return [...new Map(anchors.map((der) => [toHex(der), der])).values()];
}
