import { createPrivateKey, createPublicKey } from 'node:crypto';
import type { KeyAlgorithm } from '@chopmark/crypto';
import { localMasterKeys } from '@chopmark/plugins';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
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
  for (const left of [5, 4, 3]) {
    expect(await pool.take('ec-p256')).toBeDefined();
    expect(await pool.tend()).toBe(0);
    expect(await size()).toBe(left);
  }
  await pool.take('ec-p256');
  await pool.tend();
  expect(await size()).toBe(6);
  expect((await pool.metrics())[0]).toMatchObject({ taken: 4, missed: 0, generated: 4 });
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
