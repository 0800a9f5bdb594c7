import { randomBytes } from 'node:crypto';
import type { Database, Prisma } from '@chopmark/db';
import type { Egress, Log, NetworkTime, PluginHost, PluginState } from '@chopmark/plugins';
import type { Logger } from 'pino';

/** What a provider of one tenant may reach: its own durable state, the egress client, the clock and the log. */
export function pluginHost(input: {
  db: Database;
  tenantId: string;
  scope: string;
  egress: Egress;
  networkTime: NetworkTime;
  log: Logger;
  now(): Date;
}): PluginHost {
  return {
    tenantId: input.tenantId,
    clock: input.now,
    monotonic: () => performance.now(),
    random: (n) => new Uint8Array(randomBytes(n)),
    egress: input.egress,
    networkTime: input.networkTime,
    state: pluginState(input),
    log: hostLog(input.log.child({ provider: input.scope })),
  };
}

function hostLog(log: Logger): Log {
  return {
    debug: (message, fields) => log.debug(fields ?? {}, message),
    info: (message, fields) => log.info(fields ?? {}, message),
    warn: (message, fields) => log.warn(fields ?? {}, message),
    error: (message, fields) => log.error(fields ?? {}, message),
  };
}

/** Durable state of one scope of a tenant. */
export function pluginState({
  db,
  tenantId,
  scope,
  now,
}: {
  db: Database;
  tenantId: string;
  scope: string;
  now(): Date;
}): PluginState {
  const at = (key: string) => ({ tenantId_scope_key: { tenantId, scope, key } });
  return {
    get: (key) =>
      db.withTenant(tenantId, async (tx) => (await tx.pluginState.findUnique({ where: at(key) }))?.value),
    put: (key, value) =>
      db.withTenant(tenantId, async (tx) => {
        const row = value as Prisma.InputJsonValue;
        await tx.pluginState.upsert({
          where: at(key),
          create: { tenantId, scope, key, value: row, createdAt: now() },
          update: { value: row },
        });
      }),
    putIfAbsent: (key, value) =>
      db.withTenant(tenantId, async (tx) => {
        const { count } = await tx.pluginState.createMany({
          data: [{ tenantId, scope, key, value: value as Prisma.InputJsonValue, createdAt: now() }],
          skipDuplicates: true,
        });
        return count === 1;
      }),
    list: (prefix) =>
      db.withTenant(tenantId, async (tx) => {
        const rows = await tx.pluginState.findMany({
          where: { tenantId, scope, key: { startsWith: prefix } },
          orderBy: { key: 'asc' },
          select: { key: true, value: true },
        });
        return rows;
      }),
    increment: (counter) =>
      db.withTenant(tenantId, async (tx) => {
        const rows = await tx.$queryRaw<{ value: string }[]>`
          insert into plugin_state (tenant_id, scope, key, value, created_at)
          values (${tenantId}::uuid, ${scope}, ${`counter/${counter}`}, '1'::jsonb, ${now()})
          on conflict (tenant_id, scope, key)
          do update set value = to_jsonb((plugin_state.value)::text::numeric + 1)
          returning value::text as value`;
        return BigInt(rows[0]?.value ?? '1');
      }),
  };
}
