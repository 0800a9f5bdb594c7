import { randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { StorageProvider } from '../src/contract/storage.ts';
import { contentAddress } from '../src/contract/storage-key.ts';
import { type Check, checksAfter, describeChecks } from './check.ts';

const hash = 'ab'.repeat(32);
const otherHash = 'cd'.repeat(32);

const hostileKeys = [
  '',
  '/',
  '.',
  '..',
  'plain',
  '../etc/passwd',
  `../sha256/ab/${hash}`,
  `sha256/../sha256/ab/${hash}`,
  `/sha256/ab/${hash}`,
  `sha256//ab/${hash}`,
  `sha256/ab/${hash}/`,
  `sha256/ab/${hash}/..`,
  `sha256/ab/${hash}\n`,
  `sha256/ab/${hash}\0.pdf`,
  `sha256\\ab\\${hash}`,
  `C:\\sha256/ab/${hash}`,
  `.hidden/sha256/ab/${hash}`,
  `a%2f..%2f/sha256/ab/${hash}`,
  `SHA256/AB/${hash.toUpperCase()}`,
  `sha256/ab/${hash.toUpperCase()}`,
  `sha256/ab/${otherHash}`,
  `sha256/ab/${hash.slice(2)}`,
  `合同/sha256/ab/${hash}`,
  `${'a'.repeat(4000)}/sha256/ab/${hash}`,
];

/**
 * What every storage provider must do. `makeProvider` is called once; the store needn't be empty, and blobs of the
 * suite's own remain in it only where a test failed.
 */
export function storageConformance(name: string, makeProvider: () => Promise<StorageProvider>): void {
  describeChecks(`storage conformance: ${name}`, storageChecks(makeProvider));
}

/** The checks themselves, so that a test can hand them a provider that must fail. */
export function storageChecks(makeProvider: () => Promise<StorageProvider>): Check[] {
  let store: StorageProvider;
  const { checks, check } = checksAfter(async () => {
    store = await makeProvider();
  });

  const stored = async (size: number) => {
    const bytes = new Uint8Array(randomBytes(size));
    const key = contentAddress(bytes);
    await store.put(key, bytes, { contentType: 'application/octet-stream' });
    return { key, bytes };
  };

  check('gives back what was put', async () => {
    const { key, bytes } = await stored(10_000);
    expect(await store.has(key)).toBe(true);
    expect(Buffer.compare(await store.get(key), bytes)).toBe(0);
    await store.delete(key);
  });

  check('keeps an empty blob', async () => {
    const empty = new Uint8Array();
    const key = `conformance-${randomBytes(6).toString('hex')}/${contentAddress(empty)}`;
    expect(await store.has(key)).toBe(false);
    await store.put(key, empty);
    expect(await store.has(key)).toBe(true);
    expect((await store.get(key)).length).toBe(0);
    await store.delete(key);
  });

  check('keeps a blob of 32 MiB', async () => {
    const { key, bytes } = await stored(32 * 1024 * 1024);
    expect(Buffer.compare(await store.get(key), bytes)).toBe(0);
    await store.delete(key);
  });

  check('stores a view into a larger buffer as the view, not the buffer', async () => {
    const view = new Uint8Array(randomBytes(5000)).subarray(1000, 3000);
    const key = contentAddress(view);
    await store.put(key, view);
    const back = await store.get(key);
    expect(back.length).toBe(2000);
    expect(Buffer.compare(back, view)).toBe(0);
    await store.delete(key);
  });

  check('hands out copies: changing one changes nothing stored', async () => {
    const { key, bytes } = await stored(100);
    (await store.get(key)).fill(0);
    expect(Buffer.compare(await store.get(key), bytes)).toBe(0);
    await store.delete(key);
  });

  check('accepts the same put again', async () => {
    const { key, bytes } = await stored(1000);
    await store.put(key, bytes);
    expect(Buffer.compare(await store.get(key), bytes)).toBe(0);
    await store.delete(key);
    expect(await store.has(key)).toBe(false);
  });

  check('keeps the same content under two folders apart', async () => {
    const bytes = new Uint8Array(randomBytes(50));
    const [one, two] = [`tenant-a/${contentAddress(bytes)}`, `tenant-b/${contentAddress(bytes)}`];
    await store.put(one, bytes);
    await store.put(two, bytes);
    await store.delete(one);
    expect(await store.has(one)).toBe(false);
    expect(Buffer.compare(await store.get(two), bytes)).toBe(0);
    await store.delete(two);
  });

  check('says STORAGE_NOT_FOUND for what is not there', async () => {
    const key = contentAddress(new Uint8Array(randomBytes(32)));
    expect(await store.has(key)).toBe(false);
    await expect(store.get(key)).rejects.toMatchObject({ code: 'STORAGE_NOT_FOUND', retryable: false });
  });

  check('forgets what was deleted, and deleting again is no error', async () => {
    const { key } = await stored(100);
    await store.delete(key);
    await store.delete(key);
    expect(await store.has(key)).toBe(false);
    await expect(store.get(key)).rejects.toMatchObject({ code: 'STORAGE_NOT_FOUND' });
  });

  check('refuses content that does not have the address, and stores nothing', async () => {
    const key = contentAddress(new Uint8Array(randomBytes(32)));
    await expect(store.put(key, new Uint8Array(randomBytes(32)))).rejects.toMatchObject({
      code: 'STORAGE_CONTENT_MISMATCH',
    });
    expect(await store.has(key)).toBe(false);
  });

  check('refuses content that does not have the address of a blob that is there, which stays', async () => {
    const { key, bytes } = await stored(64);
    const attempt = store.put(key, new Uint8Array(randomBytes(64)));
    await expect(attempt).rejects.toMatchObject({ code: 'STORAGE_CONTENT_MISMATCH' });
    expect(Buffer.compare(await store.get(key), bytes)).toBe(0);
    await store.delete(key);
  });

  check('lets many write and read one blob at the same time, and no reader sees a part', async () => {
    const bytes = new Uint8Array(randomBytes(2 * 1024 * 1024));
    const key = contentAddress(bytes);
    const whole = async () => {
      const seen = await store.get(key).catch((error: unknown) => error);
      if (seen instanceof Uint8Array) expect(Buffer.compare(seen, bytes)).toBe(0);
      else expect(seen).toMatchObject({ code: 'STORAGE_NOT_FOUND' });
    };
    const work = Array.from({ length: 24 }, (_, index) => (index % 2 ? whole() : store.put(key, bytes)));
    await Promise.all(work);
    expect(Buffer.compare(await store.get(key), bytes)).toBe(0);
    await store.delete(key);
  });

  check('lets many different blobs be written at the same time', async () => {
    const blobs = await Promise.all(Array.from({ length: 60 }, (_, index) => stored(index * 97)));
    for (const { key, bytes } of blobs) expect(Buffer.compare(await store.get(key), bytes)).toBe(0);
    await Promise.all(blobs.map(({ key }) => store.delete(key)));
  });

  for (const key of hostileKeys)
    check(`refuses the key ${JSON.stringify(key)} in every operation`, async () => {
      const bytes = new Uint8Array([1]);
      const refusal = { name: 'PluginError', code: 'STORAGE_KEY' };
      await expect(async () => store.put(key, bytes)).rejects.toMatchObject(refusal);
      await expect(async () => store.get(key)).rejects.toMatchObject(refusal);
      await expect(async () => store.has(key)).rejects.toMatchObject(refusal);
      await expect(async () => store.delete(key)).rejects.toMatchObject(refusal);
    });

  check('reports its health if it can', async () => {
    const health = await store.healthCheck?.();
    if (health) expect(health).toMatchObject({ ok: true, message: { en: expect.stringMatching(/./) } });
  });
  return checks;
}
