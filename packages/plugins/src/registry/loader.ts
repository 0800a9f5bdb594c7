import type { PluginHost } from '../contract/host.ts';
import type { Implementations, Plugin, PluginKind } from '../contract/plugin.ts';
import { PluginError } from '../errors.ts';
import { Lru } from './lru.ts';
import type { Registry } from './registry.ts';
import { type Config, joinSecrets, redact } from './secrets.ts';

export type HostFor = (scope: {
  tenantId: string;
  kind: PluginKind;
  pluginId: string;
  instance: readonly string[];
}) => PluginHost;

export type LoadRequest<K extends PluginKind> = {
  tenantId: string;
  kind: K;
  pluginId: string;
  /** Tells two configurations of one plug-in apart, whose states must not mix; the first needs nothing here. */
  instance?: readonly string[];
  /** Changes whenever the stored configuration does. */
  configVersion: number | string;
  config: Config;
  /** A function is called only when nothing is cached, so that secrets are unsealed no oftener than needed. */
  secrets: Config | (() => Promise<Config>);
};

export type Loader = {
  /** @throws PluginError PLUGIN_UNKNOWN, PLUGIN_CONFIG_INVALID, PLUGIN_START_FAILED, or what the plug-in itself threw */
  load<K extends PluginKind>(request: LoadRequest<K>): Promise<Implementations[K]>;
};

type Caches = { [K in PluginKind]: Lru<Promise<Implementations[K]>> };

/**
 * Starts plug-ins and keeps them, one for each (tenant, plug-in, configuration version). Callers who ask at the same
 * time share one start; a failed start is forgotten.
 * @param capacity how many implementations are kept for each kind
 */
export function createLoader(options: { registry: Registry; host: HostFor; capacity?: number }): Loader {
  const capacity = options.capacity ?? 500;
  const caches: Caches = {
    identity: new Lru(capacity),
    ca: new Lru(capacity),
    timestamp: new Lru(capacity),
    storage: new Lru(capacity),
    notification: new Lru(capacity),
    conversion: new Lru(capacity),
    evidence: new Lru(capacity),
  };
  return {
    load<K extends PluginKind>(request: LoadRequest<K>) {
      const key = JSON.stringify([request.tenantId, request.pluginId, String(request.configVersion)]);
      const cache: Lru<Promise<Implementations[K]>> = caches[request.kind];
      const cached = cache.get(key);
      if (cached) return cached;
      const starting = start(options.registry, options.host, request);
      cache.set(key, starting);
      starting.catch(() => cache.remove(key, starting));
      return starting;
    },
  };
}

async function start<K extends PluginKind>(
  registry: Registry,
  hostFor: HostFor,
  request: LoadRequest<K>,
): Promise<Implementations[K]> {
  const { tenantId, kind, pluginId, instance = [] } = request;
  const plugin: Plugin<K> = registry.get(kind, pluginId);
  const secrets = typeof request.secrets === 'function' ? await request.secrets() : request.secrets;
  const joined = joinSecrets(plugin, request.config, secrets);
  registry.validateConfig(kind, pluginId, joined);
  try {
    return await plugin.create(joined, hostFor({ tenantId, kind, pluginId, instance }));
  } catch (error) {
    if (error instanceof PluginError) throw error;
    // The cause is left out: its message, and objects hanging from it, may hold the secrets.
    const reason = redact(plugin, joined, error instanceof Error ? error.message : String(error));
    throw new PluginError(
      'PLUGIN_START_FAILED',
      `The provider ${kind}/${pluginId} could not start: ${reason}`,
    );
  }
}
