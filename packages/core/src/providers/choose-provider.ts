import { PluginError, type PluginKind, type Registry } from '@chopmark/plugins';

/** As much of a stored configuration as the choice needs; the secrets decide nothing. */
export type Choosable = { pluginId: string; config: unknown };

/** The one of an owner's enabled configurations, given in their order, that does the work: the first that can. */
export function chooseProvider<R extends Choosable>(
  registry: Registry,
  kind: PluginKind,
  rows: readonly R[],
  capability: string | undefined,
): R | undefined {
  return capableProviders(registry, kind, rows, capability)[0];
}

/** Those that can do what is asked for; without anything asked for, all. */
export function capableProviders<R extends Choosable>(
  registry: Registry,
  kind: PluginKind,
  rows: readonly R[],
  capability: string | undefined,
): R[] {
  if (capability === undefined) return [...rows];
  return rows.filter((row) => capabilitiesOf(registry, kind, row).includes(capability));
}

/** What a configuration can do. One whose plug-in is no longer installed can do nothing in particular. */
export function capabilitiesOf(
  registry: Registry,
  kind: PluginKind,
  { pluginId, config }: Choosable,
): readonly string[] {
  try {
    return registry.get(kind, pluginId).capabilities(config);
  } catch (error) {
    if (error instanceof PluginError) return [];
    throw error;
  }
}
