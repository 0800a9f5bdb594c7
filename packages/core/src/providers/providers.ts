import type { Database, Prisma } from '@chopmark/db';
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
  splitSecrets,
} from '@chopmark/plugins';
import type { Logger } from 'pino';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import type { TenantKeys } from '../secrets/tenant-keys.ts';
import { capabilitiesOf, capableProviders } from './choose-provider.ts';
import { pluginHost } from './plugin-host.ts';

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
      const found = await inUse(options, { loader, registry }, { tenantId, kind, capability });
      if (!found) throw missing(kind, capability);
      return found.start();
    },
    inUse: (tenantId, kind, capability) =>
      inUse(options, { loader, registry }, { tenantId, kind, capability }),
    inOrder: (tenantId, kind, capability) =>
      inOrder(options, { loader, registry }, { tenantId, kind, capability }),
    configure: (input) => store(options, registry, input),
    configureOnce: (input) => insert(options, registry, input),
    reconfigure: (input, change) => reconfigure(options, registry, input, change),
  };
}

type Loading = { loader: Loader; registry: Registry };

async function inUse<K extends PluginKind>(
  options: Options,
  loading: Loading,
  wanted: Wanted<K>,
): Promise<ProviderInUse<K> | null> {
  const [first] = await inOrder(options, loading, wanted);
  return first ?? null;
}

type Wanted<K extends PluginKind> = { tenantId: string; kind: K; capability: string | undefined };

async function inOrder<K extends PluginKind>(
  options: Options,
  loading: Loading,
  { tenantId, kind, capability }: Wanted<K>,
): Promise<ProviderInUse<K>[]> {
  const find = async (owner: string) =>
    capableProviders(loading.registry, kind, await configurationsOf(options.db, owner, kind), capability);
  const own = await find(tenantId);
  const rows = own.length > 0 ? own : await find(PLATFORM_TENANT_ID);
  return rows.map((row) => providerOf(options, loading, kind, row));
}

type Configured = Awaited<ReturnType<typeof configurationsOf>>[number];

function providerOf<K extends PluginKind>(
  { keys }: Options,
  { loader, registry }: Loading,
  kind: K,
  { id, tenantId, pluginId, position, version, secretsSealed, ...row }: Configured,
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

function missing(kind: PluginKind, capability: string | undefined): CoreError {
  const what = capability ? `${kind} provider with ${capability}` : `${kind} provider`;
  return new CoreError('PROVIDER_MISSING', `no ${what} is configured; ask the operator to configure one`, {
    params: { kind },
  });
}

function configurationsOf(db: Database, tenantId: string, kind: PluginKind) {
  return db.withTenant(tenantId, (tx) =>
    tx.providerConfiguration.findMany({
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
  /** Its place in the list of its kind; the first, 0, when left out. */
  position?: number;
};

/** Stores the configuration where there is none of its kind at its place yet. @returns whether it was stored */
async function insert(options: Options, registry: Registry, input: Configuration): Promise<boolean> {
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

async function store(options: Options, registry: Registry, input: Configuration): Promise<void> {
  const { tenantId, kind, pluginId, position = 0 } = input;
  if (await insert(options, registry, input)) return;
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

async function reconfigure(
  options: Options,
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
async function sealed({ keys }: Options, registry: Registry, input: Configuration, id: string) {
  const { tenantId, kind, pluginId } = input;
  const valid = registry.validateConfig(kind, pluginId, input.config);
  const parts = splitSecrets(registry.get(kind, pluginId), valid);
  return {
    config: parts.config as Prisma.InputJsonValue,
    secretsSealed: await keys.seal(tenantId, `provider/${id}`, JSON.stringify(parts.secrets)),
  };
}
