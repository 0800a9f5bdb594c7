import type { Database, Prisma } from '@chopmark/db';
import { type Config, joinSecrets, type PluginKind, type Registry, splitSecrets } from '@chopmark/plugins';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import type { TenantKeys } from '../secrets/tenant-keys.ts';

type Storing = { db: Database; keys: TenantKeys; now(): Date };

/** A configuration that is to be stored. */
export type Configuration = {
  tenantId: string;
  kind: PluginKind;
  pluginId: string;
  config: Record<string, unknown>;
  /** Its place in the list of its kind; the first, 0, when left out. */
  position?: number;
};

/** Stores the configuration where there is none of its kind at its place yet. @returns whether it was stored */
export async function insertConfiguration(
  options: Storing,
  registry: Registry,
  input: Configuration,
): Promise<boolean> {
  const { tenantId, kind, pluginId, position = 0 } = input;
  const now = options.now();
  const id = newId(now);
  const row = {
    id,
    tenantId,
    kind,
    pluginId,
    position,
    version: 1,
    ...(await sealed(options, registry, input, id)),
    enabled: true,
    createdAt: now,
  };
  const { count } = await options.db.withTenant(tenantId, (tx) =>
    tx.providerConfiguration.createMany({ data: [row], skipDuplicates: true }),
  );
  return count === 1;
}

export async function storeConfiguration(
  options: Storing,
  registry: Registry,
  input: Configuration,
): Promise<void> {
  const { tenantId, kind, pluginId, position = 0 } = input;
  if (await insertConfiguration(options, registry, input)) return;
  const stored = await options.db.withTenant(tenantId, (tx) =>
    tx.providerConfiguration.findUniqueOrThrow({
      where: { tenantId_kind_position: { tenantId, kind, position } },
      select: { id: true, version: true },
    }),
  );
  const parts = await sealed(options, registry, input, stored.id);
  const { count } = await options.db.withTenant(tenantId, (tx) =>
    tx.providerConfiguration.updateMany({
      where: stored,
      data: { pluginId, version: stored.version + 1, ...parts },
    }),
  );
  if (count === 1) return;
  throw configuredMeanwhile();
}

export async function changeConfiguration(
  options: Storing,
  registry: Registry,
  input: Omit<Configuration, 'config'> & { position: number },
  change: (config: Config) => Promise<Config>,
): Promise<void> {
  const { db, keys } = options;
  const { tenantId, kind, pluginId, position } = input;
  const row = await db.withTenant(tenantId, (tx) =>
    tx.providerConfiguration.findUnique({
      where: { tenantId_kind_position: { tenantId, kind, position }, pluginId },
    }),
  );
  if (!row) throw new CoreError('NOT_FOUND', `the tenant has no ${kind} provider ${pluginId} of its own`);
  const secrets = row.secretsSealed
    ? JSON.parse(await keys.unsealText(tenantId, `provider/${row.id}`, row.secretsSealed))
    : {};
  const config = await change(joinSecrets(registry.get(kind, pluginId), row.config as Config, secrets));
  const parts = await sealed(options, registry, { tenantId, kind, pluginId, config }, row.id);
  const { count } = await db.withTenant(tenantId, (tx) =>
    tx.providerConfiguration.updateMany({
      where: { id: row.id, version: row.version },
      data: { version: row.version + 1, ...parts },
    }),
  );
  if (count !== 1) throw configuredMeanwhile();
}

function configuredMeanwhile(): CoreError {
  return new CoreError(
    'CONFLICT',
    'this provider was configured by someone else just now; look at it again',
    {
      retryable: true,
    },
  );
}

/** The checked configuration as its row holds it: the secrets apart, sealed for this very row. */
async function sealed({ keys }: Storing, registry: Registry, input: Configuration, id: string) {
  const { tenantId, kind, pluginId } = input;
  const valid = registry.validateConfig(kind, pluginId, input.config);
  const parts = splitSecrets(registry.get(kind, pluginId), valid);
  return {
    config: parts.config as Prisma.InputJsonValue,
    secretsSealed: await keys.seal(tenantId, `provider/${id}`, JSON.stringify(parts.secrets)),
  };
}
