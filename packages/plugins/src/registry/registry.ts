import { z } from 'zod';
import {
  contractVersion,
  type Plugin,
  type PluginKind,
  type PluginLabel,
  pluginKinds,
} from '../contract/plugin.ts';
import { type ConfigIssue, PluginError } from '../errors.ts';
import { type Config, redact } from './secrets.ts';

export type CatalogueEntry = {
  kind: PluginKind;
  id: string;
  label: PluginLabel;
  sandbox: boolean;
  supports: readonly string[];
  /** JSON Schema (2020-12) of the configuration as a form sends it; secret fields are `writeOnly`. */
  configSchema: Record<string, unknown>;
  secrets: readonly string[];
};

export type Registry = {
  catalogue(): CatalogueEntry[];
  /** @throws PluginError PLUGIN_UNKNOWN */
  get<K extends PluginKind>(kind: K, id: string): Plugin<K>;
  /**
   * The configuration with defaults filled in, to be stored.
   * @throws PluginError PLUGIN_UNKNOWN, or PLUGIN_CONFIG_INVALID with `issues`
   */
  validateConfig(kind: PluginKind, id: string, config: unknown): Config;
};

/** A plug-in of any kind, so that a list of them keeps each one's kind and implementation together. */
export type AnyPlugin = { [K in PluginKind]: Plugin<K> }[PluginKind];

type Tables = { [K in PluginKind]: Map<string, Plugin<K>> };

/**
 * @throws PluginError PLUGIN_CONTRACT_VERSION, PLUGIN_DUPLICATE or PLUGIN_DEFINITION_INVALID: a bad plug-in stops the
 *   start, not the first contract that needs it
 */
export function createRegistry(plugins: readonly AnyPlugin[]): Registry {
  const tables: Tables = {
    identity: new Map(),
    ca: new Map(),
    timestamp: new Map(),
    storage: new Map(),
    notification: new Map(),
    conversion: new Map(),
    evidence: new Map(),
  };
  const add = <K extends PluginKind>(plugin: Plugin<K>) => {
    checkDefinition(plugin);
    const table: Map<string, Plugin<K>> = tables[plugin.kind];
    if (table.has(plugin.id)) {
      throw new PluginError(
        'PLUGIN_DUPLICATE',
        `Two plug-ins are called ${plugin.kind}/${plugin.id}. Remove one.`,
      );
    }
    table.set(plugin.id, plugin);
  };
  for (const plugin of plugins) add(plugin);

  const get = <K extends PluginKind>(kind: K, id: string): Plugin<K> => {
    const plugin = Object.hasOwn(tables, kind) ? tables[kind].get(id) : undefined;
    if (plugin) return plugin;
    throw new PluginError(
      'PLUGIN_UNKNOWN',
      `There is no plug-in ${kind}/${id}. Install it, or choose another provider.`,
    );
  };
  return {
    catalogue: () => pluginKinds.flatMap((kind) => [...tables[kind].values()].map(describe)),
    get,
    validateConfig: (kind, id, config) => validate(get(kind, id), config),
  };
}

function checkDefinition(plugin: Plugin): void {
  const name = `${plugin.kind}/${plugin.id}`;
  if (plugin.contract !== contractVersion) {
    throw new PluginError(
      'PLUGIN_CONTRACT_VERSION',
      `The plug-in ${name} is made for contract version ${plugin.contract}; this installation speaks ${contractVersion}. Install a matching release of it.`,
    );
  }
  const invalid = (what: string) =>
    new PluginError('PLUGIN_DEFINITION_INVALID', `The plug-in ${name} ${what}.`);
  if (!pluginKinds.includes(plugin.kind)) throw invalid('is of a kind that does not exist');
  if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(plugin.id))
    throw invalid('needs an id of lower-case words with hyphens');
  const stranger = plugin.secrets.find((key) => !Object.hasOwn(plugin.config.shape, key));
  if (stranger) throw invalid(`calls "${stranger}" a secret, which is no field of its configuration`);
}

function describe(plugin: Plugin): CatalogueEntry {
  const { kind, id, label, sandbox, supports, secrets } = plugin;
  const configSchema: Record<string, unknown> = z.toJSONSchema(plugin.config.strict(), {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (secrets.some((key) => plugin.config.shape[key] === zodSchema)) jsonSchema.writeOnly = true;
    },
  });
  return { kind, id, label, sandbox, supports, configSchema, secrets };
}

/** Unknown fields are refused: a misspelt option would otherwise be ignored without a word. */
function validate(plugin: Plugin, config: unknown): Config {
  const result = plugin.config.strict().safeParse(config);
  if (result.success) return result.data;
  const given = z.record(z.string(), z.unknown()).safeParse(config);
  const issues = result.error.issues.map((issue) => issueOf(plugin, given.data ?? {}, issue));
  throw new PluginError(
    'PLUGIN_CONFIG_INVALID',
    `The configuration of ${plugin.kind}/${plugin.id} doesn't fit: ${issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')}`,
    { issues },
  );
}

function issueOf(plugin: Plugin, config: Config, issue: z.core.$ZodIssue): ConfigIssue {
  const path = issue.path.map(String).join('.');
  // A schema's own message may quote what it was given.
  const isSecret = plugin.secrets.includes(String(issue.path[0]));
  if (isSecret) return { path: String(issue.path[0]), message: 'is missing or not in the expected form' };
  return { path, message: redact(plugin, config, issue.message) };
}
