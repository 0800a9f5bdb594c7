import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { afterAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from './test-database.ts';

const open: TestDatabase[] = [];

afterAll(() => Promise.all(open.map((server) => server.drop())));

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

test('each caller gets a migrated database of its own, also all at once', async () => {
  open.push(...(await Promise.all([testDatabase(), testDatabase(), testDatabase()])));
  const id = randomUUID();
  const data = {
    id,
    slug: 'only-here',
    kind: 'enterprise',
    name: 'T',
    status: 'active',
    locale: 'en',
    policy: {},
  };
  await open[0]?.db.relay.tenant.create({
    data: { ...data, createdAt: new Date() },
  });
  expect(await Promise.all(open.map(({ db }) => db.relay.tenant.count()))).toEqual([1, 0, 0]);
  expect(await open[0]?.db.withTenant(id, (tx) => tx.tenant.count())).toBe(1);
});

test('the URLs are those of the product’s roles, none of them an administrator', async () => {
  const server = await testDatabase();
  open.push(server);
  for (const [role, url] of [
    ['app', server.appUrl],
    ['relay', server.relayUrl],
    ['jobs', server.jobsUrl],
  ]) {
    const [row] = await query(
      url ?? '',
      `select pg_has_role('chopmark_${role}', 'member') as member, current_database() as database,
              (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as power`,
    );
    expect(row).toEqual({ member: true, database: server.database, power: false });
  }
});

test('a caller’s own SQL comes with its template and not with others’', async () => {
  const sql = 'create schema queue; create table queue.job (n int); insert into queue.job values (7)';
  const withQueue = await testDatabase({ extraSql: [{ name: 'queue', sql }] });
  const without = await testDatabase();
  open.push(withQueue, without);
  expect(await query(withQueue.adminUrl, 'table queue.job')).toEqual([{ n: 7 }]);
  await expect(query(without.adminUrl, 'table queue.job')).rejects.toMatchObject({ code: '42P01' });
});

test('drop leaves nothing behind', async () => {
  const [dropped, stays] = [await testDatabase(), await testDatabase()];
  open.push(stays);
  await dropped.drop();
  const names = await query(stays.adminUrl, 'select datname from pg_database');
  expect(names).toContainEqual({ datname: stays.database });
  expect(names).not.toContainEqual({ datname: dropped.database });
});
