import { type Client, escapeIdentifier, escapeLiteral } from 'pg';
import { DbError } from '../errors.ts';
import { type DatabaseRole, databaseRoles, groupRole, loginRole } from './role-url.ts';

export type RolePasswords = Record<DatabaseRole, string>;

const ATTRIBUTES = 'nosuperuser nocreatedb nocreaterole noreplication nobypassrls inherit';
/** A transaction somebody forgot would keep row locks and dead rows for ever. */
const IDLE_IN_TRANSACTION = '60s';

/** The NOLOGIN roles migrations grant to; one set for the whole cluster, so somebody else may just be making them. */
export async function ensureGroupRoles(client: Client): Promise<void> {
  for (const role of databaseRoles) {
    const name = groupRole(role);
    if (!(await exists(client, name))) {
      await unlessThere(client.query(`create role ${escapeIdentifier(name)} nologin ${ATTRIBUTES}`));
    }
    await refusePower(client, name);
  }
}

/** The database's LOGIN roles with these passwords; nobody else but its owner may connect. */
export async function ensureLoginRoles(
  client: Client,
  database: string,
  passwords: RolePasswords,
): Promise<void> {
  await client.query(`revoke all on database ${escapeIdentifier(database)} from public`);
  for (const role of databaseRoles) {
    const name = loginRole(database, role);
    const id = escapeIdentifier(name);
    if (!(await exists(client, name))) await client.query(`create role ${id} login ${ATTRIBUTES}`);
    await refusePower(client, name);
    await client.query(`alter role ${id} login password ${escapeLiteral(passwords[role])}`);
    await client.query(`alter role ${id} set idle_in_transaction_session_timeout = '${IDLE_IN_TRANSACTION}'`);
    await client.query(`grant ${escapeIdentifier(groupRole(role))} to ${id}`);
    await client.query(`grant connect on database ${escapeIdentifier(database)} to ${id}`);
  }
}

/** Removes a dropped database's LOGIN roles. */
export async function dropLoginRoles(client: Client, database: string): Promise<void> {
  for (const role of databaseRoles) {
    await client.query(`drop role if exists ${escapeIdentifier(loginRole(database, role))}`);
  }
}

/** Passes over "it exists already", in both forms that PostgreSQL has for two sessions making one thing at once. */
export async function unlessThere(creation: Promise<unknown>): Promise<void> {
  await creation.catch((error: unknown) => {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== '42710' && code !== '42P04' && code !== '23505') throw error;
  });
}

async function exists(client: Client, name: string): Promise<boolean> {
  const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [name]);
  return rowCount === 1;
}

/** Row-level security means nothing to such a role, so an existing one is not quietly taken over. */
async function refusePower(client: Client, name: string): Promise<void> {
  const { rowCount } = await client.query(
    'select 1 from pg_roles where rolname = $1 and (rolsuper or rolbypassrls or rolcreaterole)',
    [name],
  );
  if (rowCount === 0) return;
  throw new DbError(
    'ROLE_TOO_POWERFUL',
    `Database role "${name}" is superuser, may create roles or bypasses row-level security. Take that from it (ALTER ROLE … NOSUPERUSER NOCREATEROLE NOBYPASSRLS) and try again.`,
  );
}
