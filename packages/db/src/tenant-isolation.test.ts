import { randomBytes, randomUUID } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from './testing/test-database.ts';

/**
 * Every table under row-level security, with one row of tenant A and one of tenant B, tried as the app
 * role. Foreign keys, checks and triggers are taken off this throwaway database first: what refuses
 * here is the policies alone, and rows need no meaning.
 */
type Column = { name: string; type: string; required: boolean };
type Table = { name: string; columns: Column[]; tenantColumns: string[]; may: string[] };

const [A, B, NOBODY] = [randomUUID(), randomUUID(), ''];
const server: TestDatabase = await testDatabase();
const admin = new Client({ connectionString: server.adminUrl });
const app = new Client({ connectionString: server.appUrl });
await Promise.all([admin.connect(), app.connect()]);
const tables = await readTables();

beforeAll(async () => {
  await admin.query(TAKE_OFF_RULES);
  for (const table of tables) for (const tenant of [A, B]) await insert(admin, table, tenant);
});

afterAll(async () => {
  await Promise.all([admin.end(), app.end()]);
  await server.drop();
});

test('there are tables to try', () => {
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['contract', 'event', 'signing_key', 'tenant']),
  );
});

describe.each(tables)('$name', (table) => {
  test('shows nothing while no tenant is set', async () => {
    expect(await as(NOBODY, () => count(table, 'true'))).toBe(0);
  });

  test('shows a tenant its own row and not the other’s', async () => {
    expect(await as(B, () => count(table, mine(table, B)))).toBe(1);
    expect(await as(B, () => count(table, 'true'))).toBe(1);
  });

  test('lets a tenant neither change nor delete the other’s row', async () => {
    const column = escapeIdentifier(table.columns[0]?.name ?? '');
    for (const who of [B, NOBODY]) {
      expect(
        await as(who, () => touched(`update ${id(table)} set ${column} = ${column} where ${mine(table, A)}`)),
      ).toBe(0);
      expect(await as(who, () => touched(`delete from ${id(table)} where ${mine(table, A)}`))).toBe(0);
    }
  });
});

const allowing = (privilege: string) => tables.filter(({ may }) => may.includes(privilege));

test.each(allowing('INSERT'))('$name takes a row from its own tenant only', async (table) => {
  await as(A, () => insert(app, table, A));
  await expect(as(B, () => insert(app, table, A))).rejects.toMatchObject({ code: '42501' });
  await expect(as(NOBODY, () => insert(app, table, A))).rejects.toMatchObject({ code: '42501' });
});

test.each(allowing('UPDATE'))('$name lets no tenant give its row to the other', async (table) => {
  const given = table.tenantColumns.map((column) => `${column} = '${A}'`).join(', ');
  const give = () => app.query(`update ${id(table)} set ${given} where ${mine(table, B)}`);
  await expect(as(B, give)).rejects.toMatchObject({ code: '42501' });
});

function mine(table: Table, tenant: string): string {
  return table.tenantColumns.map((column) => `${column} = '${tenant}'`).join(' or ');
}

async function as<T>(tenant: string, work: () => Promise<T>): Promise<T> {
  await app.query('begin');
  try {
    await app.query(`select set_config('app.tenant_id', $1, true)`, [tenant]);
    return await work();
  } finally {
    await app.query('rollback');
  }
}

async function count(table: Table, where: string): Promise<number> {
  const { rows } = await app.query<{ n: number }>(
    `select count(*)::int as n from ${id(table)} where ${where}`,
  );
  return rows[0]?.n ?? Number.NaN;
}

/** Rows changed; a privilege the app role lacks altogether changes none either. */
async function touched(sql: string): Promise<number | null> {
  await app.query('savepoint try');
  try {
    return (await app.query(sql)).rowCount;
  } catch (error) {
    await app.query('rollback to savepoint try');
    if (error instanceof Error && error.message.startsWith('permission denied')) return 0;
    throw error;
  }
}

/** A row whose tenant columns all name `tenant`, other required columns filled at random by their types. */
async function insert(client: Client, table: Table, tenant: string): Promise<void> {
  const filled = table.columns.filter(({ name, required }) => required || table.tenantColumns.includes(name));
  const names = filled.map(({ name }) => escapeIdentifier(name)).join(', ');
  const places = filled.map(({ type }, index) => `$${index + 1}::${type}`).join(', ');
  const values = filled.map(({ name, type }) => (table.tenantColumns.includes(name) ? tenant : sample(type)));
  await client.query(`insert into ${id(table)} (${names}) values (${places})`, values);
}

function sample(type: string): unknown {
  if (type.endsWith('[]')) return '{}';
  if (type === 'uuid') return randomUUID();
  if (type === 'text') return randomUUID();
  if (type === 'bytea') return randomBytes(16);
  if (type === 'jsonb') return '{}';
  if (type === 'boolean') return false;
  if (type === 'integer' || type === 'bigint' || type.startsWith('numeric'))
    return Math.floor(Math.random() * 1000);
  if (type.startsWith('timestamp')) return new Date();
  throw new Error(`This test has no sample value of type ${type} yet: add one.`);
}

function id(table: Table): string {
  return escapeIdentifier(table.name);
}

async function readTables(): Promise<Table[]> {
  const { rows } = await admin.query<{ name: string; columns: Column[]; may: string[] }>(
    `select c.relname as name,
       (select json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
                                          'required', a.attnotnull) order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
       array(select p from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p
             where has_table_privilege('chopmark_app', c.oid, p)) as may
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relrowsecurity order by 1`,
  );
  return rows.map((row) => ({ ...row, tenantColumns: tenantColumns(row.name, row.columns) }));
}

function tenantColumns(table: string, columns: readonly Column[]): string[] {
  if (table === 'tenant') return ['id'];
  return columns
    .map(({ name }) => name)
    .filter((name) => name === 'tenant_id' || name.endsWith('_tenant_id'));
}

const TAKE_OFF_RULES = `do $$
declare r record;
begin
  for r in select conrelid::regclass as t, conname from pg_constraint
           where connamespace = 'public'::regnamespace and contype in ('f', 'c') order by contype desc loop
    execute format('alter table %s drop constraint %I', r.t, r.conname);
  end loop;
  for r in select tgrelid::regclass as t, tgname from pg_trigger where not tgisinternal loop
    execute format('drop trigger %I on %s', r.tgname, r.t);
  end loop;
end $$`;
