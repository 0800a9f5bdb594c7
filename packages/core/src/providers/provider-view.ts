import type { Prisma, TenantTx } from '@chopmark/db';
import { type Plugin, type PluginKind, pluginKinds } from '@chopmark/plugins';
import { z } from 'zod';
import type { Core } from '../context.ts';
import { timedOut, withinTime } from '../time-limit.ts';
import { openCircuits } from '../timestamps/circuits.ts';

const words = z.object({ 'zh-CN': z.string(), en: z.string() });

/** One configured provider as people may see it. */
export const providerView = z.object({
  id: z.string(),
  pluginId: z.string(),
  /** In both languages; null where the plug-in is no longer installed. */
  label: words.nullable(),
  sandbox: z.boolean(),
  /** Configured for whoever looks, not inherited from the platform. */
  own: z.boolean(),
  enabled: z.boolean(),
  /** Is this the one that works now? */
  inUse: z.boolean(),
  position: z.number().int(),
  supports: z.array(z.string()),
  /** Certificate authorities only: whether it holds a licence; null where it can't be asked. */
  licensed: z.boolean().nullable(),
  /** A secret's value is never in here, only that there is one. */
  fields: z.array(z.object({ name: z.string(), secret: z.boolean(), value: z.string().nullable() })),
  /** Timestamp authorities only: it failed lately, and until then others are asked before it. */
  trouble: z.object({ code: z.string(), at: z.string(), until: z.string() }).nullable(),
});

export const providerKinds = z.array(
  z.object({ kind: z.enum(pluginKinds), providers: z.array(providerView) }),
);

export type ProviderView = z.output<typeof providerView>;
export type ProviderKinds = z.output<typeof providerKinds>;

/** Everything but the sealed secrets, which a list has no use for. */
const columns = {
  id: true,
  tenantId: true,
  kind: true,
  pluginId: true,
  position: true,
  version: true,
  config: true,
  enabled: true,
} as const;

export type ConfigurationRow = Prisma.ProviderConfigurationGetPayload<{ select: typeof columns }>;

export function configurationsOf(core: Core, tenantId: string): Promise<ConfigurationRow[]> {
  return core.db.withTenant(tenantId, (tx: TenantTx) =>
    tx.providerConfiguration.findMany({
      where: { tenantId },
      orderBy: [{ kind: 'asc' }, { position: 'asc' }],
      select: columns,
    }),
  );
}

/** @param capability what it was chosen for, if for something */
type Look = { kind: PluginKind; own: boolean; inUse: boolean; capability?: string | undefined };

/** How a row looks: `own` configurations with their open fields, inherited ones without. */
export async function viewOf(
  core: Core,
  row: ConfigurationRow,
  { kind, own, inUse, capability }: Look,
): Promise<ProviderView> {
  const plugin = installed(core, kind, row.pluginId);
  return {
    id: row.id,
    pluginId: row.pluginId,
    label: plugin?.label ?? null,
    sandbox: plugin?.sandbox ?? false,
    own,
    enabled: row.enabled,
    inUse,
    position: row.position,
    supports: [...(plugin?.supports ?? [])],
    licensed: kind === 'ca' && inUse ? await licenceOf(core, row.tenantId, capability) : null,
    fields: own && plugin ? openFields(plugin, row.config) : [],
    trouble: kind === 'timestamp' ? await troubleOf(core, row) : null,
  };
}

function installed(core: Core, kind: PluginKind, pluginId: string): Plugin | undefined {
  const known = core.providers.registry
    .catalogue()
    .some((each) => each.kind === kind && each.id === pluginId);
  return known ? core.providers.registry.get(kind, pluginId) : undefined;
}

async function troubleOf(core: Core, row: ConfigurationRow): Promise<ProviderView['trouble']> {
  return (await openCircuits(core, row.tenantId)).get(`${row.id}.${row.version}`) ?? null;
}

const LICENCE_LIMIT_MS = 3000;

async function licenceOf(
  core: Core,
  tenantId: string,
  capability: string | undefined,
): Promise<boolean | null> {
  const asked = core.providers.of(tenantId, 'ca', capability).then(
    (ca) => ca.licensed,
    () => null,
  );
  const answer = await withinTime(LICENCE_LIMIT_MS, asked);
  return answer === timedOut ? null : answer;
}

/** The fields the plug-in itself declares, and no others: what is no field of it may be anything. */
function openFields(plugin: Plugin, config: Prisma.JsonValue): ProviderView['fields'] {
  const stored = z.record(z.string(), z.unknown()).catch({}).parse(config);
  return Object.keys(plugin.config.shape).map((name) => {
    if (plugin.secrets.includes(name)) return { name, secret: true, value: null };
    const value = Object.hasOwn(stored, name) ? stored[name] : undefined;
    return { name, secret: false, value: value === undefined ? null : withoutPassword(asText(value)) };
  });
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Some write a password into an address, where no plug-in calls it a secret. */
function withoutPassword(text: string): string {
  return text.replace(/(\/\/)[^/@\s]*@/g, '$1•••@');
}
