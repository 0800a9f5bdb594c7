import { chown } from 'node:fs/promises';
import { runProcess } from './run-process.ts';

/** How a converter process is kept from the rest of the machine. */
export type Confinement = {
  /** Put before the command. */
  prefix: readonly string[];
  /** True if the process has no network at all; else only LibreOffice's own settings keep it in. */
  networkOff: boolean;
  /** The user it runs as, if not ours. */
  uid?: number;
};

/** `nobody` on every Linux; the user needn't have an entry in the system's list. */
const nobody = 65534;
const noNetwork = ['unshare', '--net', '--'];
const noNetworkUnprivileged = ['unshare', '--map-root-user', '--net', '--'];
const asNobody = [
  'setpriv',
  `--reuid=${nobody}`,
  `--regid=${nobody}`,
  '--clear-groups',
  '--no-new-privs',
  '--inh-caps=-all',
  '--bounding-set=-all',
  '--',
];
const noNewPrivileges = ['setpriv', '--no-new-privs', '--'];
/** In a user namespace we'd be its root: without a bounding set that means nothing. */
const noCapabilities = ['setpriv', '--no-new-privs', '--bounding-set=-all', '--'];

/**
 * The strongest confinement that works here: as root, a user that owns nothing, without network; otherwise a network
 * namespace of our own user, where the system allows one. Each is tried with a folder like a conversion's.
 * @param folder an empty folder that a conversion could use
 */
export async function findConfinement(folder: string): Promise<Confinement> {
  for (const confinement of candidates()) {
    await handOver(folder, confinement);
    const command = [...confinement.prefix, 'touch', 'probe'];
    const { end, exitCode } = await runProcess({ command, cwd: folder, env: searchPath, timeoutMs: 10_000 });
    if (end === 'exited' && exitCode === 0) return confinement;
  }
  return unconfined;
}

/** Gives the folder to the user the converter runs as. */
export async function handOver(folder: string, { uid }: Confinement): Promise<void> {
  if (uid !== undefined) await chown(folder, uid, uid);
}

export const searchPath = { PATH: '/usr/local/bin:/usr/bin:/bin' };
const unconfined: Confinement = { prefix: [], networkOff: false };

function candidates(): Confinement[] {
  if (process.platform !== 'linux') return [];
  if (process.getuid?.() === 0) {
    return [
      { prefix: [...noNetwork, ...asNobody], networkOff: true, uid: nobody },
      { prefix: asNobody, networkOff: false, uid: nobody },
      { prefix: [...noNetwork, ...noCapabilities], networkOff: true },
    ];
  }
  return [
    { prefix: [...noNetworkUnprivileged, ...noCapabilities], networkOff: true },
    { prefix: noNewPrivileges, networkOff: false },
  ];
}
