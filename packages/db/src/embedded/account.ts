import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DbError } from '../errors.ts';

const run = promisify(execFile);

/** The operating-system account PostgreSQL runs as, and how a command is started as it. */
export type Account = {
  /** Undefined when we are an ordinary user and PostgreSQL simply runs as us. */
  ids?: { uid: number; gid: number };
  /** Put before the command, e.g. `setpriv …`; empty when switching the IDs suffices. */
  prefix: readonly string[];
};

const OWN_ACCOUNT = 'chopmark-postgres';

/**
 * PostgreSQL refuses to run as root, and initdb wants an account that has a passwd entry. The owner of
 * an existing cluster comes first (PostgreSQL refuses any other), then the distribution's account, then
 * one of our own making, and `nobody` where /etc cannot be written.
 */
export async function accountForRoot(
  clusterOwner: number | undefined,
): Promise<{ uid: number; gid: number }> {
  if (clusterOwner !== undefined && clusterOwner !== 0) return requireAccount(String(clusterOwner));
  const existing = (await lookUp('postgres')) ?? (await lookUp(OWN_ACCOUNT));
  if (existing) return existing;
  await run('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    OWN_ACCOUNT,
  ]).catch(() => undefined);
  return (await lookUp(OWN_ACCOUNT)) ?? requireAccount('nobody');
}

/**
 * How root starts a command as `ids` so that it reaches `folders` (absolute). A clone under /root (mode
 * 700) is out of any other account's reach, both its binaries and its data folder, however those are
 * owned. Opening up the user's folders is not ours to do, so the process keeps one capability, to pass
 * through and read folders, and no other. `no_setuid_fixup` makes access(2), which initdb asks, honour
 * it too. Containers often lack `dac_read_search` and have `dac_override`. Undefined: nothing helps.
 */
export async function reachingAccount(
  ids: { uid: number; gid: number },
  folders: readonly string[],
  setpriv = 'setpriv',
): Promise<Account | undefined> {
  const candidates: Account[] = [{ ids, prefix: [] }];
  for (const capability of ['dac_read_search', 'dac_override']) {
    candidates.push({ ids, prefix: setprivPrefix(setpriv, ids, capability) });
  }
  for (const account of candidates) {
    if (await reaches(account, folders)) return account;
  }
  return undefined;
}

/** Command and spawn options that run `command` as the account, in an environment free of PG* settings. */
export function asAccount(account: Account, command: string, args: readonly string[]) {
  const [file, ...rest] = [...account.prefix, command, ...args];
  const ids = account.prefix.length === 0 ? account.ids : undefined;
  const env = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };
  return { file: file ?? command, args: rest, options: { cwd: '/', env, ...ids } };
}

function setprivPrefix(setpriv: string, ids: { uid: number; gid: number }, capability: string): string[] {
  const only = `-all,+${capability}`;
  return [
    setpriv,
    `--reuid=${ids.uid}`,
    `--regid=${ids.gid}`,
    '--clear-groups',
    '--securebits=+no_setuid_fixup',
    `--inh-caps=${only}`,
    `--ambient-caps=${only}`,
    `--bounding-set=${only}`,
  ];
}

/** Tried rather than computed from modes: access lists, mounts and security modules have a say too. */
async function reaches(account: Account, folders: readonly string[]): Promise<boolean> {
  const script = 'for folder in "$@"; do cd "$folder" && test -x . || exit 1; done';
  const { file, args, options } = asAccount(account, '/bin/sh', ['-c', script, 'sh', ...folders]);
  return run(file, args, options).then(
    () => true,
    () => false,
  );
}

async function requireAccount(name: string): Promise<{ uid: number; gid: number }> {
  const account = await lookUp(name);
  if (account) return account;
  throw new DbError(
    'EMBEDDED_NO_ACCOUNT',
    `PostgreSQL refuses to run as root and the account "${name}" does not exist. Create one (useradd --system ${OWN_ACCOUNT}), run as an ordinary user, or set DATABASE_URL.`,
  );
}

async function lookUp(name: string): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return undefined;
  }
}
