import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/test-database.ts';
import { migrate } from './migrate.ts';
import { databaseUrl, groupRole, loginRole, roleUrl } from './role-url.ts';
import { dropLoginRoles } from './roles.ts';

const rolePasswords = { app: 'a/b@c:%?# 密码', relay: 'relay-secret', jobs: 'jobs-secret' };

let server: TestDatabase;
let adminUrl: string;
let migrationsDir: string;
let database: string;
const made: string[] = [];

beforeAll(async () => {
  server = await testDatabase();
  adminUrl = databaseUrl(server.adminUrl, 'postgres');
});

beforeEach(async () => {
  migrationsDir = await mkdtemp(join(tmpdir(), 'chopmark-migrations-'));
  database = newName();
});

afterEach(() => rm(migrationsDir, { recursive: true }));

afterAll(async () => {
  for (const name of made) {
    await query(adminUrl, `drop database if exists ${escapeIdentifier(name)} with (force)`);
    await withClient(adminUrl, (client) => dropLoginRoles(client, name));
  }
  await server.drop();
});

function newName(): string {
  const name = `migrate_${randomBytes(6).toString('hex')}`;
  made.push(name);
  return name;
}

async function write(name: string, sql: string): Promise<void> {
  await mkdir(join(migrationsDir, name), { recursive: true });
  await writeFile(join(migrationsDir, name, 'migration.sql'), sql);
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const query = (url: string, sql: string) =>
  withClient(url, async (client) => (await client.query<Record<string, unknown>>(sql)).rows);
const inDatabase = (sql: string) => query(databaseUrl(adminUrl, database), sql);
const run = () => migrate({ adminUrl, database, migrationsDir, rolePasswords });

test('makes the database and applies each migration once, in order, and then the caller’s own', async () => {
  await write('0002_second', 'insert into note values (2);');
  await write('0001_first', 'create table note (n int); insert into note values (1);');
  const extraSql = [{ name: 'queue', sql: 'create schema queue; insert into note values (3)' }];
  const input = { adminUrl, database, migrationsDir, rolePasswords, extraSql };
  expect(await migrate(input)).toEqual({ applied: ['0001_first', '0002_second', 'queue'] });
  expect(await migrate(input)).toEqual({ applied: [] });
  expect(await inDatabase('select n from note')).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);

  await write('0003_third', 'drop table note;');
  expect(await migrate(input)).toEqual({ applied: ['0003_third'] });
  const recorded = await inDatabase(
    'select migration_name, applied_steps_count from _prisma_migrations order by finished_at',
  );
  expect(recorded.map((row) => row.migration_name)).toEqual([
    '0001_first',
    '0002_second',
    'queue',
    '0003_third',
  ]);
});

test('a migration that fails leaves nothing behind and names the line', async () => {
  await write('0001_bad', 'create table half (n int);\n\nselect no_such_column from half;');
  await expect(run()).rejects.toMatchObject({
    code: 'MIGRATION_FAILED',
    message: expect.stringContaining('0001_bad'),
  });
  await expect(run()).rejects.toThrow(/at line 3.*no_such_column/);
  expect(
    await inDatabase(`select to_regclass('half') as half, count(*)::int as n from _prisma_migrations`),
  ).toEqual([{ half: null, n: 0 }]);
  await write('0001_bad', 'create table half (n int);');
  expect(await run()).toEqual({ applied: ['0001_bad'] });
});

test('refuses a migration that was edited after it was applied', async () => {
  await write('0001_first', 'create table note (n int);\n');
  await run();
  await write('0001_first', 'create table note (n int);\r\n');
  expect(await run()).toEqual({ applied: [] });
  await write('0001_first', 'create table note (n bigint);\n');
  await expect(run()).rejects.toMatchObject({ code: 'MIGRATION_CHANGED', retryable: false });
});

test('refuses a database that a later release has migrated', async () => {
  await write('0001_first', 'select 1;');
  await write('0002_later', 'select 2;');
  await run();
  await rm(join(migrationsDir, '0002_later'), { recursive: true });
  await expect(run()).rejects.toMatchObject({ code: 'DATABASE_NEWER' });
});

test('refuses a migration that ends its own transaction', async () => {
  await write('0001_commits', 'create table note (n int); commit; begin;');
  await expect(run()).rejects.toMatchObject({ code: 'MIGRATION_NOT_ATOMIC' });
});

test('several processes may migrate one database at once, and several databases at once', async () => {
  await write('0001_first', 'create table note (n int); select pg_sleep(0.1);');
  const same = await Promise.all([run(), run(), run(), run()]);
  expect(same.flatMap(({ applied }) => applied)).toEqual(['0001_first']);

  const names = [newName(), newName(), newName()];
  const different = await Promise.all(
    names.map((name) => migrate({ adminUrl, database: name, migrationsDir, rolePasswords })),
  );
  expect(different.map(({ applied }) => applied)).toEqual(names.map(() => ['0001_first']));
});

test('the roles of a database log in to it alone, and have no power over row-level security', async () => {
  await write('0001_first', 'create table note (n int); grant select on note to chopmark_app;');
  await run();
  const app = roleUrl(adminUrl, database, 'app', rolePasswords.app);
  expect(await query(app, 'select n from note')).toEqual([]);
  await expect(query(app, 'insert into note values (1)')).rejects.toMatchObject({ code: '42501' });
  await expect(query(app, 'create table mine (n int)')).rejects.toMatchObject({ code: '42501' });
  await expect(query(databaseUrl(app, server.database), 'select 1')).rejects.toMatchObject({ code: '42501' });
  await expect(query(databaseUrl(server.appUrl, database), 'select 1')).rejects.toMatchObject({
    code: '42501',
  });
  await expect(
    query(roleUrl(adminUrl, database, 'relay', rolePasswords.relay), 'table note'),
  ).rejects.toMatchObject({
    code: '42501',
  });
  const roles = await query(
    adminUrl,
    `select rolname, rolcanlogin, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as power
     from pg_roles where rolname in ('${loginRole(database, 'app')}', '${groupRole('app')}') order by rolcanlogin`,
  );
  expect(roles).toEqual([
    { rolname: groupRole('app'), rolcanlogin: false, power: false },
    { rolname: loginRole(database, 'app'), rolcanlogin: true, power: false },
  ]);
});

test('a role that could bypass row-level security is refused, not taken over', async () => {
  await query(adminUrl, `create role ${escapeIdentifier(loginRole(database, 'app'))} login bypassrls`);
  await expect(run()).rejects.toMatchObject({ code: 'ROLE_TOO_POWERFUL' });
});

test('passwords can be changed by migrating again', async () => {
  await run();
  await migrate({ adminUrl, database, migrationsDir, rolePasswords: { ...rolePasswords, jobs: 'another' } });
  expect(await query(roleUrl(adminUrl, database, 'jobs', 'another'), 'select 1 as one')).toEqual([
    { one: 1 },
  ]);
  await expect(query(roleUrl(adminUrl, database, 'jobs', 'jobs-secret'), 'select 1')).rejects.toMatchObject({
    code: '28P01',
  });
});

test('a database of any name has LOGIN roles apart from the group roles', async () => {
  database = `Odd "${randomBytes(4).toString('hex')}" - 名`;
  made.push(database);
  await run();
  expect(
    await query(roleUrl(adminUrl, database, 'app', rolePasswords.app), 'select current_database() as name'),
  ).toEqual([{ name: database }]);
  expect(loginRole('chopmark', 'app')).not.toBe(groupRole('app'));
  database = 'x'.repeat(46);
  await expect(run()).rejects.toMatchObject({ code: 'DATABASE_NAME_INVALID' });
});
