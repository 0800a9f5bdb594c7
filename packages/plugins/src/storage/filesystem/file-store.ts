import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import type { Health } from '../../contract/health.ts';
import type { PluginHost } from '../../contract/host.ts';
import type { StorageProvider } from '../../contract/storage.ts';
import { checkStorageKey, fitsAddress } from '../../contract/storage-key.ts';
import { PluginError } from '../../errors.ts';

/** Holds files being written. Keys never start with a dot, so it can't be reached by one. */
const unfinished = '.unfinished';
const abandonedAfterMs = 24 * 60 * 60 * 1000;

/** Blobs as files under `root`, readable by the service's own user only. */
export async function createFileStore(
  root: string,
  host: Pick<PluginHost, 'random' | 'clock' | 'log'>,
): Promise<StorageProvider> {
  await orUnavailable(root, mkdir(join(root, unfinished), { recursive: true, mode: 0o700 }));
  await removeAbandoned(root, host);

  const pathOf = (key: string) => {
    checkStorageKey(key);
    return join(root, ...key.split('/'));
  };
  return {
    async put(key, bytes) {
      const path = pathOf(key);
      if (!fitsAddress(key, bytes)) {
        throw new PluginError('STORAGE_CONTENT_MISMATCH', `The content does not have the address ${key}.`);
      }
      const stored = await readIfThere(root, path);
      if (stored && Buffer.compare(stored, bytes) === 0) return;
      await orUnavailable(root, writeAtomically(root, path, bytes, host));
    },
    async get(key) {
      const bytes = await readIfThere(root, pathOf(key));
      if (!bytes) throw new PluginError('STORAGE_NOT_FOUND', `Nothing is stored under ${key}.`);
      if (!fitsAddress(key, bytes)) {
        throw new PluginError(
          'STORAGE_CORRUPT',
          `What is stored under ${key} was altered. Restore it from a backup.`,
        );
      }
      return bytes;
    },
    has: (key) => isFile(root, pathOf(key)),
    async delete(key) {
      await orUnavailable(root, rm(pathOf(key), { force: true }));
    },
    healthCheck: () => checkHealth(root, host),
  };
}

/**
 * Written and synced beside the store, then renamed, then the folders synced: after a crash the key has all its bytes
 * or none. The rename replaces whatever another writer put there in between, which had the same content.
 */
async function writeAtomically(
  root: string,
  path: string,
  bytes: Uint8Array,
  host: Pick<PluginHost, 'random'>,
): Promise<void> {
  const temporary = join(root, unfinished, Buffer.from(host.random(16)).toString('hex'));
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(temporary, path);
    await syncFolders(root, dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Each folder from the file's own up to the root: any of them may be new. */
async function syncFolders(root: string, folder: string): Promise<void> {
  // Windows opens no folder for syncing; its file system journals the rename itself.
  if (process.platform === 'win32') return;
  const parts = relative(resolve(root), resolve(folder)).split(sep).filter(Boolean);
  for (let depth = parts.length; depth >= 0; depth -= 1) {
    const handle = await open(join(root, ...parts.slice(0, depth)), 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

async function removeAbandoned(root: string, host: Pick<PluginHost, 'clock' | 'log'>): Promise<void> {
  const folder = join(root, unfinished);
  for (const name of await orUnavailable(root, readdir(folder))) {
    const path = join(folder, name);
    // Another process may have finished or removed it meanwhile.
    const age = await stat(path).then((found) => host.clock().getTime() - found.mtimeMs, ifAbsent);
    if (age === undefined || age < abandonedAfterMs) continue;
    await orUnavailable(root, rm(path, { force: true }));
    host.log.warn('removed an unfinished file of an earlier crash', { file: name });
  }
}

async function readIfThere(root: string, path: string): Promise<Uint8Array | undefined> {
  const bytes = await orUnavailable(root, readFile(path).catch(ifAbsent));
  return bytes && new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

async function isFile(root: string, path: string): Promise<boolean> {
  const found = await orUnavailable(root, stat(path).catch(ifAbsent));
  return found?.isFile() ?? false;
}

async function checkHealth(root: string, host: Pick<PluginHost, 'random'>): Promise<Health> {
  const probe = join(root, unfinished, `probe-${Buffer.from(host.random(8)).toString('hex')}`);
  try {
    await writeAtomically(root, probe, host.random(32), host);
    await rm(probe);
    return {
      ok: true,
      message: { 'zh-CN': '存储目录可以写入。', en: 'The storage folder can be written to.' },
    };
  } catch (error) {
    const code = codeOf(error);
    return {
      ok: false,
      message: {
        'zh-CN': `存储目录无法写入（${code}）。请检查目录是否存在、可写、有空间。`,
        en: `The storage folder can't be written to (${code}). Check that it exists, is writable and has space.`,
      },
    };
  }
}

/** A folder on the way, or the file itself, isn't there; or the key names a folder, which is no blob. */
function ifAbsent(error: unknown): undefined {
  if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(codeOf(error))) return undefined;
  throw error;
}

async function orUnavailable<T>(root: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    throw new PluginError(
      'STORAGE_UNAVAILABLE',
      `The folder ${root} can't be used (${codeOf(cause)}). Check that it exists, is writable and has space.`,
      { retryable: true, cause },
    );
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'no reason given';
}
