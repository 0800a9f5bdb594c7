import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyAlgorithm } from '@chopmark/crypto';
import { localMasterKeys } from '@chopmark/plugins';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { PLATFORM_TENANT_ID } from '../platform/platform-tenant.ts';
import { retireOldKeys, rotateDataKey } from '../secrets/rotation/data-rotation.ts';
import { unsealValue } from '../secrets/sealed-value.ts';
import { openTenantKeys } from '../secrets/tenant-keys.ts';
import type { IntentScope } from '../signing/intent-scope.ts';
import { sendAndOpen, signingScope } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { createKeyPool, type KeyPool, type KeyPoolMarks } from './key-pool.ts';
import { createKeyThreads, type KeyThreads } from './key-threads.ts';
import { createSignerKeys, type SignerKeys, storingKey } from './signer-keys.ts';

const DAY = 86_400_000;
/** EC keys are made at once, so that the tests needn't wait. */
const MARKS: KeyPoolMarks = { 'ec-p256': { low: 3, high: 6 } };
let t: TestCore;
let tenant: TestTenant;
let threads: KeyThreads;
const pools: KeyPool[] = [];

beforeAll(async () => {
  t = await testCore();
  tenant = await t.openTenant();
  threads = createKeyThreads();
});
afterAll(async () => {
  await threads.close();
  await t.close();
});
beforeEach(async () => {
  await t.admin.pooledKey.deleteMany();
  await t.admin.keyPool.deleteMany();
});
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));

/** As another process of the installation has it. */
async function processWith(marks: KeyPoolMarks = MARKS) {
  const keys = await openTenantKeys({
    masterKeys: localMasterKeys([t.masterKey]),
    db: t.core.db,
    now: t.core.now,
  });
  const { db, log, now } = t.core;
  const pool = createKeyPool({ db, keys, threads, log, now, marks });
  pools.push(pool);
  return { pool, keys, signerKeys: createSignerKeys({ db, keys, threads, pool, now }) };
}

const size = () => t.admin.pooledKey.count();
const asked = (askedAt = t.core.now()) => t.admin.keyPool.create({ data: { algorithm: 'ec-p256', askedAt } });

async function stocked(count: number): Promise<KeyPool> {
  const { pool } = await processWith({ 'ec-p256': { low: count, high: count } });
  await asked();
  await pool.tend();
  expect(await size()).toBe(count);
  return pool;
}

test('an algorithm nobody asks for costs nothing: no key is made', async () => {
  const { pool } = await processWith();
  expect(await pool.tend()).toBe(0);
  await asked(new Date(t.core.now().getTime() - 8 * DAY));
  expect(await pool.tend()).toBe(0);
  expect(await size()).toBe(0);
});

test('the first who asks gets none, and from then on the pool is filled to its high mark', async () => {
  const { pool } = await processWith();
  expect(await pool.take('ec-p256')).toBeUndefined();
  await pool.tend();
  expect(await size()).toBe(6);
  const [metrics] = await pool.metrics();
  expect(metrics).toMatchObject({ algorithm: 'ec-p256', size: 6, low: 3, high: 6, missed: 1, taken: 0 });
  expect(metrics?.generated).toBe(6);
  expect(metrics?.refills).toEqual({ count: 1, seconds: expect.any(Number) });
  expect(metrics?.refills.seconds).toBeGreaterThan(0);
  expect(metrics?.takeSeconds.max).toBeGreaterThan(0);
});

test('it is left alone above the low mark, and filled again below', async () => {
  await stocked(6);
  const { pool } = await processWith();
  // With the first one goes into reserve.
  await pool.take('ec-p256');
  await expectStock(pool, { size: 4, reserved: 1 });
  expect(await pool.tend()).toBe(0);
  await pool.take('ec-p256');
  await vi.waitFor(() => expectStock(pool, { size: 3, reserved: 1 }), 10_000);
  expect(await pool.tend()).toBe(0);
  await pool.take('ec-p256');
  await vi.waitFor(() => expectStock(pool, { size: 6, reserved: 1 }), 10_000);
  expect((await pool.metrics())[0]).toMatchObject({ taken: 3, missed: 0, generated: 4 });
});

describe('a reserve', () => {
  const marks = { 'ec-p256': { low: 0, high: 16 } };

  test('begins with the first key that is wanted, and then answers without the database', async () => {
    await stocked(8);
    const { pool } = await processWith(marks);
    await pool.tend();
    await expectStock(pool, { size: 8, reserved: 0 });
    await keysFrom(pool, 1);
    await expectStock(pool, { size: 3, reserved: 4 });
    await t.admin.pooledKey.deleteMany();
    expect(new Set(await keysFrom(pool, 4)).size).toBe(4);
    expect(await pool.take('ec-p256')).toBeUndefined();
    expect((await pool.metrics())[0]).toMatchObject({ taken: 5, missed: 1, reserved: 0 });
  });

  test('is filled again behind its takers, and hands every key of the table out', async () => {
    await stocked(12);
    const { pool } = await processWith(marks);
    const keys = await keysFrom(pool, 3);
    await vi.waitFor(() => expectStock(pool, { size: 5, reserved: 4 }), 10_000);
    const more = await Promise.all(Array.from({ length: 9 }, () => keysFrom(pool, 1)));
    expect(new Set([...keys, ...more.flat()]).size).toBe(12);
    expect((await pool.metrics())[0]).toMatchObject({ taken: 12, missed: 0, size: 0, reserved: 0 });
  });

  test('holds no key whose row a crash of the database could bring back', async () => {
    await stocked(8);
    // The server of the tests waits for no disk; what the deletion itself asks for is noted.
    await t.admin.$executeRaw`create table deletion (synchronous_commit text, source text)`;
    await t.admin.$executeRaw`grant insert on deletion to public`;
    await t.admin.$executeRaw`create function note_deletion() returns trigger language plpgsql as $$
      begin insert into deletion select setting, source from pg_settings where name = 'synchronous_commit';
      return null; end $$`;
    await t.admin
      .$executeRaw`create trigger note after delete on pooled_key execute function note_deletion()`;
    const { pool } = await processWith(marks);
    await keysFrom(pool, 1);
    await expectStock(pool, { size: 3, reserved: 4 });
    const noted = await t.admin.$queryRaw`select source from deletion`;
    await t.admin.$executeRaw`drop trigger note on pooled_key`;
    expect(noted).toEqual([{ source: expect.not.stringMatching('session') }]);
  });

  test('hands no key out that grew too old in it', async () => {
    await stocked(8);
    const { pool } = await processWith(marks);
    await keysFrom(pool, 1);
    t.clock.advance(31 * DAY);
    await t.admin.pooledKey.deleteMany();
    expect(await pool.take('ec-p256')).toBeUndefined();
    expect((await pool.metrics())[0]).toMatchObject({ outdated: 4, reserved: 0 });
  });

  test('is tidied with the table', async () => {
    await stocked(8);
    const { pool } = await processWith(marks);
    await keysFrom(pool, 1);
    t.clock.advance(31 * DAY);
    await pool.tend();
    expect((await pool.metrics())[0]).toMatchObject({ outdated: 7, size: 0, reserved: 0 });
  });

  test('is gone with its process, and a closed pool fills none', async () => {
    await stocked(8);
    const { pool } = await processWith(marks);
    await keysFrom(pool, 1);
    await pool.close();
    await expectStock(pool, { size: 3, reserved: 0 });
    await keysFrom(pool, 1);
    await expectStock(pool, { size: 2, reserved: 0 });
  });

  test('keeps what no longer opens once its data key is destroyed, and no signer notices', async () => {
    await stocked(8);
    const { pool, keys, signerKeys } = await processWith(marks);
    await keysFrom(pool, 1);
    const platform = { tenantId: PLATFORM_TENANT_ID, purpose: 'platform' } as const;
    await rotateDataKey(t.core, platform, 'a test');
    // Readable still: one of the reserve is handed out, and opens.
    const early = await storeKey(signerKeys, await intentOf());
    t.clock.advance(3_600_000);
    expect((await retireOldKeys(t.core)).left).toBe(0);
    keys.dataKeys.forget(platform);
    const late = await storeKey(signerKeys, await intentOf());
    for (const { id } of [early, late]) {
      const row = await t.admin.signingKey.findUniqueOrThrow({ where: { id } });
      const { key } = await keys.dataKeys.current({ tenantId: tenant.tenantId, purpose: 'tenant' });
      const aad = new TextEncoder().encode(`${tenant.tenantId}\nkey/${id}`);
      const der = unsealValue(key, row.privateKeySealed ?? new Uint8Array(), aad);
      expect(createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' }).type).toBe('private');
    }
    const [metrics] = await pool.metrics();
    expect(metrics).toMatchObject({ taken: 3, missed: 0 });
    expect(metrics?.outdated).toBeGreaterThan(0);
  });

  test('has no place for a key that is not what the table says', async () => {
    await stocked(8);
    const [damaged] = await t.admin.pooledKey.findMany({ orderBy: { createdAt: 'asc' }, take: 1 });
    await t.admin.pooledKey.update({
      where: { id: damaged?.id ?? '' },
      data: { publicKey: new Uint8Array([1]), createdAt: new Date(t.core.now().getTime() - DAY) },
    });
    const { pool } = await processWith(marks);
    expect(await keysFrom(pool, 7)).toHaveLength(7);
    expect(await pool.take('ec-p256')).toBeUndefined();
  });
});

test('many takers in several processes get each key once', async () => {
  await stocked(12);
  const none = { 'ec-p256': { low: 0, high: 1 } };
  const processes = await Promise.all([1, 2, 3].map(() => processWith(none)));
  const takes = processes.flatMap(({ pool }) => Array.from({ length: 6 }, () => pool.take('ec-p256')));
  const taken = (await Promise.all(takes)).filter((each) => each !== undefined);
  const publicKeys = new Set(taken.map((each) => Buffer.from(each.publicKey).toString('hex')));
  expect([taken.length, publicKeys.size]).toEqual([12, 12]);
  const counted = (await Promise.all(processes.map(({ pool }) => pool.metrics()))).flat();
  expect(counted.reduce((sum, each) => sum + each.taken, 0)).toBe(12);
  expect(counted.reduce((sum, each) => sum + each.missed, 0)).toBe(6);
});

test('several processes that fill at the same time do not go beyond the high mark', async () => {
  await asked();
  const processes = await Promise.all([1, 2, 3].map(() => processWith()));
  await Promise.all(processes.map(({ pool }) => pool.tend()));
  expect(await size()).toBe(6);
});

test('a key too old is not handed out, and thrown away', async () => {
  await stocked(3);
  t.clock.advance(31 * DAY);
  const { pool } = await processWith({ 'ec-p256': { low: 0, high: 9 } });
  expect(await pool.take('ec-p256')).toBeUndefined();
  await pool.tend();
  expect(await size()).toBe(0);
  expect((await pool.metrics())[0]).toMatchObject({ missed: 1, outdated: 3 });
});

test('a key lies sealed for the pool, and after it was taken sealed for its tenant alone', async () => {
  await stocked(1);
  const [pooled] = await t.admin.pooledKey.findMany();
  const { signerKeys, keys } = await processWith();
  const intent = await intentOf();
  const { id } = await storeKey(signerKeys, intent);
  const row = await t.admin.signingKey.findUniqueOrThrow({ where: { id } });
  expect(row.publicKey).toEqual(pooled?.publicKey);
  expect(row.privateKeySealed).not.toEqual(pooled?.privateKeySealed);
  const { key } = await keys.dataKeys.current({ tenantId: tenant.tenantId, purpose: 'tenant' });
  const aad = new TextEncoder().encode(`${tenant.tenantId}\nkey/${id}`);
  const der = unsealValue(key, row.privateKeySealed ?? new Uint8Array(), aad);
  const own = createPublicKey(createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' }));
  expect(new Uint8Array(own.export({ type: 'spki', format: 'der' }))).toEqual(row.publicKey);
  const platform = await keys.dataKeys.current({
    tenantId: '00000000-0000-7000-8000-000000000001',
    purpose: 'platform',
  });
  expect(() => unsealValue(platform.key, row.privateKeySealed ?? new Uint8Array(), aad)).toThrow();
});

test('with an empty pool, or none of the algorithm, a key is made at once', async () => {
  const { signerKeys, pool } = await processWith();
  for (const algorithm of ['ec-p256', 'ec-p384'] as const) {
    const { id } = await storeKey(signerKeys, await intentOf(), algorithm);
    expect(await t.admin.signingKey.findUniqueOrThrow({ where: { id } })).toMatchObject({
      algorithm,
      state: 'ready',
    });
  }
  expect(await pool.metrics()).toMatchObject([{ algorithm: 'ec-p256', missed: 1, taken: 0 }]);
});

test('two that make the same intent a key end with one key', async () => {
  await stocked(4);
  const [one, two] = [await processWith(), await processWith()];
  const intent = await intentOf();
  await Promise.all([one, two, one].map((each) => storeKey(each.signerKeys, intent)));
  expect(await t.admin.signingKey.count({ where: { intentId: intent.intentId } })).toBe(1);
});

test('a pool that was closed makes no more keys', async () => {
  const { pool } = await processWith();
  await asked();
  await pool.close();
  expect(await pool.tend()).toBe(0);
  expect(await size()).toBe(0);
});

const expectStock = async (pool: KeyPool, stock: { size: number; reserved: number }) =>
  expect((await pool.metrics())[0]).toMatchObject(stock);

/** Their public halves; all must be there. */
async function keysFrom(pool: KeyPool, count: number): Promise<string[]> {
  const keys: string[] = [];
  while (keys.length < count) {
    const key = await pool.take('ec-p256');
    if (!key) throw new Error(`only ${keys.length} keys`);
    keys.push(Buffer.from(key.publicKey).toString('hex'));
  }
  return keys;
}

async function storeKey(
  keys: SignerKeys,
  { tenantId, intentId }: IntentScope,
  algorithm = 'ec-p256' as KeyAlgorithm,
) {
  const made = await keys.make({ tenantId, algorithm });
  await t.core.db.tenantBatch(tenantId, [await storingKey(made, { intentId, now: t.core.now() })]);
  return made;
}

/** The intent of a signer who agreed; nothing else of it is looked at here. */
async function intentOf() {
  const contract = await sendAndOpen(tenant.ctx, { self: false });
  const [participant] = contract.participants;
  if (!participant) throw new Error('a party is missing');
  return signingScope(tenant.ctx, contract, participant);
}
