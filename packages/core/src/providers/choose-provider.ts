import { PluginError, type PluginKind, type Registry } from '@chopmark/plugins';

/** As much of a stored configuration as the choice needs; the secrets decide nothing. */
export type Choosable = { pluginId: string; config: unknown };

/**
 * Those of an owner's enabled configurations, given in their order, that can do what is asked for. One whose plug-in is no
 * longer installed can do nothing in particular.
 */
export function capableProviders<R extends Choosable>(
  registry: Registry,
  kind: PluginKind,
  rows: readonly R[],
  capability: string | undefined,
): readonly R[] {
  if (capability === undefined) return rows;
  return rows.filter((row) => capabilitiesOf(registry, kind, row).includes(capability));
}

/** The first of them does the work. */
export function chooseProvider<R extends Choosable>(
  registry: Registry,
  kind: PluginKind,
  rows: readonly R[],
  capability: string | undefined,
): R | undefined {
  return capableProviders(registry, kind, rows, capability)[0];
}

function capabilitiesOf(
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
