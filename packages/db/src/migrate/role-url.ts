/** What a process may log in as: `app` serves people, `relay` platform tables, `jobs` the executor's schema. */
export type DatabaseRole = 'app' | 'relay' | 'jobs';

export const databaseRoles: readonly DatabaseRole[] = ['app', 'relay', 'jobs'];

/** NOLOGIN role that migrations grant to; one per cluster. */
export function groupRole(role: DatabaseRole): string {
  return `chopmark_${role}`;
}

/**
 * LOGIN role of one database. Not plainly `<database>_<role>`: in a database called `chopmark` that
 * would be the group role itself.
 */
export function loginRole(database: string, role: DatabaseRole): string {
  return `${database}_login_${role}`;
}

/** The URL by which `role` reaches `database` on the admin URL's server, with that URL's parameters (TLS …). */
export function roleUrl(adminUrl: string, database: string, role: DatabaseRole, password: string): string {
  const url = new URL(adminUrl);
  url.username = encodeURIComponent(loginRole(database, role));
  url.password = encodeURIComponent(password);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}

/** The admin URL with another database. */
export function databaseUrl(adminUrl: string, database: string): string {
  const url = new URL(adminUrl);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.href;
}
