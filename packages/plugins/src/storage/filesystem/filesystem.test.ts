import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { storageConformance } from '../../../testing/storage-conformance.ts';
import { testHost } from '../../../testing/test-host.ts';
import { contentAddress } from '../../contract/storage-key.ts';
import { createRegistry } from '../../registry/registry.ts';
import { filesystemStorage } from './filesystem.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chopmark-storage-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const openStore = (name: string, host = testHost()) =>
  filesystemStorage.create({ root: join(folder, name) }, host);

storageConformance('filesystem', () => openStore('conformance'));

test('keeps files from other users of the machine and leaves nothing unfinished behind', async () => {
  const store = await openStore('modes');
  const bytes = new Uint8Array([1, 2, 3]);
  const key = contentAddress(bytes);
  await store.put(key, bytes);
  expect((await stat(join(folder, 'modes', key))).mode & 0o777).toBe(0o600);
  expect((await stat(join(folder, 'modes', 'sha256'))).mode & 0o777).toBe(0o700);
  expect(await readdir(join(folder, 'modes', '.unfinished'))).toEqual([]);
});

test('reports a file that was altered on disk, and a new put heals it', async () => {
  const store = await openStore('altered');
  const bytes = new Uint8Array(randomBytes(500));
  const key = contentAddress(bytes);
  await store.put(key, bytes);
  await writeFile(join(folder, 'altered', key), randomBytes(500));
  await expect(store.get(key)).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' });
  await store.put(key, bytes);
  expect(Buffer.compare(await store.get(key), bytes)).toBe(0);
});

test('removes unfinished files of an earlier crash once they are a day old', async () => {
  await openStore('abandoned');
  const unfinished = join(folder, 'abandoned', '.unfinished');
  await writeFile(join(unfinished, 'left-behind'), 'half');
  await openStore('abandoned');
  expect(await readdir(unfinished)).toEqual(['left-behind']);
  const tomorrow = new Date(Date.now() + 25 * 60 * 60 * 1000);
  await openStore('abandoned', testHost({ clock: () => tomorrow }));
  expect(await readdir(unfinished)).toEqual([]);
});

test('says that the store is unavailable where the root is no folder, and may be tried again', async () => {
  await writeFile(join(folder, 'a-file'), '');
  await expect(openStore('a-file')).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE', retryable: true });
});

test('reports a store that went away as unhealthy', async () => {
  const store = await openStore('gone');
  await rm(join(folder, 'gone'), { recursive: true });
  expect(await store.healthCheck?.()).toMatchObject({
    ok: false,
    message: { en: expect.stringContaining('ENOENT') },
  });
});

test('takes absolute roots only', () => {
  const registry = createRegistry([filesystemStorage]);
  expect(() => registry.validateConfig('storage', 'filesystem', { root: 'data' })).toThrow(/absolute/);
});

test('survives kill -9 while writing: what was confirmed is there, and nothing is there in part', async () => {
  const root = join(folder, 'killed');
  const program = `
    import { randomBytes } from 'node:crypto';
    import { filesystemStorage } from ${JSON.stringify(import.meta.resolve('./filesystem.ts'))};
    import { contentAddress } from ${JSON.stringify(import.meta.resolve('../../contract/storage-key.ts'))};
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const host = { clock: () => new Date(), random: (n) => randomBytes(n), log };
    const store = await filesystemStorage.create({ root: ${JSON.stringify(root)} }, host);
    const write = async () => {
      for (;;) {
        const bytes = new Uint8Array(randomBytes(3_000_000));
        await store.put(contentAddress(bytes), bytes);
        console.log(contentAddress(bytes));
      }
    };
    await Promise.all([write(), write(), write()]);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.split('\n').length > 6) child.kill('SIGKILL');
  });
  await once(child, 'close');

  const confirmed = output.split('\n').slice(0, -1);
  expect(confirmed.length).toBeGreaterThanOrEqual(6);
  const store = await openStore('killed');
  for (const key of confirmed) expect((await store.get(key)).length).toBe(3_000_000);
  for (const entry of await readdir(join(root, 'sha256'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name));
    expect(contentAddress(bytes)).toBe(`sha256/${entry.name.slice(0, 2)}/${entry.name}`);
  }
});
