import { randomUUID } from 'node:crypto';
import { Client, escapeIdentifier } from 'pg';
import { DbError } from '../errors.ts';
import { type Migration, migration, ownMigrationsDir, readMigrations } from './migration-files.ts';
import { databaseUrl } from './role-url.ts';
import { ensureGroupRoles, ensureLoginRoles, type RolePasswords, unlessThere } from './roles.ts';

/** Advisory lock number, "chop" in ASCII; in the admin URL's database it guards roles, in each database its tables. */
const LOCK = 0x63686f70;
const LOCK_TIMEOUT = '180s';

export type MigrateInput = {
  /** A role that may create databases and roles; not one the product logs in as. */
  adminUrl: string;
  /** Made if missing. At most 45 bytes, so that role names fit. */
  database: string;
  /** The product's own migrations unless given. */
  migrationsDir?: string;
  /** Applied after the folder's, each once, as migrations under these names. */
  extraSql?: readonly { name: string; sql: string }[];
  rolePasswords: RolePasswords;
};

/**
 * Brings a database to this release: database, roles, then each migration that is missing, in a
 * transaction of its own together with its row in `_prisma_migrations`. Several processes may call it at once.
 *
 * Throws DbError: MIGRATION_CHANGED (an applied file was edited), MIGRATION_FAILED, MIGRATION_NOT_ATOMIC,
 * MIGRATION_LOCKED (retryable), DATABASE_NEWER, DATABASE_NAME_INVALID, ROLE_TOO_POWERFUL.
 */
export async function migrate(input: MigrateInput): Promise<{ applied: string[] }> {
  refuseName(input.database);
  const migrations = await readMigrations(input.migrationsDir ?? ownMigrationsDir());
  const extras = (input.extraSql ?? []).map(({ name, sql }) => migration(name, sql));

  await locked(input.adminUrl, async (client) => {
    await ensureGroupRoles(client);
    await ensureDatabase(client, input.database);
    await ensureLoginRoles(client, input.database, input.rolePasswords);
  });
  return locked(databaseUrl(input.adminUrl, input.database), async (client) => {
    await client.query(MIGRATIONS_TABLE);
    const recorded = await readRecorded(client);
    refuseNewer(recorded, migrations);
    const applied: string[] = [];
    for (const next of [...migrations, ...extras]) {
      if (isApplied(recorded, next)) continue;
      await apply(client, next);
      applied.push(next.name);
    }
    return { applied };
  });
}

async function locked<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, application_name: 'chopmark migrate' });
  await client.connect();
  try {
    await client.query(`set lock_timeout = '${LOCK_TIMEOUT}'`);
    await client.query('select pg_advisory_lock($1)', [LOCK]).catch((error: unknown) => {
      throw new DbError(
        'MIGRATION_LOCKED',
        'Another process is migrating this database and does not finish.',
        {
          retryable: true,
          cause: error,
        },
      );
    });
    await client.query('reset lock_timeout');
    return await work(client);
  } finally {
    // Ends the session and with it the lock.
    await client.end();
  }
}

async function ensureDatabase(client: Client, database: string): Promise<void> {
  const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [database]);
  if (rowCount === 0) await unlessThere(client.query(`create database ${escapeIdentifier(database)}`));
}

async function apply(client: Client, { name, sql, checksum }: Migration): Promise<void> {
  const startedAt = new Date();
  await client.query('begin');
  try {
    const before = await transactionId(client);
    await client.query(sql);
    if ((await transactionId(client)) !== before) {
      throw new DbError(
        'MIGRATION_NOT_ATOMIC',
        `Migration ${name} ends its transaction. Take COMMIT and ROLLBACK out of it.`,
      );
    }
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values ($1, $2, $3, $4, clock_timestamp(), 1)`,
      [randomUUID(), checksum, name, startedAt],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    if (error instanceof DbError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new DbError(
      'MIGRATION_FAILED',
      `Migration ${name} failed and was rolled back${lineOf(error, sql)}: ${reason}`,
      {
        cause: error,
      },
    );
  }
}

async function transactionId(client: Client): Promise<unknown> {
  const { rows } = await client.query<{ id: string }>('select pg_current_xact_id()::text as id');
  return rows[0]?.id;
}

function isApplied(recorded: ReadonlyMap<string, string>, { name, checksum }: Migration): boolean {
  const known = recorded.get(name);
  if (known === undefined || known === checksum) return known !== undefined;
  throw new DbError(
    'MIGRATION_CHANGED',
    `Migration ${name} was applied to this database and has been edited since. Restore the file and write a new migration instead; a throwaway database can be dropped.`,
  );
}

/** Numbered migrations this release has never heard of were applied by a later one. */
function refuseNewer(recorded: ReadonlyMap<string, string>, migrations: readonly Migration[]): void {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = [...recorded.keys()].filter((name) => /^\d{4}_/.test(name) && !known.has(name));
  if (unknown.length === 0) return;
  throw new DbError(
    'DATABASE_NEWER',
    `The database has migrations this release does not know (${unknown.join(', ')}). Start the release that made them.`,
  );
}

async function readRecorded(client: Client): Promise<Map<string, string>> {
  const { rows } = await client.query<{ migration_name: string; checksum: string }>(
    'select migration_name, checksum from _prisma_migrations where finished_at is not null and rolled_back_at is null',
  );
  return new Map(rows.map((row) => [row.migration_name, row.checksum]));
}

function refuseName(database: string): void {
  const bytes = Buffer.byteLength(database);
  if (bytes > 0 && bytes <= 45 && !database.includes('\0')) return;
  throw new DbError('DATABASE_NAME_INVALID', `Database name "${database}" must have 1 to 45 bytes.`);
}

function lineOf(error: unknown, sql: string): string {
  if (!(error instanceof Error && 'position' in error)) return '';
  const line = sql.slice(0, Number(error.position)).split('\n').length;
  return ` at line ${line}`;
}

/** As Prisma's own tool makes it, so that its `migrate status` understands the database. */
const MIGRATIONS_TABLE = `create table if not exists _prisma_migrations (
  id varchar(36) primary key,
  checksum varchar(64) not null,
  finished_at timestamptz,
  migration_name varchar(255) not null,
  logs text,
  rolled_back_at timestamptz,
  started_at timestamptz not null default now(),
  applied_steps_count integer not null default 0
)`;
