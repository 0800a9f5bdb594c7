import type { z } from 'zod';
import type { CertificateAuthority } from './certificate-authority.ts';
import type { ConversionProvider } from './conversion.ts';
import type { EvidenceProvider } from './evidence.ts';
import type { PluginHost } from './host.ts';
import type { IdentityProvider } from './identity.ts';
import type { NotificationProvider } from './notification.ts';
import type { StorageProvider } from './storage.ts';
import type { TimestampAuthority } from './timestamp-authority.ts';

/** What a plug-in of each kind implements. */
export type Implementations = {
  identity: IdentityProvider;
  ca: CertificateAuthority;
  timestamp: TimestampAuthority;
  storage: StorageProvider;
  notification: NotificationProvider;
  conversion: ConversionProvider;
  evidence: EvidenceProvider;
};

export type PluginKind = keyof Implementations;

export const pluginKinds = [
  'identity',
  'ca',
  'timestamp',
  'storage',
  'notification',
  'conversion',
  'evidence',
] as const satisfies readonly PluginKind[];

/** The version of this contract. A plug-in made for another one is refused (PLUGIN_CONTRACT_VERSION). */
export const contractVersion = 1;

export type PluginLabel = { 'zh-CN': string; en: string };

/** What an author writes. */
export type PluginDefinition<K extends PluginKind, S extends z.ZodObject> = {
  kind: K;
  /** Lower case, digits and hyphens; unique within its kind. */
  id: string;
  contract: 1;
  label: PluginLabel;
  /** True if what it does has no effect outside: every page that shows its results says so. */
  sandbox?: boolean;
  /**
   * The configuration, flat: each key is one field of the operator's form. JSON in and JSON out, and it accepts its own
   * output: what it gives (with defaults filled in) is what is stored.
   */
  config: S;
  /** The fields that are sealed with the tenant's data key and never shown again. */
  secrets: readonly (keyof z.output<S> & string)[];
  /** What it can do, as the kind defines it (for example `docx`, `email`, `ec-p256`, `sm2`). */
  supports: readonly string[];
  /** What it can do with one configuration, where that is less; without the secrets. All it supports when left out. */
  capabilities?(config: z.output<S>): readonly string[];
  create(config: z.output<S>, host: PluginHost): Implementations[K] | Promise<Implementations[K]>;
};

/** What the registry holds: the definition with its configuration type erased. */
export type Plugin<K extends PluginKind = PluginKind> = {
  readonly kind: K;
  readonly id: string;
  readonly contract: number;
  readonly label: PluginLabel;
  readonly sandbox: boolean;
  readonly config: z.ZodObject;
  readonly secrets: readonly string[];
  readonly supports: readonly string[];
  /** Of the supported things those that a stored configuration, without its secrets, allows. */
  capabilities(config: unknown): readonly string[];
  /** Parses `config` by the plug-in's own schema; throws a ZodError if it doesn't fit. The registry validates first. */
  create(config: unknown, host: PluginHost): Promise<Implementations[K]>;
};

/** Declares a plug-in. The returned object does nothing until a registry loads it. */
export function definePlugin<K extends PluginKind, S extends z.ZodObject>(
  definition: PluginDefinition<K, S>,
): Plugin<K> {
  return {
    kind: definition.kind,
    id: definition.id,
    contract: definition.contract,
    label: definition.label,
    sandbox: definition.sandbox ?? false,
    config: definition.config,
    secrets: definition.secrets,
    supports: definition.supports,
    capabilities: (config) => capabilitiesOf(definition, config),
    create: async (config, host) => definition.create(definition.config.parse(config), host),
  };
}

/** The stored configuration was checked when it came in; the secrets, which this one lacks, decide nothing here. */
function capabilitiesOf<K extends PluginKind, S extends z.ZodObject>(
  { capabilities, supports }: PluginDefinition<K, S>,
  config: unknown,
): readonly string[] {
  return capabilities ? capabilities(config as z.output<S>) : supports;
}
