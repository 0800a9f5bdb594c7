import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isMissing } from './placement.ts';

const run = promisify(execFile);

/** What PostgreSQL writes into postmaster.pid about itself. */
export type Postmaster = { pid: number; port: number; status: string };

/**
 * The running server of a cluster, or undefined. A postmaster.pid left by a crash is removed here when
 * its process ID meanwhile belongs to something else: PostgreSQL itself would take that process for a
 * living server and refuse to start, which after a container's restart is the usual case.
 */
export async function findPostmaster(clusterDir: string): Promise<Postmaster | undefined> {
  const file = join(clusterDir, 'postmaster.pid');
  const lines = await readFile(file, 'utf8').then(
    (text) => text.split('\n'),
    (error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    },
  );
  if (!lines) return undefined;
  // Layout: pid, data directory, start time, port, socket folder, listen address, shared memory, status.
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (await servesCluster(pid, clusterDir)) {
    return { pid, port: Number(lines[3]), status: lines[7]?.trim() ?? 'starting' };
  }
  if (isAlive(pid)) await rm(file, { force: true });
  return undefined;
}

/** Whether the process is a PostgreSQL on this cluster; a zombie is not. */
export async function servesCluster(pid: number, clusterDir: string): Promise<boolean> {
  const args = await commandLine(pid);
  return args.includes('postgres') && args.includes(clusterDir);
}

async function commandLine(pid: number): Promise<string> {
  if (process.platform === 'linux') return readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return run('ps', ['-ww', '-o', 'args=', '-p', String(pid)]).then(
    (result) => result.stdout,
    () => '',
  );
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
