import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Prisma } from '../generated/client.ts';
import { type TestDatabase, testDatabase } from '../testing/test-database.ts';
import { createDatabase, type Database } from './database.ts';
import { isUniqueViolation } from './query-errors.ts';

let server: TestDatabase;
let db: Database;
const now = new Date('2026-01-02T03:04:05.678Z');

beforeAll(async () => {
  server = await testDatabase();
  db = server.db;
});

afterAll(() => server.drop());

async function newTenant(): Promise<string> {
  const id = randomUUID();
  const what = { slug: `t${id}`, kind: 'enterprise', name: 'T', status: 'active', locale: 'en', policy: {} };
  await db.relay.tenant.create({ data: { id, ...what, createdAt: now } });
  return id;
}

const keep = (tenantId: string, key: string, value = 1) =>
  Prisma.sql`insert into plugin_state (tenant_id, scope, key, value, created_at)
    values (${tenantId}::uuid, 'batch', ${key}, to_jsonb(${value}::int), ${now})`;
const keys = Prisma.sql`select key from plugin_state order by key`;
const keysOf = async (tenantId: string) =>
  (await db.tenantBatch<[{ key: string }[]]>(tenantId, [keys]))[0].map(({ key }) => key);

test('a batch sees what its own statements wrote, and gives each one’s rows', async () => {
  const tenant = await newTenant();
  const rows = await db.tenantBatch(tenant, [keep(tenant, 'b'), keep(tenant, 'a'), keys, keys]);
  expect(rows).toEqual([[], [], [{ key: 'a' }, { key: 'b' }], [{ key: 'a' }, { key: 'b' }]]);
});

test('a batch sees and writes its own tenant’s rows only', async () => {
  const [a, b] = [await newTenant(), await newTenant()];
  await db.tenantBatch(a, [keep(a, 'of a')]);
  await db.tenantBatch(b, [keep(b, 'of b')]);
  expect([await keysOf(a), await keysOf(b)]).toEqual([['of a'], ['of b']]);
  await expect(db.tenantBatch(b, [keep(a, 'planted')])).rejects.toThrow(/row-level security/);
  const [taken] = await db.tenantBatch(b, [
    Prisma.sql`delete from plugin_state where key = 'of a' returning key`,
  ]);
  expect(taken).toEqual([]);
  expect(await keysOf(a)).toEqual(['of a']);
});

test('the tenant of one batch is not the next one’s on the same connection', async () => {
  const [a, b] = [await newTenant(), await newTenant()];
  const single = createDatabase({ appUrl: server.appUrl, relayUrl: server.relayUrl, poolSize: 1 });
  const settings = Prisma.sql`select current_setting('app.tenant_id', true) as tenant, current_setting('app.user_id', true) as person`;
  for (const tenant of [a, b, a]) {
    expect(await single.tenantBatch(tenant, [settings])).toEqual([[{ tenant, person: '' }]]);
    await single.tenantBatch(tenant, [Prisma.sql`select 1 / 0`]).catch(() => undefined);
  }
  await single.close();
});

test('all of a batch is done, or nothing', async () => {
  const tenant = await newTenant();
  const failing = db.tenantBatch(tenant, [keep(tenant, 'x'), keep(tenant, 'x'), keep(tenant, 'y')]);
  const error = await failing.catch((reason: unknown) => reason);
  expect(isUniqueViolation(error)).toBe(true);
  expect(isUniqueViolation(error, 'plugin_state_pkey')).toBe(true);
  expect(isUniqueViolation(error, 'role_pkey')).toBe(false);
  expect(await keysOf(tenant)).toEqual([]);
});

test('batches of many tenants at once do not mix', async () => {
  const tenants = await Promise.all(Array.from({ length: 8 }, newTenant));
  const names = Array.from({ length: 10 }, (_, index) => `k${index}`);
  await Promise.all(
    names.flatMap((name) => tenants.map((tenant) => db.tenantBatch(tenant, [keep(tenant, name)]))),
  );
  for (const tenant of tenants) expect(await keysOf(tenant)).toEqual(names);
});

test('batches in each other’s way are repeated', async () => {
  const tenant = await newTenant();
  await db.tenantBatch(tenant, [keep(tenant, 'p'), keep(tenant, 'q')]);
  const raise = (key: string) =>
    Prisma.sql`update plugin_state set value = to_jsonb((value::text)::int + 1) where key = ${key}`;
  const pause = Prisma.sql`select pg_sleep(0.05)`;
  await Promise.all([
    db.tenantBatch(tenant, [raise('p'), pause, raise('q')]),
    db.tenantBatch(tenant, [raise('q'), pause, raise('p')]),
  ]);
  const [values] = await db.tenantBatch(tenant, [Prisma.sql`select value from plugin_state`]);
  expect(values).toEqual([{ value: 3 }, { value: 3 }]);
});

test('a connection that the server ended is replaced', async () => {
  const tenant = await newTenant();
  const ended = db.tenantBatch(tenant, [
    keep(tenant, 'lost'),
    Prisma.sql`select pg_terminate_backend(pg_backend_pid())`,
  ]);
  await expect(ended).rejects.toThrow();
  expect(await keysOf(tenant)).toEqual([]);
});

test('octets and times come back as they went', async () => {
  const tenant = await newTenant();
  const octets = new Uint8Array([0, 92, 120, 255]);
  const [rows] = await db.tenantBatch(tenant, [
    Prisma.sql`select ${octets}::bytea as octets, ${now}::timestamptz as time, ${[octets]}::bytea[] as several`,
  ]);
  expect(rows).toEqual([{ octets, time: now, several: [Buffer.from(octets)] }]);
});

test('a list comes as it went, whatever its texts hold', async () => {
  const tenant = await newTenant();
  const texts = ['', 'a"b', 'c\\d', '{e,f}', 'NULL', ' 中 ', null];
  const [rows] = await db.tenantBatch(tenant, [
    Prisma.sql`select ${texts}::text[] as texts, ${[1, 2]}::int[] as numbers, ${null}::text as none`,
  ]);
  expect(rows).toEqual([{ texts, numbers: [1, 2], none: null }]);
});

test('what was skipped after an error runs when it is sent again on the same connection', async () => {
  const tenant = await newTenant();
  const single = createDatabase({ appUrl: server.appUrl, relayUrl: server.relayUrl, poolSize: 1 });
  const backend = Prisma.sql`select pg_backend_pid() as pid`;
  const [before] = await single.tenantBatch(tenant, [backend]);
  for (const failing of [Prisma.sql`select 1 / 0 as n`, Prisma.sql`select from nowhere`]) {
    const later = Prisma.sql`select ${'x'}::text as text, ${failing.sql}::text as failed`;
    await expect(single.tenantBatch(tenant, [keep(tenant, 'x'), failing, later])).rejects.toThrow();
    expect(await single.tenantBatch(tenant, [later, backend])).toEqual([
      [{ text: 'x', failed: failing.sql }],
      before,
    ]);
  }
  expect(await keysOf(tenant)).toEqual([]);
  await single.close();
});

test('refuses what is no tenant, and to run inside a transaction', async () => {
  await expect(db.tenantBatch('', [keys])).rejects.toMatchObject({ code: 'TENANT_ID_INVALID' });
  const tenant = await newTenant();
  const nested = db.withTenant(tenant, () => db.tenantBatch(tenant, [keys]));
  await expect(nested).rejects.toMatchObject({ code: 'TRANSACTION_NESTED' });
});

test('a batch waits for the disk unless it may not, and closing twice is no fault', async () => {
  const tenant = await newTenant();
  // The server of the tests waits for no disk.
  await asAdmin((client) => client.query(`alter database ${server.database} set synchronous_commit = on`));
  const own = createDatabase({ appUrl: server.appUrl, relayUrl: server.relayUrl, poolSize: 1 });
  const setting = Prisma.sql`select current_setting('synchronous_commit') as value`;
  const later = { flushLater: true };
  expect(await own.tenantBatch(tenant, [keep(tenant, 'a'), setting], later)).toEqual([
    [],
    [{ value: 'off' }],
  ]);
  expect(await own.tenantBatch(tenant, [setting])).toEqual([[{ value: 'on' }]]);
  expect(await keysOf(tenant)).toEqual(['a']);
  await own.close();
  await own.close();
});

async function asAdmin<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: server.adminUrl });
  await client.connect();
  return work(client).finally(() => client.end());
}
