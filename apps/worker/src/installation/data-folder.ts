import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const secretsSchema = z.object({
  /** Passwords of the database's login roles. */
  app: z.string(),
  relay: z.string(),
  jobs: z.string(),
  /** Encrypts the site's log-in cookie. */
  session: z.string(),
  /** Of the operator and the demo tenant's owner, shown at every start. */
  operatorPassword: z.string(),
  demoPassword: z.string(),
});

export type InstallationSecrets = z.output<typeof secretsSchema>;

export type DataFolder = {
  path: string;
  /** Its first key is this folder's; an operator may put others into it (see docs/custody.md). */
  masterKeyFile: string;
  storage: string;
  secrets: InstallationSecrets;
};

/** Opens the data folder, making what is missing: the master key (0600), random secrets (0600) and the storage folder. */
export async function openDataFolder(path: string): Promise<DataFolder> {
  await mkdir(path, { recursive: true });
  const storage = join(path, 'storage');
  await mkdir(storage, { recursive: true });
  const masterKeyFile = join(path, 'master.key');
  refuseUnreadable(masterKeyFile, await readOrCreate(masterKeyFile, () => randomBytes(32).toString('hex')));
  const stored = await readOrCreate(join(path, 'secrets.json'), () => JSON.stringify(newSecrets(), null, 2));
  return {
    path,
    masterKeyFile,
    storage,
    secrets: secretsSchema.parse(JSON.parse(stored)),
  };
}

/** As `openMasterKeys` reads it, but before anything else is opened: a damaged key file is not to be written over. */
function refuseUnreadable(file: string, text: string): void {
  const keys = text.split('\n').map((line) => line.trim());
  const isKey = (line: string) => /^[0-9a-f]{64}$/i.test(line);
  if (keys.some(isKey) && keys.every((line) => isKey(line) || line === '' || line.startsWith('#'))) return;
  throw new Error(`${file} does not hold keys of 64 hexadecimal digits; restore it from a backup`);
}

function newSecrets(): InstallationSecrets {
  const secret = () => randomBytes(24).toString('base64url');
  const readable = () => randomBytes(9).toString('base64url').replace(/[-_]/g, 'x');
  return {
    app: secret(),
    relay: secret(),
    jobs: secret(),
    session: randomBytes(32).toString('base64url'),
    operatorPassword: readable(),
    demoPassword: readable(),
  };
}

/**
 * The file's text; the first of several processes to get there makes it. It appears whole or not at all, and is on the disk
 * before anything is sealed under it: a master key that is lost takes everything with it.
 */
async function readOrCreate(file: string, make: () => string): Promise<string> {
  if (!(await exists(file))) {
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    try {
      const handle = await open(draft, 'wx', 0o600);
      await handle.writeFile(`${make()}\n`);
      await handle.sync();
      await handle.close();
      await link(draft, file).catch(unless('EEXIST'));
    } finally {
      await rm(draft, { force: true });
    }
  }
  await chmod(file, 0o600);
  return readFile(file, 'utf8');
}

const exists = (file: string) =>
  stat(file).then(
    () => true,
    (error: unknown) => {
      unless('ENOENT')(error);
      return false;
    },
  );

const unless = (code: string) => (error: unknown) => {
  if (!(error instanceof Error && 'code' in error && error.code === code)) throw error;
};
