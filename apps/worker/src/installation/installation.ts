import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { databaseUrl, migrate, roleUrl } from '@chopmark/db';
import { openEmbeddedPostgres } from '@chopmark/db/embedded';
import { type DataFolder, openDataFolder } from './data-folder.ts';

export type InstallationOptions = {
  dataDir: string;
  /** Another PostgreSQL than the embedded one: the URL of a role that may create databases and roles. */
  databaseUrl?: string | undefined;
  log(line: string): void;
};

/** A data folder with its migrated database: what every process of an installation starts from. */
export type Installation = {
  folder: DataFolder;
  urls: { app: string; relay: string; jobs: string };
  close(): Promise<void>;
};

const EMBEDDED_DATABASE = 'chopmark';

/** Opens the data folder, starts or joins the database, and brings its tables to this release. Safe to repeat. */
export async function openInstallation(options: InstallationOptions): Promise<Installation> {
  const folder = await openDataFolder(resolve(options.dataDir));
  const server = await openServer(folder, options);
  try {
    const { secrets } = folder;
    const rolePasswords = { app: secrets.app, relay: secrets.relay, jobs: secrets.jobs };
    const { applied } = await migrate({
      adminUrl: server.adminUrl,
      database: server.database,
      extraSql: [await executorSchema()],
      rolePasswords,
    });
    if (applied.length > 0) options.log(`migrations applied: ${applied.join(', ')}`);
    const url = (role: 'app' | 'relay' | 'jobs') =>
      roleUrl(server.adminUrl, server.database, role, rolePasswords[role]);
    return {
      folder,
      urls: { app: url('app'), relay: url('relay'), jobs: url('jobs') },
      close: server.close,
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

type Server = { adminUrl: string; database: string; close(): Promise<void> };

async function openServer(folder: DataFolder, options: InstallationOptions): Promise<Server> {
  if (options.databaseUrl) {
    const database = decodeURIComponent(new URL(options.databaseUrl).pathname.slice(1)) || EMBEDDED_DATABASE;
    // Roles and databases are made from the server's maintenance database.
    return { adminUrl: databaseUrl(options.databaseUrl, 'postgres'), database, close: async () => undefined };
  }
  const { adminUrl, close } = await openEmbeddedPostgres({ dataDir: folder.path, log: options.log });
  return { adminUrl, database: EMBEDDED_DATABASE, close };
}

async function executorSchema(): Promise<{ name: string; sql: string }> {
  const sql = await readFile(new URL('../executor/schema.sql', import.meta.url), 'utf8');
  return { name: 'executor_0001', sql };
}
