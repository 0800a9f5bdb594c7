import type { PluginHost } from '../src/contract/host.ts';
import type { Implementations, Plugin, PluginKind } from '../src/contract/plugin.ts';

/** A plug-in as another is, but for what `damage` does to its implementation. For proving that a suite notices. */
export function broken<K extends PluginKind>(
  plugin: Plugin<K>,
  damage: (sound: Implementations[K], host: PluginHost) => Partial<Implementations[K]>,
): Plugin<K> {
  return {
    ...plugin,
    create: async (config, host) => {
      const sound = await plugin.create(config, host);
      return { ...sound, ...damage(sound, host) };
    },
  };
}
