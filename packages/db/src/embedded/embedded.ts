import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DbError } from '../errors.ts';
import { nativeFolder } from './binaries.ts';
import { adminUrl, type Cluster, createCluster, runningServer, startServer, stopServer } from './cluster.ts';
import { KernelLock } from './kernel-lock.ts';
import { isMissing, place } from './placement.ts';

/** Long enough for another process to make a cluster and recover it. */
const TRANSITION_TIMEOUT_MS = 180_000;

export type EmbeddedPostgres = {
  /** The superuser's URL, for migrations and role passwords only. */
  adminUrl: string;
  port: number;
  started: 'created' | 'started' | 'joined';
  /** Leaves; the last process to leave stops the server. Safe to call twice. */
  close(): Promise<void>;
};

export type EmbeddedOptions = {
  /** The product's data folder; the server lives in its `pg` folder. */
  dataDir: string;
  /** Takes one line per step worth showing. */
  log?: (line: string) => void;
  /** Tests only: no fsync, and a cluster that does not start is thrown away and made again. */
  fastUnsafe?: boolean;
};

/**
 * The private PostgreSQL of a data folder, on 127.0.0.1 only. Several processes may open one folder:
 * the first starts the server, the others join, the last one out stops it. Each holds a share of a
 * kernel lock, so a killed process counts as gone at once; a server that all its processes left by
 * being killed keeps running until the next one opens and closes it.
 *
 * Throws DbError EMBEDDED_*.
 */
export async function openEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const pgDir = join(resolve(options.dataDir), 'pg');
  await mkdir(pgDir, { recursive: true });
  // `transition` is held while starting or stopping; `holders` is shared by whoever uses the server.
  const transition = new KernelLock(join(pgDir, 'transition.lock'));
  const holders = new KernelLock(join(pgDir, 'holders.lock'));
  try {
    await transition.exclusive(TRANSITION_TIMEOUT_MS);
    await holders.share(TRANSITION_TIMEOUT_MS);
    const cluster = await describeCluster(pgDir, options.fastUnsafe ?? false);
    const { port, started } = await ensureRunning(cluster, options.log ?? (() => undefined));
    transition.release();
    let closing: Promise<void> | undefined;
    const close = () => {
      closing ??= leave(cluster, transition, holders);
      return closing;
    };
    return { adminUrl: adminUrl(cluster.password, port), port, started, close };
  } catch (error) {
    holders.close();
    transition.close();
    throw error;
  }
}

async function leave(cluster: Cluster, transition: KernelLock, holders: KernelLock): Promise<void> {
  try {
    await transition.exclusive(TRANSITION_TIMEOUT_MS);
    holders.release();
    if (holders.tryExclusive()) await stopServer(cluster);
  } finally {
    holders.close();
    transition.close();
  }
}

async function describeCluster(pgDir: string, fastUnsafe: boolean): Promise<Cluster> {
  const placement = await place({ pgDir, nativeDir: nativeFolder() });
  const password = await keptPassword(join(pgDir, 'password'));
  return { ...placement, pgDir, password, fastUnsafe };
}

async function ensureRunning(
  cluster: Cluster,
  log: (line: string) => void,
): Promise<{ port: number; started: EmbeddedPostgres['started'] }> {
  const running = await runningServer(cluster);
  if (running) return { port: running.port, started: 'joined' };
  const created = await createCluster(cluster);
  if (created) log(`made a PostgreSQL cluster in ${cluster.clusterDir}`);
  const postmaster = await startServer(cluster).catch(async (error: unknown) => {
    if (!cluster.fastUnsafe || created) throw error;
    await rm(cluster.clusterDir, { recursive: true, force: true });
    await createCluster(cluster);
    return startServer(cluster);
  });
  log(`PostgreSQL listens on 127.0.0.1:${postmaster.port}`);
  return { port: postmaster.port, started: created ? 'created' : 'started' };
}

/** Kept beside the cluster, readable by its owner alone; written whole by a rename. */
async function keptPassword(file: string): Promise<string> {
  try {
    const kept = (await readFile(file, 'utf8')).trim();
    if (kept !== '') return kept;
  } catch (error) {
    if (!isMissing(error)) {
      throw new DbError('EMBEDDED_WRONG_OWNER', `${file} cannot be read. Run as the user who made it.`, {
        cause: error,
      });
    }
  }
  const password = randomBytes(24).toString('base64url');
  await writeFile(`${file}.new`, `${password}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return password;
}
