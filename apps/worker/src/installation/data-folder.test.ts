import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDataFolder } from './data-folder.ts';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'chopmark-folder-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

test('the first opening makes key and secrets, readable by the owner alone; later ones find the same', async () => {
  const path = join(root, 'data');
  const first = await openDataFolder(path);
  expect(await readFile(first.masterKeyFile, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  expect(await openDataFolder(path)).toEqual(first);
  for (const file of ['master.key', 'secrets.json']) {
    expect((await stat(join(path, file))).mode & 0o777).toBe(0o600);
  }
});

test('several processes that come at the same time agree on one key and leave no drafts', async () => {
  const opened = await Promise.all(Array.from({ length: 12 }, () => openDataFolder(root)));
  expect(new Set(opened.map((folder) => folder.masterKeyFile)).size).toBe(1);
  expect(await readFile(join(root, 'master.key'), 'utf8')).toMatch(/^[0-9a-f]{64}\n$/);
  expect(new Set(opened.map((folder) => folder.secrets.session)).size).toBe(1);
  expect((await readdir(root)).sort()).toEqual(['master.key', 'secrets.json', 'storage']);
});

test.each(['', 'abc', 'zz'.repeat(32)])(
  'a master key file that holds %j is refused and left as it is',
  async (text) => {
    const file = join(root, 'master.key');
    await writeFile(file, text);
    await expect(openDataFolder(root)).rejects.toThrow(/restore it from a backup/);
    expect((await stat(file)).size).toBe(text.length);
  },
);
