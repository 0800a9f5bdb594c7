import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DbError } from '../errors.ts';
import { type Account, accountForRoot, reachingAccount } from './account.ts';

/** Where a cluster lies, which binaries serve it, and as whom. All paths are absolute. */
export type Placement = { clusterDir: string; binDir: string; account: Account };

export type PlacementInput = {
  /** `<data>/pg`, existing. */
  pgDir: string;
  /** Folder with bin, lib and share. */
  nativeDir: string;
  /** Only tests of the last resort set these. */
  setpriv?: string | undefined;
  elsewhereBase?: string | undefined;
};

/**
 * The cluster lies in the data folder. Only where we are root, that folder is out of the unprivileged
 * account's reach and no capability can be lent to it, cluster and binaries go to /var/lib/chopmark and
 * `<data>/pg/elsewhere` says so.
 */
export async function place(input: PlacementInput): Promise<Placement> {
  const pointed = await elsewhere(input.pgDir);
  const home = pointed ?? input.pgDir;
  const clusterDir = join(home, 'cluster');
  const owner = await ownerOf(clusterDir);

  if (process.getuid?.() !== 0) {
    refuseForeignOwner(clusterDir, owner);
    return { clusterDir, binDir: join(input.nativeDir, 'bin'), account: { prefix: [] } };
  }
  const ids = await accountForRoot(owner);
  const binDir = join(input.nativeDir, 'bin');
  if (pointed === undefined) {
    const account = await reachingAccount(ids, [binDir, home], input.setpriv);
    if (account) return { clusterDir, binDir, account };
  }
  return placeElsewhere(input, ids, pointed);
}

async function placeElsewhere(
  input: PlacementInput,
  ids: { uid: number; gid: number },
  pointed: string | undefined,
): Promise<Placement> {
  const name = createHash('sha256').update(input.pgDir).digest('hex').slice(0, 16);
  const home = pointed ?? join(input.elsewhereBase ?? '/var/lib/chopmark', name);
  await mkdir(home, { recursive: true, mode: 0o755 });
  const version = await readFile(join(input.nativeDir, '..', 'package.json'), 'utf8');
  const native = join(home, `postgresql-${createHash('sha256').update(version).digest('hex').slice(0, 8)}`);
  if ((await ownerOf(native)) === undefined) {
    await rm(`${native}.new`, { recursive: true, force: true });
    await cp(input.nativeDir, `${native}.new`, { recursive: true, verbatimSymlinks: true });
    await rename(`${native}.new`, native);
  }
  const binDir = join(native, 'bin');
  const account = await reachingAccount(ids, [binDir, home], input.setpriv);
  if (!account) {
    throw new DbError(
      'EMBEDDED_NO_ACCOUNT',
      `PostgreSQL cannot run as root, and account ${ids.uid} reaches neither ${input.pgDir} nor ${home}. Move the data folder to where that account may go, or set DATABASE_URL.`,
    );
  }
  if (pointed === undefined) await writeFile(join(input.pgDir, 'elsewhere'), `${home}\n`);
  return { clusterDir: join(home, 'cluster'), binDir, account };
}

async function elsewhere(pgDir: string): Promise<string | undefined> {
  try {
    return (await readFile(join(pgDir, 'elsewhere'), 'utf8')).trim();
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function ownerOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).uid;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

function refuseForeignOwner(clusterDir: string, owner: number | undefined): void {
  if (owner === undefined || owner === process.getuid?.()) return;
  throw new DbError(
    'EMBEDDED_WRONG_OWNER',
    `${clusterDir} belongs to user ${owner}: it was made by root or somebody else. Run as that user or root, or name another data folder (CHOPMARK_DATA).`,
  );
}

/** True for "no such file or directory". */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
