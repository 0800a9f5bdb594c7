import { randomBytes } from 'node:crypto';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMasterKeys } from '@chopmark/plugins';
import { mustRun } from './run.ts';

const LIBRARIES = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/local/lib/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
];

/** A SoftHSM token with AES-256 keys. */
export type SoftToken = {
  /** The variables that make it the installation's master key provider, for these of its keys. */
  variables(keys: readonly string[]): Record<string, string>;
  pin: string;
  close(): Promise<void>;
};

/** A token of its own, in a folder that is removed at the end. One for each process: SoftHSM reads its settings once. */
export async function softToken(labels: readonly string[]): Promise<SoftToken | { skipped: string }> {
  const module = await libraryPath();
  if (!module) return { skipped: 'SoftHSM (softhsm2) is not installed' };
  const folder = await mkdtemp(join(tmpdir(), 'chopmark-softhsm-'));
  const [pin, token] = ['740211', 'chopmark'];
  const configuration = join(folder, 'softhsm2.conf');
  const pinFile = join(folder, 'pin');
  await mkdir(join(folder, 'tokens'));
  await writeFile(
    configuration,
    `directories.tokendir = ${join(folder, 'tokens')}\nobjectstore.backend = file\n`,
  );
  await writeFile(pinFile, `${pin}\n`, { mode: 0o600 });
  const env = { SOFTHSM2_CONF: configuration };
  const init = ['--init-token', '--free', '--label', token, '--pin', pin, '--so-pin', '93417750'];
  await mustRun('softhsm2-util', init, { env });
  // biome-ignore lint/style/noProcessEnv: the library finds its settings by this variable of the process that loads it
  Object.assign(process.env, env);
  await importKeys(folder, labels, ['--token', token, '--pin', pin]);
  const variables = (keys: readonly string[]) => ({
    CHOPMARK_MASTER_KEY_PROVIDER: 'pkcs11',
    CHOPMARK_PKCS11_MODULE: module,
    CHOPMARK_PKCS11_TOKEN: token,
    CHOPMARK_PKCS11_PIN_FILE: pinFile,
    CHOPMARK_PKCS11_KEYS: keys.join(','),
  });
  const close = () => rm(folder, { recursive: true, force: true });
  const skipped = await bindingMissing(variables(labels));
  if (!skipped) return { pin, variables, close };
  await close();
  return { skipped };
}

/** The binding is an optional dependency: where it can't be compiled, the product says so. */
async function bindingMissing(variables: Record<string, string>): Promise<string | undefined> {
  try {
    const keys = await openMasterKeys(variables);
    await keys.close();
    return undefined;
  } catch (error) {
    if (error instanceof Error && error.message.includes('pkcs11js')) return error.message;
    throw error;
  }
}

async function libraryPath(): Promise<string | undefined> {
  for (const path of LIBRARIES) {
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

/** AES-256 keys that the token never shows again. */
async function importKeys(folder: string, labels: readonly string[], options: string[]): Promise<void> {
  for (const [index, label] of labels.entries()) {
    const file = join(folder, 'key');
    // softhsm2-util reads a key as far as its first line feed.
    await writeFile(file, randomBytes(24).toString('base64'), { mode: 0o600 });
    const args = ['--import', file, '--aes', '--label', label, '--id', `0${index + 1}`, ...options];
    await mustRun('softhsm2-util', args);
    await rm(file);
  }
}
