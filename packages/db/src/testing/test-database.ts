import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client, escapeIdentifier } from 'pg';
import { createDatabase, type Database } from '../client/database.ts';
import { openEmbeddedPostgres } from '../embedded/embedded.ts';
import { migrate } from '../migrate/migrate.ts';
import { ownMigrationsDir, readMigrations } from '../migrate/migration-files.ts';
import { type DatabaseRole, databaseRoles, databaseUrl, loginRole, roleUrl } from '../migrate/role-url.ts';
import { dropLoginRoles, type RolePasswords } from '../migrate/roles.ts';

export type TestDatabase = {
  db: Database;
  /** Superuser's URL of this very database: arranges what no role of the product may, looks behind policies. */
  adminUrl: string;
  appUrl: string;
  relayUrl: string;
  jobsUrl: string;
  database: string;
  /** Closes `db`, drops the database and leaves the server. Give it to afterAll. */
  drop(): Promise<void>;
};

export type TestDatabaseOptions = {
  /** As in `migrate`, e.g. the executor's schema. */
  extraSql?: readonly { name: string; sql: string }[];
  poolSize?: number;
};

const DATA_DIR = join(import.meta.dirname, '..', '..', '..', '..', 'node_modules', '.cache', 'chopmark-test');
const TEMPLATE_LOCK = 0x74656d70;
const KEPT_TEMPLATES = 6;

/**
 * A migrated, empty database of its own for one test file: a copy of a template that is made once for
 * each state of the migrations. All files and processes share one embedded server, which the last one
 * stops; DATABASE_URL_TEST (a superuser's URL) names another server instead.
 */
export async function testDatabase(options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const server = await openServer();
  try {
    const copy = await withAdmin(server.adminUrl, async (admin) => {
      await admin.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
      if (server.fresh) await dropLeftovers(admin);
      const template = await ensureTemplate(admin, server.adminUrl, options);
      return { template, database: await copyTemplate(admin, template) };
    });
    return describe(server, copy, options.poolSize ?? 5);
  } catch (error) {
    await server.close();
    throw error;
  }
}

type Server = { adminUrl: string; fresh: boolean; close(): Promise<void> };

async function openServer(): Promise<Server> {
  const given = process.env.DATABASE_URL_TEST;
  if (given) return { adminUrl: given, fresh: false, close: async () => undefined };
  const { adminUrl, started, close } = await openEmbeddedPostgres({ dataDir: DATA_DIR, fastUnsafe: true });
  return { adminUrl, fresh: started === 'started', close };
}

function describe(
  server: Server,
  copy: { template: string; database: string },
  poolSize: number,
): TestDatabase {
  const { template, database } = copy;
  const passwords = passwordsFor(server.adminUrl);
  const url = (role: DatabaseRole) =>
    databaseUrl(roleUrl(server.adminUrl, template, role, passwords[role]), database);
  const urls = { appUrl: url('app'), relayUrl: url('relay'), jobsUrl: url('jobs') };
  const db = createDatabase({ ...urls, poolSize });
  const drop = async () => {
    await db.close();
    await withAdmin(server.adminUrl, (admin) => dropDatabase(admin, database));
    await server.close();
  };
  return { db, adminUrl: databaseUrl(server.adminUrl, database), ...urls, database, drop };
}

/** The template's name. Its LOGIN roles serve the copies too, so that roles don't pile up in the server. */
async function ensureTemplate(
  admin: Client,
  adminUrl: string,
  options: TestDatabaseOptions,
): Promise<string> {
  const migrations = await readMigrations(ownMigrationsDir());
  const hash = createHash('sha256')
    .update(
      JSON.stringify([migrations.map(({ name, checksum }) => [name, checksum]), options.extraSql ?? []]),
    )
    .digest('hex');
  const template = `chopmark_tpl_${hash.slice(0, 12)}`;
  // datistemplate is set last: a template without it was left half made.
  const { rows } = await admin.query<{ done: boolean }>(
    'select datistemplate as done from pg_database where datname = $1',
    [template],
  );
  if (rows[0]?.done) return template;
  await dropDatabase(admin, template);
  await migrate({
    adminUrl,
    database: template,
    rolePasswords: passwordsFor(adminUrl),
    ...(options.extraSql ? { extraSql: options.extraSql } : {}),
  });
  await admin.query(`alter database ${escapeIdentifier(template)} is_template true`);
  return template;
}

/** The name of a new copy: it says under which start of the server it was made. */
async function copyTemplate(admin: Client, template: string): Promise<string> {
  const database = `chopmark_test_${await serverStart(admin)}_${randomBytes(6).toString('hex')}`;
  const id = escapeIdentifier(database);
  // file_copy: quicker than through the log, where nothing is synced.
  await admin.query(`create database ${id} template ${escapeIdentifier(template)} strategy file_copy`);
  // A copy has the template's contents, but not the grants on the database itself.
  await admin.query(`revoke all on database ${id} from public`);
  for (const role of databaseRoles) {
    await admin.query(`grant connect on database ${id} to ${escapeIdentifier(loginRole(template, role))}`);
  }
  return database;
}

/** Drops copies of earlier starts, whose runs were killed, and templates once many have come together. */
async function dropLeftovers(admin: Client): Promise<void> {
  const { rows } = await admin.query<{ datname: string }>(
    `select datname from pg_database where datname ~ '^chopmark_(test|tpl)_'`,
  );
  const names = rows.map((row) => row.datname);
  const current = `chopmark_test_${await serverStart(admin)}_`;
  const copies = names.filter((name) => name.startsWith('chopmark_test_'));
  for (const name of copies) if (!name.startsWith(current)) await dropDatabase(admin, name);

  const templates = names.filter((name) => name.startsWith('chopmark_tpl_'));
  if (templates.length <= KEPT_TEMPLATES || copies.some((name) => name.startsWith(current))) return;
  for (const name of templates) {
    await admin.query(`alter database ${escapeIdentifier(name)} is_template false`);
    await dropDatabase(admin, name);
    await dropLoginRoles(admin, name);
  }
}

async function serverStart(admin: Client): Promise<string> {
  const { rows } = await admin.query<{ epoch: string }>(
    'select extract(epoch from pg_postmaster_start_time())::bigint::text as epoch',
  );
  return rows[0]?.epoch ?? '0';
}

async function dropDatabase(admin: Client, name: string): Promise<void> {
  await admin.query(`drop database if exists ${escapeIdentifier(name)} with (force)`);
}

/** The same in every process, without being kept anywhere: derived from the server's own password. */
function passwordsFor(adminUrl: string): RolePasswords {
  const derive = (role: string) =>
    createHash('sha256')
      .update(`${role} ${new URL(adminUrl).password}`)
      .digest('hex');
  return { app: derive('app'), relay: derive('relay'), jobs: derive('jobs') };
}

async function withAdmin<T>(adminUrl: string, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}
