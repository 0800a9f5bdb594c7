import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ExpectedTable, readPrismaSchema } from './testing/prisma-schema.ts';
import { type TestDatabase, testDatabase } from './testing/test-database.ts';

const schemaText = await readFile(join(import.meta.dirname, '..', 'prisma', 'schema.prisma'), 'utf8');

let server: TestDatabase;
let admin: Client;

beforeAll(async () => {
  server = await testDatabase();
  admin = new Client({ connectionString: server.adminUrl });
  await admin.connect();
});

afterAll(async () => {
  await admin.end();
  await server.drop();
});

test('the migrated database is what schema.prisma says', async () => {
  expect(await drift(readPrismaSchema(schemaText))).toEqual([]);
});

const mistakes: Record<string, { sql: string; says: string }> = {
  'a table that the schema lacks': { sql: 'create table memo (n int)', says: 'memo: not in schema.prisma' },
  'a table that the migrations lack': { sql: 'drop table outbox', says: 'outbox: not in the database' },
  'a column that the schema lacks': {
    sql: 'alter table seal add column memo text',
    says: 'seal.memo: not in schema.prisma (text, nullable)',
  },
  'a column that the migrations lack': {
    sql: 'alter table seal drop column name',
    says: 'seal.name: not in the database',
  },
  'another type': {
    sql: 'alter table seal alter column width_mm type numeric(7,2)',
    says: 'seal.width_mm: numeric(7,2), required, but schema.prisma says numeric(6,2), required',
  },
  'another precision of a time': {
    sql: 'alter table seal alter column created_at type timestamptz',
    says: 'seal.created_at: timestamp with time zone, required, but schema.prisma says timestamp(3) with time zone, required',
  },
  'a column that may be empty': {
    sql: 'alter table seal alter column name drop not null',
    says: 'seal.name: text, nullable, but schema.prisma says text, required',
  },
  'another primary key': {
    sql: 'alter table plugin_state drop constraint plugin_state_pkey, add primary key (tenant_id, key)',
    says: 'plugin_state: primary key (tenant_id, key), but schema.prisma says (tenant_id, scope, key)',
  },
  'a missing unique constraint': {
    sql: 'drop index role_tenant_id_name_key',
    says: 'role: no unique index on (tenant_id, name)',
  },
  'a missing index': {
    sql: 'drop index contract_tenant_id_created_at_idx',
    says: 'contract: no index on (tenant_id, created_at)',
  },
};

test.each(Object.entries(mistakes))('notices %s', async (_, { sql, says }) => {
  await admin.query('begin');
  try {
    await admin.query(sql);
    expect(await drift(readPrismaSchema(schemaText))).toContain(says);
  } finally {
    await admin.query('rollback');
  }
});

test('a schema line that cannot be read is an error, not a gap in the comparison', () => {
  expect(() => readPrismaSchema('model Memo {\n  at DateTime @id\n}\n')).toThrow(/Memo\.at/);
  expect(() => readPrismaSchema('model Memo {\n  ???\n}\n')).toThrow(/Memo/);
  expect(() => readPrismaSchema('enum Kind {\n  A\n}\n')).toThrow(/enum/);
});

type ActualTable = {
  name: string;
  columns: { name: string; type: string; nullable: boolean }[];
  indexes: { columns: string[]; primary: boolean; unique: boolean }[];
};

async function drift(expected: readonly ExpectedTable[]): Promise<string[]> {
  const actual = await readActual();
  const unknown = actual
    .filter(({ name }) => name !== '_prisma_migrations' && !expected.some((table) => table.name === name))
    .map(({ name }) => `${name}: not in schema.prisma`);
  return [
    ...unknown,
    ...expected.flatMap((table) => {
      const found = actual.find(({ name }) => name === table.name);
      if (!found) return [`${table.name}: not in the database`];
      return [...columnDrift(table, found), ...keyDrift(table, found)];
    }),
  ];
}

function columnDrift(table: ExpectedTable, actual: ActualTable): string[] {
  const words = (column: { type: string; nullable: boolean }) =>
    `${column.type}, ${column.nullable ? 'nullable' : 'required'}`;
  const extra = actual.columns
    .filter(({ name }) => !table.columns.some((column) => column.name === name))
    .map((column) => `${table.name}.${column.name}: not in schema.prisma (${words(column)})`);
  const differing = table.columns.flatMap((column) => {
    const found = actual.columns.find(({ name }) => name === column.name);
    if (!found) return [`${table.name}.${column.name}: not in the database`];
    if (words(found) === words(column)) return [];
    return [`${table.name}.${column.name}: ${words(found)}, but schema.prisma says ${words(column)}`];
  });
  return [...extra, ...differing];
}

function keyDrift(table: ExpectedTable, actual: ActualTable): string[] {
  const list = (columns: readonly string[]) => `(${columns.join(', ')})`;
  const has = (columns: readonly string[], unique: boolean) =>
    actual.indexes.some((index) => list(index.columns) === list(columns) && (index.unique || !unique));
  const primary = list(actual.indexes.find((index) => index.primary)?.columns ?? []);
  return [
    ...(primary === list(table.primaryKey)
      ? []
      : [`${table.name}: primary key ${primary}, but schema.prisma says ${list(table.primaryKey)}`]),
    ...table.unique
      .filter((key) => !has(key, true))
      .map((key) => `${table.name}: no unique index on ${list(key)}`),
    ...table.indexes
      .filter((key) => !has(key, false))
      .map((key) => `${table.name}: no index on ${list(key)}`),
  ];
}

/** Partial indexes are rules of their own and stand for no key. */
async function readActual(): Promise<ActualTable[]> {
  const { rows } = await admin.query<ActualTable>(
    `select c.relname as name,
       coalesce((select json_agg(json_build_object('name', a.attname, 'nullable', not a.attnotnull,
                                                   'type', format_type(a.atttypid, a.atttypmod)) order by a.attnum)
        from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), '[]') as columns,
       coalesce((select json_agg(json_build_object('primary', i.indisprimary, 'unique', i.indisunique, 'columns',
            array(select coalesce(a.attname, pg_get_indexdef(i.indexrelid, n, false))
                  from generate_series(1, i.indnkeyatts) n
                  left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[n - 1] order by n)))
        from pg_index i where i.indrelid = c.oid and i.indpred is null), '[]') as indexes
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
  );
  return rows;
}
