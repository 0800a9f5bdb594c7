import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export type Migration = { name: string; sql: string; checksum: string };

/**
 * The product's own migrations, beside the Prisma schema. Found from this source file, so not from within a
 * bundle, where a module has no folder; a bundle may import this all the same.
 */
export function ownMigrationsDir(): string {
  return join(import.meta.dirname, '..', '..', 'prisma', 'migrations');
}

/** `<dir>/<name>/migration.sql` in the order of their names. */
export async function readMigrations(dir: string): Promise<Migration[]> {
  const entries = await readdir(dir, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names
      .sort()
      .map(async (name) => migration(name, await readFile(join(dir, name, 'migration.sql'), 'utf8'))),
  );
}

/** Line ends don't count: a checkout may change them. */
export function migration(name: string, sql: string): Migration {
  const checksum = createHash('sha256').update(sql.replaceAll('\r\n', '\n')).digest('hex');
  return { name, sql, checksum };
}
