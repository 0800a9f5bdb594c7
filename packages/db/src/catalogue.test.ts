import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogueViolations } from './testing/catalogue.ts';
import { type TestDatabase, testDatabase } from './testing/test-database.ts';

const rules = {
  platformTables: [
    '_prisma_migrations',
    'account',
    'session',
    'login_code',
    'login_ticket',
    'login_attempt',
    'pooled_key',
    'key_pool',
  ],
  relayTables: [
    'tenant',
    'account',
    'session',
    'login_code',
    'login_ticket',
    'login_attempt',
    'invitation_token',
    'member_invitation_token',
    'outbox',
    'archive_renewal',
    'data_key',
    'key_rotation',
    'pooled_key',
    'key_pool',
  ],
};

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

test('every table keeps tenants apart by policies of the agreed form', async () => {
  expect(await catalogueViolations(admin, rules)).toEqual([]);
});

const HERE = `(select nullif(current_setting('app.tenant_id', true), '')::uuid)`;

// Each mistake somebody could make in a migration, and what the test above would then say.
const mistakes: Record<string, { sql: string; says: RegExp }> = {
  'a new table without any protection': {
    sql: 'create table memo (id uuid, tenant_id uuid); grant select on memo to chopmark_app',
    says: /^memo: row-level security is not enabled$/,
  },
  'a new table without a tenant column that nobody listed': {
    sql: 'create table memo (id uuid)',
    says: /^memo: row-level security is not enabled$/,
  },
  'a tenant table passed off as a platform table': {
    sql: 'alter table account add column owner_tenant_id uuid',
    says: /^account: is listed as a platform table but has owner_tenant_id$/,
  },
  'a platform table opened to the app role': {
    sql: 'grant select on account to chopmark_app',
    says: /^account: is a platform table, yet the app role may SELECT$/,
  },
  'security not forced on the owner': {
    sql: 'alter table seal no force row level security',
    says: /^seal: row-level security is not forced/,
  },
  'a privilege without a policy': {
    sql: 'drop policy tenant_delete on seal',
    says: /^seal: no policy FOR DELETE TO chopmark_app$/,
  },
  'one policy for everything': {
    sql: `create policy everything on seal to chopmark_app using (tenant_id = ${HERE}) with check (tenant_id = ${HERE})`,
    says: /^seal: policy everything mixes reading and writing/,
  },
  'an update that may move a row to another tenant': {
    sql: `drop policy tenant_update on seal;
          create policy tenant_update on seal for update to chopmark_app using (tenant_id = ${HERE})`,
    says: /^seal: policy tenant_update has no WITH CHECK$/,
  },
  'a policy that lets everything through': {
    sql: 'create policy open on seal for select to chopmark_app using (true)',
    says: /^seal: policy open does not read the tenant/,
  },
  'a policy for everybody': {
    sql: `create policy anybody on seal for select using (tenant_id = ${HERE})`,
    says: /^seal: policy anybody is for public$/,
  },
  'a setting read for each row': {
    sql: `create policy slow on seal for select to chopmark_app using (tenant_id = current_setting('app.tenant_id', true)::uuid)`,
    says: /^seal: policy slow reads a setting in another way/,
  },
  'a person who may write': {
    sql: `create policy person_delete on seal for delete to chopmark_app
          using (created_by = (select nullif(current_setting('app.user_id', true), '')::uuid))`,
    says: /^seal: policy person_delete writes without comparing the tenant/,
  },
  'a relay role that reads contracts': {
    sql: `grant select on contract to chopmark_relay; create policy relay on contract for select to chopmark_relay using (true)`,
    says: /^contract: (the relay role may use it|policy relay is for the relay role)$/,
  },
  'truncating, which knows no policies': {
    sql: 'grant truncate on seal to chopmark_app',
    says: /^seal: a role of the product may TRUNCATE$/,
  },
  'a grant to everybody': { sql: 'grant select on seal to public', says: /^seal: PUBLIC may SELECT$/ },
  'a view that runs as its owner': {
    sql: 'create view all_seals as select * from seal; grant select on all_seals to chopmark_app',
    says: /^all_seals: view without security_invoker/,
  },
  'a materialised view': {
    sql: 'create materialized view seals as select * from seal; grant select on seals to chopmark_app',
    says: /^seals: materialised view/,
  },
  'a function that runs as its owner': {
    sql: `create function peek() returns bigint language sql security definer as 'select count(*) from seal'`,
    says: /^peek: SECURITY DEFINER function/,
  },
  'an app role that owns a table': {
    sql: 'alter table seal owner to chopmark_app',
    says: /^chopmark_app: owns seal$/,
  },
  'a LOGIN role that became superuser': {
    sql: `do $$ declare member text; begin
            select rolname into strict member from pg_roles r
              where rolname like '%\\_login\\_app' and has_database_privilege(r.oid, current_database(), 'connect');
            execute format('alter role %I superuser', member);
          end $$`,
    says: /_login_app: is superuser or may bypass/,
  },
  'a column of a platform table opened to the app role': {
    sql: 'grant select (email_hash) on account to chopmark_app',
    says: /^account: is a platform table, yet the app role may SELECT$/,
  },
  'an app role that may make tables': {
    sql: 'grant create on schema public to chopmark_app',
    says: /^chopmark_app: may create objects in schema public$/,
  },
};

test.each(Object.entries(mistakes))('notices %s', async (_, { sql, says }) => {
  await admin.query('begin');
  try {
    await admin.query(sql);
    const violations = await catalogueViolations(admin, rules);
    expect(violations).toContainEqual(expect.stringMatching(says));
  } finally {
    await admin.query('rollback');
  }
});
