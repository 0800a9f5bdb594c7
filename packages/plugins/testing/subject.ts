import type { PluginHost, PluginState } from '../src/contract/host.ts';
import type { Implementations, Plugin, PluginKind } from '../src/contract/plugin.ts';
import type { Config } from '../src/registry/secrets.ts';
import { memoryState, testHost } from './test-host.ts';

/** A plug-in with a configuration under which it works, as its conformance suite needs it. */
export type SubjectOptions = {
  config: Config;
  /** Parts of the host that replace the suite's own: an egress to the author's fake of the remote service, say. */
  host?: Partial<PluginHost>;
  /** A configuration under which the provider starts but can't work: its health check has to say so. */
  outOfOrder?: Config;
};

export type Running<K extends PluginKind> = {
  provider: Implementations[K];
  state: PluginState;
  /** Every log line so far, as JSON. */
  lines: string[];
};

export type Subject<K extends PluginKind> = {
  plugin: Plugin<K>;
  options: SubjectOptions;
  /** Starts it anew. With the `state` of an earlier start it is a restart. */
  start(parts?: Partial<PluginHost>, config?: Config): Promise<Running<K>>;
};

export function subjectOf<K extends PluginKind>(plugin: Plugin<K>, options: SubjectOptions): Subject<K> {
  return {
    plugin,
    options,
    async start(parts = {}, config = options.config) {
      const lines: string[] = [];
      const say = (message: string, fields?: Record<string, unknown>) =>
        void lines.push(JSON.stringify({ message, ...fields }));
      const state = parts.state ?? options.host?.state ?? memoryState();
      const log = { debug: say, info: say, warn: say, error: say };
      const host = testHost({ log, ...options.host, ...parts, state });
      return { provider: await plugin.create(config, host), state, lines };
    },
  };
}

/** A host whose database and network are gone. */
export function severed(): Partial<PluginHost> {
  const gone = () => Promise.reject(new Error('the database does not answer'));
  return {
    state: {
      get: gone,
      put: gone,
      putIfAbsent: gone,
      putTogether: gone,
      list: gone,
      increment: gone,
      listNumbered: gone,
    },
    egress: { request: () => Promise.reject(new Error('the network does not answer')) },
    networkTime: { query: () => Promise.reject(new Error('the network does not answer')) },
  };
}
