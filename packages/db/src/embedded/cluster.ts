import { execFile, spawn } from 'node:child_process';
import { chown, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { DbError } from '../errors.ts';
import { asAccount } from './account.ts';
import { isMissing, type Placement } from './placement.ts';
import { choosePort } from './port.ts';
import { findPostmaster, type Postmaster, servesCluster } from './postmaster.ts';

const run = promisify(execFile);

const MAJOR_VERSION = '18';
const POLL_MS = 15;
/** Recovery after a crash replays the log and may take a while; a server that lives is waited for. */
const START_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 30_000;
const LOG_LIMIT_BYTES = 5_000_000;

/** A cluster and the folder that keeps what belongs to it: `log`, `port`, `password`. */
export type Cluster = Placement & { pgDir: string; password: string; fastUnsafe: boolean };

/** Makes the cluster unless it is there; says whether it did. Whole or not at all: it appears by a rename. */
export async function createCluster(cluster: Cluster): Promise<boolean> {
  const version = await readFile(join(cluster.clusterDir, 'PG_VERSION'), 'utf8').catch((error: unknown) => {
    if (isMissing(error)) return undefined;
    throw error;
  });
  if (version !== undefined) {
    if (version.trim() === MAJOR_VERSION) return false;
    throw new DbError(
      'EMBEDDED_WRONG_VERSION',
      `${cluster.clusterDir} was made by PostgreSQL ${version.trim()}, this is ${MAJOR_VERSION}. Dump it with the old release, or name another data folder (CHOPMARK_DATA).`,
    );
  }
  const fresh = `${cluster.clusterDir}.new`;
  const passwordFile = join(dirname(fresh), 'initdb-password');
  await rm(fresh, { recursive: true, force: true });
  await rm(passwordFile, { force: true });
  try {
    await writeFile(passwordFile, `${cluster.password}\n`, { mode: 0o600 });
    await initdb(cluster, fresh, passwordFile);
    await rename(fresh, cluster.clusterDir);
  } finally {
    await rm(passwordFile, { force: true });
  }
  return true;
}

async function initdb(cluster: Cluster, folder: string, passwordFile: string): Promise<void> {
  await makeOwnedFolder(folder, cluster.account.ids);
  if (cluster.account.ids) await chown(passwordFile, cluster.account.ids.uid, cluster.account.ids.gid);
  // PostgreSQL's own C.UTF-8 needs no locale of the system and orders alike everywhere.
  const { file, args, options } = asAccount(cluster.account, join(cluster.binDir, 'initdb'), [
    ...['-D', folder, '--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256'],
    ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
    ...(cluster.fastUnsafe ? ['--no-sync'] : []),
  ]);
  await run(file, args, options).catch((error: unknown) => {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new DbError('EMBEDDED_CREATE_FAILED', `initdb could not make ${folder}: ${output.trim()}`, {
      cause: error,
    });
  });
}

async function makeOwnedFolder(folder: string, ids: { uid: number; gid: number } | undefined): Promise<void> {
  await mkdir(folder, { mode: 0o700 });
  if (ids) await chown(folder, ids.uid, ids.gid);
}

/** The running server once it answers, waiting for one that is just starting or stopping; else undefined. */
export async function runningServer(cluster: Cluster): Promise<Postmaster | undefined> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < deadline) {
    const postmaster = await findPostmaster(cluster.clusterDir);
    if (!postmaster) return undefined;
    if (postmaster.status === 'ready' && (await answers(cluster, postmaster.port))) return postmaster;
    await sleep(POLL_MS);
  }
  throw startFailed(cluster, 'it runs but does not answer');
}

/** Starts the server on its kept port, or on another when that is taken. */
export async function startServer(cluster: Cluster): Promise<Postmaster> {
  for (let attempt = 1; ; attempt++) {
    const port = await choosePort(join(cluster.pgDir, 'port'));
    const logged = await logSize(cluster);
    const postmaster = await startOn(cluster, port);
    if (postmaster) return postmaster;
    const log = await logTail(cluster, logged);
    // Backends that outlived a killed server need a moment to notice.
    const passing = /Address already in use|pre-existing shared memory block/.test(log);
    if (!passing || attempt === 20) throw startFailed(cluster, log);
    await sleep(attempt * 50);
  }
}

async function startOn(cluster: Cluster, port: number): Promise<Postmaster | undefined> {
  const log = await open(join(cluster.pgDir, 'log'), 'a', 0o600);
  const command = asAccount(cluster.account, join(cluster.binDir, 'postgres'), [
    '-D',
    cluster.clusterDir,
    ...settings(cluster, port).flatMap((setting) => ['-c', setting]),
  ]);
  try {
    // Detached: a session of its own, so that Ctrl-C in the terminal reaches us and not the server.
    const child = spawn(command.file, command.args, {
      ...command.options,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    const ended = new AbortController();
    child.once('error', () => ended.abort()).once('exit', () => ended.abort());
    child.unref();
    return await waitUntilReady(cluster, ended.signal);
  } finally {
    await log.close();
  }
}

async function waitUntilReady(cluster: Cluster, ended: AbortSignal): Promise<Postmaster | undefined> {
  const deadline = Date.now() + START_TIMEOUT_MS;
  while (!ended.aborted && Date.now() < deadline) {
    const postmaster = await findPostmaster(cluster.clusterDir);
    if (postmaster?.status === 'ready' && (await answers(cluster, postmaster.port))) return postmaster;
    await sleep(POLL_MS, undefined, { signal: ended }).catch(() => undefined);
  }
  return undefined;
}

/** Fast shutdown: open transactions are rolled back, what is committed is written. */
export async function stopServer(cluster: Cluster): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    const postmaster = await findPostmaster(cluster.clusterDir);
    if (!postmaster) return;
    process.kill(postmaster.pid, signal);
    const deadline = Date.now() + STOP_TIMEOUT_MS;
    while (Date.now() < deadline) {
      if (!(await servesCluster(postmaster.pid, cluster.clusterDir))) return;
      await sleep(POLL_MS);
    }
  }
  throw new DbError(
    'EMBEDDED_STOP_FAILED',
    `PostgreSQL on ${cluster.clusterDir} does not stop. Its log: ${join(cluster.pgDir, 'log')}`,
  );
}

export function adminUrl(password: string, port: number): string {
  return `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
}

function settings(cluster: Cluster, port: number): string[] {
  const safe = [
    'listen_addresses=127.0.0.1',
    `port=${port}`,
    'unix_socket_directories=',
    'max_connections=200',
    'shared_buffers=128MB',
    'timezone=UTC',
    'log_timezone=UTC',
    'jit=off',
  ];
  if (!cluster.fastUnsafe) return safe;
  return [
    ...safe,
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'wal_level=minimal',
    'max_wal_senders=0',
  ];
}

async function answers(cluster: Cluster, port: number): Promise<boolean> {
  const client = new Client({
    connectionString: adminUrl(cluster.password, port),
    connectionTimeoutMillis: 5_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return true;
  } catch (error) {
    const wrongPassword = error instanceof Error && 'code' in error && error.code === '28P01';
    if (!wrongPassword) return false;
    throw new DbError(
      'EMBEDDED_START_FAILED',
      `PostgreSQL refuses the password kept in ${join(cluster.pgDir, 'password')}: that file does not belong to this cluster. Put the right one back.`,
      { cause: error },
    );
  }
}

/** Bytes in the log; one that has grown too long is set aside first. */
async function logSize(cluster: Cluster): Promise<number> {
  const path = join(cluster.pgDir, 'log');
  const size = await stat(path).then(
    (stats) => stats.size,
    () => 0,
  );
  if (size <= LOG_LIMIT_BYTES) return size;
  await rename(path, `${path}.1`);
  return 0;
}

async function logTail(cluster: Cluster, from: number): Promise<string> {
  const bytes = await readFile(join(cluster.pgDir, 'log')).catch(() => Buffer.alloc(0));
  return bytes.subarray(from).toString('utf8').split('\n').slice(-12).join('\n').trim();
}

function startFailed(cluster: Cluster, reason: string): DbError {
  return new DbError(
    'EMBEDDED_START_FAILED',
    `PostgreSQL on ${cluster.clusterDir} did not start (log: ${join(cluster.pgDir, 'log')}): ${reason}`,
  );
}
