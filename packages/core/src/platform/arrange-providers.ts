import type { Prisma } from '@chopmark/db';
import { type Config, joinSecrets, PluginError, splitSecrets } from '@chopmark/plugins';
import { z } from 'zod';
import { type Context, type Core, requireOperator } from '../context.ts';
import { CoreError } from '../errors.ts';
import { newId } from '../ids.ts';
import { PLATFORM_TENANT_ID } from './platform-tenant.ts';

const KIND = 'timestamp';
/** Positions are unique: while rows change places they stand where no list reaches. */
const ASIDE = 1000;

export const arrangeProvidersInput = z.object({
  /** The kind whose providers stand in for each other. */
  kind: z.literal(KIND),
  /** In the order they are asked. Those that are left out are disabled. */
  providers: z
    .array(
      z.object({
        /** Of one that is there; a new one is made when left out. */
        id: z.uuid().optional(),
        pluginId: z.string().max(100).optional().meta({ description: 'Of a new one' }),
        config: z.record(z.string(), z.unknown()).default({}).meta({
          description: 'Its fields; of one that is there only those that change. null takes a field back',
        }),
        enabled: z.boolean().default(true),
      }),
    )
    .min(1)
    .max(16),
});

type Entry = z.output<typeof arrangeProvidersInput>['providers'][number];
type Row = Prisma.ProviderConfigurationGetPayload<object>;
type Arranged = {
  row: Row | undefined;
  id: string;
  pluginId: string;
  config: Config;
  secrets: Config;
  enabled: boolean;
};

/**
 * The platform's timestamp authorities: their order, their configuration, and which are enabled. What isn't given of one that is
 * there stays, its secrets above all, which nobody can read.
 * @throws CoreError OPERATOR_ONLY, NOT_FOUND, INVALID_INPUT with each fault, CONFLICT
 */
export async function arrangeProviders(
  ctx: Context,
  input: z.output<typeof arrangeProvidersInput>,
): Promise<void> {
  const { accountId } = requireOperator(ctx);
  const { core } = ctx;
  const rows = await core.db.withTenant(PLATFORM_TENANT_ID, (tx) =>
    tx.providerConfiguration.findMany({ where: { tenantId: PLATFORM_TENANT_ID, kind: KIND } }),
  );
  const arranged: Arranged[] = [];
  for (const [index, entry] of input.providers.entries())
    arranged.push(await arrange(core, rows, entry, index));
  if (new Set(arranged.map(({ id }) => id)).size < arranged.length) {
    throw new CoreError('INVALID_INPUT', 'a provider is in the list twice', { field: 'providers' });
  }
  const sealed = await Promise.all(
    arranged.map(({ id, secrets }) =>
      core.keys.seal(PLATFORM_TENANT_ID, `provider/${id}`, JSON.stringify(secrets)),
    ),
  );
  await store(core, rows, arranged, sealed);
  const authorities = arranged.map(
    ({ id, pluginId, enabled }) => `${pluginId} ${id}${enabled ? '' : ' (off)'}`,
  );
  core.log.info({ accountId, authorities }, 'the timestamp authorities were arranged');
}

async function arrange(core: Core, rows: Row[], entry: Entry, index: number): Promise<Arranged> {
  const row = entry.id === undefined ? undefined : rows.find(({ id }) => id === entry.id);
  if (entry.id !== undefined && !row) throw new CoreError('NOT_FOUND', 'no such provider');
  const pluginId = row?.pluginId ?? entry.pluginId ?? '';
  const given = Object.entries({ ...(row ? await storedConfig(core, row) : {}), ...entry.config });
  const config = Object.fromEntries(given.filter(([, value]) => value !== null));
  const { registry } = core.providers;
  try {
    const parts = splitSecrets(registry.get(KIND, pluginId), registry.validateConfig(KIND, pluginId, config));
    return { row, id: row?.id ?? newId(core.now()), pluginId, ...parts, enabled: entry.enabled };
  } catch (error) {
    if (!(error instanceof PluginError)) throw error;
    const at = `/providers/${index}`;
    const faults = error.issues.map(({ path, message }) => ({
      pointer: [at, 'config', ...path.split('.').filter(Boolean)].join('/'),
      detail: message,
    }));
    throw new CoreError('INVALID_INPUT', error.message, {
      field: 'providers',
      errors: faults.length > 0 ? faults : [{ pointer: `${at}/pluginId`, detail: error.message }],
      cause: error,
    });
  }
}

async function storedConfig(core: Core, { id, pluginId, config, secretsSealed }: Row): Promise<Config> {
  const secrets: Config = secretsSealed
    ? JSON.parse(await core.keys.unsealText(PLATFORM_TENANT_ID, `provider/${id}`, secretsSealed))
    : {};
  return joinSecrets(core.providers.registry.get(KIND, pluginId), config as Config, secrets);
}

async function store(
  core: Core,
  rows: Row[],
  arranged: Arranged[],
  sealed: Uint8Array<ArrayBuffer>[],
): Promise<void> {
  const now = core.now();
  const left = rows.filter(({ id }) => !arranged.some((each) => each.id === id));
  await core.db.withTenant(PLATFORM_TENANT_ID, async (tx) => {
    for (const { id, version } of rows) {
      const { count } = await tx.providerConfiguration.updateMany({
        where: { id, version },
        data: { position: { increment: ASIDE } },
      });
      if (count === 0)
        throw new CoreError('CONFLICT', 'somebody else just changed these providers; look again');
    }
    for (const [position, { row, id, pluginId, config, enabled }] of arranged.entries()) {
      const data = {
        position,
        enabled,
        config: config as Prisma.InputJsonObject,
        secretsSealed: sealed[position] ?? null,
        version: (row?.version ?? 0) + 1,
      };
      const fixed = { id, tenantId: PLATFORM_TENANT_ID, kind: KIND, pluginId, createdAt: now };
      if (row) await tx.providerConfiguration.update({ where: { id }, data });
      else await tx.providerConfiguration.create({ data: { ...fixed, ...data } });
    }
    for (const [index, { id }] of left.entries()) {
      const position = arranged.length + index;
      await tx.providerConfiguration.update({ where: { id }, data: { position, enabled: false } });
    }
  });
}
