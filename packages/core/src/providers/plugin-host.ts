import { randomBytes } from 'node:crypto';
import { type Database, isUniqueViolation, Prisma } from '@chopmark/db';
import type {
  Egress,
  Log,
  NetworkTime,
  PluginHost,
  PluginState,
  StateEntry,
  StateText,
} from '@chopmark/plugins';
import type { Logger } from 'pino';
import { hostsOf } from './alongside.ts';

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
  const row = ({ key, value }: StateEntry) =>
    Prisma.sql`(${tenantId}::uuid, ${scope}, ${key}, ${JSON.stringify(value)}::jsonb, ${now()})`;
  const inserting = (entries: readonly StateEntry[]) =>
    Prisma.sql`insert into plugin_state (tenant_id, scope, key, value, created_at)
      values ${Prisma.join(entries.map(row))}`;
  const entry = (key: string, value: unknown) => inserting([{ key, value }]);
  const replacing = Prisma.sql`on conflict (tenant_id, scope, key) do update set value = excluded.value`;
  const scoped = Prisma.sql`from plugin_state where tenant_id = ${tenantId}::uuid and scope = ${scope}`;
  const listing = (prefix: string) =>
    Prisma.sql`select key, value ${scoped} and starts_with(key, ${prefix}) order by key`;
  const incrementing = (counter: string) => Prisma.sql`
    insert into plugin_state (tenant_id, scope, key, value, created_at)
    values (${tenantId}::uuid, ${scope}, ${`counter/${counter}`}, '1'::jsonb, ${now()})
    on conflict (tenant_id, scope, key)
    do update set value = to_jsonb((plugin_state.value)::text::numeric + 1)
    returning value::text as value`;
  const run = async <R>(...statements: Prisma.Sql[]): Promise<R[]> => {
    const rows = await db.tenantBatch<R[][]>(tenantId, statements);
    return rows.at(-1) ?? [];
  };
  return {
    async get(key) {
      const [row] = await run<{ value: unknown }>(Prisma.sql`select value ${scoped} and key = ${key}`);
      return row?.value;
    },
    async put(key, value) {
      await run(Prisma.sql`${entry(key, value)} ${replacing}`);
    },
    async putIfAbsent(key, value) {
      const written = await run(
        Prisma.sql`${entry(key, value)} on conflict (tenant_id, scope, key) do nothing returning 1`,
      );
      return written.length === 1;
    },
    async putTogether({ absent, latest = [], alongside }) {
      const later = ({ key, value }: StateText) =>
        Prisma.sql`${entry(key, value)} ${replacing} where plugin_state.value #>> '{}' < ${value} collate "C"`;
      const own = [...(absent.length > 0 ? [inserting(absent)] : []), ...latest.map(later)];
      const hosts = alongside && hostsOf(alongside, tenantId);
      try {
        await db.tenantBatch(tenantId, [...own, ...((await hosts?.statements()) ?? [])], hosts?.options);
        if (hosts) hosts.isWritten = true;
        return true;
      } catch (error) {
        if (isUniqueViolation(error, 'plugin_state_pkey')) return false;
        throw error;
      }
    },
    list: (prefix) => run(listing(prefix)),
    async increment(counter) {
      const [row] = await run<{ value: string }>(incrementing(counter));
      return BigInt(row?.value ?? '1');
    },
    async listNumbered(counter, prefix) {
      // Until the transaction ends the counter's row is locked, so that the next list is read after this one.
      const [[row], entries] = await db.tenantBatch<[{ value: string }[], StateEntry[]]>(tenantId, [
        incrementing(counter),
        listing(prefix),
      ]);
      return { number: BigInt(row?.value ?? '1'), entries };
    },
  };
}
