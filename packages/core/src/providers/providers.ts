import { type Database, Prisma } from '@chopmark/db';
import {
  type AnyPlugin,
  builtInPlugins,
  type Config,
  createEgress,
  createLoader,
  createNetworkTime,
  createRegistry,
  type Egress,
  type Implementations,
  joinSecrets,
  type Loader,
  type PluginKind,
  type Registry,
  redact,
} from '@chopmark/plugins';
import type { Logger } from 'pino';
import { CoreError } from '../errors.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import type { TenantKeys } from '../secrets/tenant-keys.ts';
import { capabilitiesOf, capableProviders } from './choose-provider.ts';
import { pluginHost } from './plugin-host.ts';
import { sameConfigurations } from './same-configurations.ts';
import {
  type Configuration,
  changeConfiguration,
  insertConfiguration,
  storeConfiguration,
} from './store-configuration.ts';

/** The providers of each tenant, loaded at run time: its own configuration, or else the platform's default. */
export type Providers = {
  registry: Registry;
  /** The one client for outgoing requests, as providers have it. */
  egress: Egress;
  /**
   * @param capability something it must be able to do, e.g. `sm2`; without one the first in order is taken
   * @throws CoreError PROVIDER_MISSING when neither the tenant nor the platform has one of this kind that can
   */
  of<K extends PluginKind>(tenantId: string, kind: K, capability?: string): Promise<Implementations[K]>;
  /** The configuration that `of` starts; null where there is none. Starts nothing itself. */
  inUse<K extends PluginKind>(
    tenantId: string,
    kind: K,
    capability?: string,
  ): Promise<ProviderInUse<K> | null>;
  /**
   * All that may do the work, in their order: the tenant's own enabled ones, or else the platform's. Starts none.
   * @param capability something they must be able to do, e.g. `sm2`
   */
  inOrder<K extends PluginKind>(tenantId: string, kind: K, capability?: string): Promise<ProviderInUse<K>[]>;
  /**
   * Checks a configuration and stores it with its secrets sealed under the tenant's data key, in place of an earlier one.
   * @throws CoreError CONFLICT when somebody else does so at the same moment
   */
  configure(input: Configuration): Promise<void>;
  /**
   * As `configure`, but leaves an earlier one alone, whoever came first.
   * @param input position: 0, the one everything goes to, when left out
   * @returns whether it was stored
   */
  configureOnce(input: Configuration & { position?: number }): Promise<boolean>;
  /**
   * Replaces one of the tenant's own configurations by what `change` makes of it, secrets included.
   * @throws CoreError NOT_FOUND when the tenant has none of this plug-in at this position; CONFLICT when somebody else
   *   changes it at the same moment
   */
  reconfigure(
    input: Omit<Configuration, 'config'> & { position: number },
    change: (config: Config) => Promise<Config>,
  ): Promise<void>;
};

export type ProviderInUse<K extends PluginKind> = {
  /** Of its configuration. */
  id: string;
  /** Changes with the configuration. */
  configVersion: string;
  /** Who configured it: the tenant itself, or the platform. */
  ownerId: string;
  pluginId: string;
  position: number;
  /** What it can do as it is configured. */
  capabilities: readonly string[];
  start(): Promise<Implementations[K]>;
  /** Fails a transaction of the tenant's once its configurations are others; none where the platform's does the work. */
  unchanged?: Prisma.Sql;
  /** A text of the provider's with all its secrets taken out, before anybody reads it. */
  redact(text: string): Promise<string>;
};

type Options = {
  db: Database;
  keys: TenantKeys;
  log: Logger;
  now(): Date;
  plugins?: readonly AnyPlugin[];
  /** Hosts, addresses and networks that providers may reach although they aren't public. */
  egressAllow?: readonly string[];
};

export function createProviders(options: Options): Providers {
  const { db, log, now } = options;
  const registry = createRegistry(options.plugins ?? builtInPlugins);
  const allow = options.egressAllow ?? [];
  const egress = createEgress({ allow });
  const networkTime = createNetworkTime({ allow, clock: now, monotonic: () => performance.now() });
  const loader = createLoader({
    registry,
    host: ({ tenantId, kind, pluginId, instance }) => {
      const scope = [kind, pluginId, ...instance].join('/');
      return pluginHost({ db, tenantId, scope, egress, networkTime, log, now });
    },
  });
  return {
    registry,
    egress,
    of: async (tenantId, kind, capability) => {
      const [found] = await inOrder(options, { loader, registry }, { tenantId, kind, capability });
      if (!found) throw providerMissing(kind, capability);
      return found.start();
    },
    inUse: async (tenantId, kind, capability) => {
      const [first] = await inOrder(options, { loader, registry }, { tenantId, kind, capability });
      return first ?? null;
    },
    inOrder: (tenantId, kind, capability) =>
      inOrder(options, { loader, registry }, { tenantId, kind, capability }),
    configure: (input) => storeConfiguration(options, registry, input),
    configureOnce: (input) => insertConfiguration(options, registry, input),
    reconfigure: (input, change) => changeConfiguration(options, registry, input, change),
  };
}

type Loading = { loader: Loader; registry: Registry };

async function inOrder<K extends PluginKind>(
  options: Options,
  loading: Loading,
  { tenantId, kind, capability }: { tenantId: string; kind: K; capability: string | undefined },
): Promise<ProviderInUse<K>[]> {
  const capable = (rows: readonly ConfigurationRow[]) =>
    capableProviders(loading.registry, kind, rows, capability);
  const rows = await configurationsOf(options.db, tenantId, kind);
  const own = capable(rows);
  if (own.length > 0) {
    const unchanged = sameConfigurations(tenantId, kind, rows);
    return own.map((row) => ({ ...providerOf(options, loading, kind, row), unchanged }));
  }
  const platforms = capable(await configurationsOf(options.db, PLATFORM_TENANT_ID, kind));
  return platforms.map((row) => providerOf(options, loading, kind, row));
}

function providerOf<K extends PluginKind>(
  { keys }: Options,
  { loader, registry }: Loading,
  kind: K,
  { id, tenantId, pluginId, position, version, secretsSealed, ...row }: ConfigurationRow,
): ProviderInUse<K> {
  const config = row.config as Config;
  const secrets = async (): Promise<Config> =>
    secretsSealed ? JSON.parse(await keys.unsealText(tenantId, `provider/${id}`, secretsSealed)) : {};
  const configVersion = `${id}.${version}`;
  return {
    id,
    configVersion,
    ownerId: tenantId,
    pluginId,
    position,
    capabilities: capabilitiesOf(registry, kind, { pluginId, config }),
    start: () =>
      loader.load({
        tenantId,
        kind,
        pluginId,
        // What a second one of the same plug-in remembers is its own.
        instance: position === 0 ? [] : [String(position)],
        configVersion,
        config,
        secrets,
      }),
    redact: async (text) => {
      const plugin = registry.get(kind, pluginId);
      return redact(plugin, joinSecrets(plugin, config, await secrets()), text);
    },
  };
}

export function providerMissing(kind: PluginKind, capability: string | undefined): CoreError {
  const what = capability ? `${kind} provider with ${capability}` : `${kind} provider`;
  return new CoreError('PROVIDER_MISSING', `no ${what} is configured; ask the operator to configure one`, {
    params: { kind },
  });
}

type ConfigurationRow = {
  id: string;
  tenantId: string;
  pluginId: string;
  position: number;
  version: number;
  config: unknown;
  secretsSealed: Uint8Array | null;
};

/** Read for every piece of work, so that a change in another process counts at once; hence in one round trip. */
async function configurationsOf(db: Database, tenantId: string, kind: PluginKind) {
  const [rows] = await db.tenantBatch<[ConfigurationRow[]]>(tenantId, [
    Prisma.sql`select id, tenant_id as "tenantId", plugin_id as "pluginId", position, version, config,
        secrets_sealed as "secretsSealed"
      from provider_configuration
      where tenant_id = ${tenantId}::uuid and kind = ${kind} and enabled order by position, id`,
  ]);
  return rows;
}
