import { expect, test } from 'vitest';
import type { StorageProvider } from '../src/contract/storage.ts';
import { checkStorageKey, fitsAddress } from '../src/contract/storage-key.ts';
import { PluginError } from '../src/errors.ts';
import { failedChecks } from './check.ts';
import { storageChecks } from './storage-conformance.ts';

/** A store in memory, sound by the suite's measure. */
function memoryStore(): StorageProvider {
  const blobs = new Map<string, Uint8Array>();
  return {
    async put(key, bytes) {
      checkStorageKey(key);
      if (!fitsAddress(key, bytes)) throw new PluginError('STORAGE_CONTENT_MISMATCH', 'It is other content.');
      blobs.set(key, bytes.slice());
    },
    async get(key) {
      checkStorageKey(key);
      const bytes = blobs.get(key);
      if (!bytes) throw new PluginError('STORAGE_NOT_FOUND', 'Nothing is stored there.');
      return bytes.slice();
    },
    async has(key) {
      checkStorageKey(key);
      return blobs.has(key);
    },
    async delete(key) {
      checkStorageKey(key);
      blobs.delete(key);
    },
    healthCheck: async () => ({ ok: true, message: { 'zh-CN': '正常', en: 'well' } }),
  };
}

const broken = (damage: (sound: StorageProvider) => Partial<StorageProvider>) => {
  const sound = memoryStore();
  return { ...sound, ...damage(sound) };
};

test('lets a sound store through', async () => {
  const store = memoryStore();
  expect(await failedChecks(storageChecks(async () => store))).toEqual([]);
});

const kept = new Map<string, Uint8Array>();

test.each<[string, StorageProvider, RegExp]>([
  [
    'loses empty blobs',
    broken((sound) => ({ put: async (key, bytes) => void (bytes.length && (await sound.put(key, bytes))) })),
    /empty blob/,
  ],
  [
    'stores the buffer behind a view',
    broken((sound) => ({ get: async (key) => new Uint8Array((await sound.get(key)).length + 1) })),
    /view into a larger buffer/,
  ],
  [
    'hands out what it keeps',
    broken((sound) => ({
      async get(key) {
        const bytes = kept.get(key) ?? (await sound.get(key));
        kept.set(key, bytes);
        return bytes;
      },
    })),
    /hands out copies/,
  ],
  ['keeps what was deleted', broken(() => ({ delete: async () => {} })), /forgets what was deleted/],
  [
    'ignores the folders of a key',
    broken((sound) => {
      const flat = (key: string) => key.replace(/^tenant-[ab]\//, '');
      return {
        put: (key, bytes) => sound.put(flat(key), bytes),
        has: (key) => sound.has(flat(key)),
        get: (key) => sound.get(flat(key)),
        delete: (key) => sound.delete(flat(key)),
      };
    }),
    /two folders apart/,
  ],
  [
    'stores anything under any address',
    broken((sound) => ({ put: (key, bytes) => sound.put(key, bytes).catch(() => {}) })),
    /refuses content that does not have the address/,
  ],
  [
    'gives nothing for what is not there',
    broken((sound) => ({ get: (key) => sound.get(key).catch(() => new Uint8Array()) })),
    /STORAGE_NOT_FOUND/,
  ],
  [
    'takes keys that climb',
    broken((sound) => ({ has: (key) => sound.has(key).catch(() => false) })),
    /refuses the key "\.\./,
  ],
  [
    'shows a part of what is being written',
    broken((sound) => {
      let writing = 0;
      return {
        async put(key, bytes) {
          writing += 1;
          await new Promise((resolve) => setTimeout(resolve, 5));
          await sound.put(key, bytes);
          writing -= 1;
        },
        get: async (key) => (writing > 0 ? new Uint8Array(7) : sound.get(key)),
      };
    }),
    /no reader sees a part/,
  ],
  [
    'is not well',
    broken(() => ({ healthCheck: async () => ({ ok: false, message: { 'zh-CN': '满', en: 'full' } }) })),
    /its health/,
  ],
])('notices a store that %s', async (_what, store, check) => {
  const checks = storageChecks(async () => store).filter(({ name }) => check.test(name));
  expect(await failedChecks(checks)).not.toEqual([]);
});
