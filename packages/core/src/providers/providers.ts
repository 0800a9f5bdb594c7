import type { Database, Prisma } from '@chopmark/db';
import {
  type AnyPlugin,
  builtInPlugins,
  createEgress,
  createLoader,
  createRegistry,
  type Implementations,
  type Loader,
  type PluginKind,
  type Registry,
  splitSecrets,
} from '@chopmark/plugins';
import type { Logger } from 'pino';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import type { TenantKeys } from '../secrets/tenant-keys.ts';
import { pluginHost } from './plugin-host.ts';

/** The providers of each tenant, loaded at run time: its own configuration, or else the platform's default. */
export type Providers = {
  registry: Registry;
  /** @throws CoreError PROVIDER_MISSING when neither the tenant nor the platform has one of this kind */
  of<K extends PluginKind>(tenantId: string, kind: K): Promise<Implementations[K]>;
  /**
   * Checks a configuration and stores it with its secrets sealed under the tenant's data key, in place of an earlier one.
   * @throws CoreError CONFLICT when somebody else does so at the same moment
   */
  configure(input: Configuration): Promise<void>;
  /** As `configure`, but leaves an earlier one alone, whoever came first. @returns whether it was stored */
  configureOnce(input: Configuration): Promise<boolean>;
};

type Options = { db: Database; keys: TenantKeys; log: Logger; now(): Date; plugins?: readonly AnyPlugin[] };

export function createProviders(options: Options): Providers {
  const { db, log, now } = options;
  const registry = createRegistry(options.plugins ?? builtInPlugins);
  const egress = createEgress({ allow: [] });
  const loader = createLoader({
    registry,
    host: ({ tenantId, kind, pluginId }) =>
      pluginHost({ db, tenantId, scope: `${kind}/${pluginId}`, egress, log, now }),
  });
  return {
    registry,
    of: (tenantId, kind) => load(options, loader, tenantId, kind),
    configure: (input) => store(options, registry, input),
    configureOnce: (input) => insert(options, registry, input),
  };
}

async function load<K extends PluginKind>(
  { db, keys }: Options,
  loader: Loader,
  tenantId: string,
  kind: K,
): Promise<Implementations[K]> {
  const found =
    (await configurationOf(db, tenantId, kind)) ?? (await configurationOf(db, PLATFORM_TENANT_ID, kind));
  if (!found) {
    throw new CoreError(
      'PROVIDER_MISSING',
      `no ${kind} provider is configured; ask the operator to configure one`,
      {
        params: { kind },
      },
    );
  }
  const { secretsSealed } = found;
  return loader.load({
    tenantId: found.tenantId,
    kind,
    pluginId: found.pluginId,
    configVersion: `${found.id}.${found.version}`,
    config: found.config as Record<string, unknown>,
    secrets: async () =>
      secretsSealed
        ? JSON.parse(await keys.unsealText(found.tenantId, `provider/${found.id}`, secretsSealed))
        : {},
  });
}

function configurationOf(db: Database, tenantId: string, kind: PluginKind) {
  return db.withTenant(tenantId, (tx) =>
    tx.providerConfiguration.findFirst({
      where: { tenantId, kind, enabled: true },
      orderBy: { position: 'asc' },
    }),
  );
}

type Configuration = {
  tenantId: string;
  kind: PluginKind;
  pluginId: string;
  config: Record<string, unknown>;
};

/** Stores the configuration where there is none of its kind yet. @returns whether it was stored */
async function insert(options: Options, registry: Registry, input: Configuration): Promise<boolean> {
  const { tenantId, kind, pluginId } = input;
  const now = options.now();
  const id = newId(now);
  const row = {
    id,
    tenantId,
    kind,
    pluginId,
    position: 0,
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

async function store(options: Options, registry: Registry, input: Configuration): Promise<void> {
  const { tenantId, kind, pluginId } = input;
  if (await insert(options, registry, input)) return;
  const stored = await options.db.withTenant(tenantId, (tx) =>
    tx.providerConfiguration.findUniqueOrThrow({
      where: { tenantId_kind_position: { tenantId, kind, position: 0 } },
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
  throw new CoreError('CONFLICT', 'this provider was configured by someone else just now; look at it again', {
    retryable: true,
  });
}

/** The checked configuration as its row holds it: the secrets apart, sealed for this very row. */
async function sealed({ keys }: Options, registry: Registry, input: Configuration, id: string) {
  const { tenantId, kind, pluginId } = input;
  const valid = registry.validateConfig(kind, pluginId, input.config);
  const parts = splitSecrets(registry.get(kind, pluginId), valid);
  return {
    config: parts.config as Prisma.InputJsonValue,
    secretsSealed: await keys.seal(tenantId, `provider/${id}`, JSON.stringify(parts.secrets)),
  };
}
