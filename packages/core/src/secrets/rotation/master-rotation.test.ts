import { randomBytes, randomUUID } from 'node:crypto';
import { localMasterKeys } from '@chopmark/plugins';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type TestCore, type TestTenant, testCore } from '../../testing/test-core.ts';
import { openTenantKeys, type TenantKeys } from '../tenant-keys.ts';
import { keyState } from './key-state.ts';
import { rewrapDataKeys } from './master-rotation.ts';
import { killedTwice } from './testing/killed.ts';

let t: TestCore;
let tenant: TestTenant;
let master: Uint8Array;
let next: Uint8Array;

beforeAll(async () => {
  t = await testCore();
  master = t.masterKey;
  tenant = await t.openTenant();
});
afterAll(() => t.close());
beforeEach(() => {
  next = new Uint8Array(randomBytes(32));
});
// Back to the key that this file's core wraps under.
afterEach(async () => {
  await rewrapDataKeys(await coreWith(master, next), 'a test');
});

/** The keys as a process has them whose master keys are these, the current one first. */
const withMasters = (...masters: Uint8Array[]): Promise<TenantKeys> =>
  openTenantKeys({ masterKeys: localMasterKeys(masters), db: t.core.db, now: t.core.now });

const hex = (key: Uint8Array) => Buffer.from(key).toString('hex');
const ownerOf = ({ tenantId }: { tenantId: string }) => ({ tenantId, purpose: 'tenant' }) as const;

/** The core of such a process. */
const coreWith = async (...masters: Uint8Array[]) => ({ ...t.core, keys: await withMasters(...masters) });

test('a new master key: all data keys are wrapped anew, users of the old one go on, and it is recorded', async () => {
  const sealed = await t.core.keys.seal(tenant.tenantId, 'x', 'y');
  const core = await coreWith(next, master);
  const all = await t.admin.dataKey.count();
  expect(await rewrapDataKeys(core, 'a test')).toEqual({ rewrapped: all, left: 0 });
  expect(await rewrapDataKeys(core, 'a test')).toEqual({ rewrapped: 0, left: 0 });
  expect(await t.core.keys.unsealText(tenant.tenantId, 'x', sealed)).toBe('y');
  const alone = await withMasters(next);
  expect(await alone.unsealText(tenant.tenantId, 'x', sealed)).toBe('y');
  expect(alone.lookupHash('email', 'a@b.c')).toEqual(t.core.keys.lookupHash('email', 'a@b.c'));
  await expect(withMasters(master)).rejects.toMatchObject({ code: 'MASTER_KEY_UNKNOWN' });
  const { masterKey, dataKeys, rotations } = await keyState(core);
  expect(dataKeys).toEqual([{ masterKeyId: masterKey.current, keys: all, lost: false }]);
  expect(rotations).toHaveLength(1);
  expect(rotations[0]).toMatchObject({
    kind: 'master',
    tenantId: null,
    fromKey: localMasterKeys([master]).currentKeyId,
    toKey: masterKey.current,
    renewed: all,
    startedBy: 'a test',
    finishedAt: expect.any(Date),
  });
});

test('a rotation of the master key that is killed twice in the middle loses nothing and counts every key once', async () => {
  const both = await coreWith(master);
  const tenants = Array.from({ length: 200 }, () => randomUUID());
  const row = {
    kind: 'enterprise',
    name: 'T',
    status: 'active',
    locale: 'en',
    policy: {},
    createdAt: new Date(),
  };
  await t.admin.tenant.createMany({ data: tenants.map((id) => ({ ...row, id, slug: `t${id}` })) });
  const sealed = await Promise.all(tenants.map((id) => both.keys.seal(id, 'x', id)));
  const expectAllOpen = async (...known: Uint8Array[]) => {
    const keys = await withMasters(...known);
    for (const [index, id] of tenants.entries()) {
      expect(await keys.unsealText(id, 'x', sealed[index] ?? new Uint8Array())).toBe(id);
    }
  };
  const all = await t.admin.dataKey.count();
  const left = () =>
    t.admin.dataKey.count({ where: { masterKeyId: localMasterKeys([master]).currentKeyId } });
  const kills = await killedTwice(
    { work: 'rewrap', database: t.database, masterKeys: [next, master].map(hex) },
    left,
    () => expectAllOpen(next, master),
  );
  expect(kills).toBeGreaterThan(0);
  await expectAllOpen(next);
  const toKey = localMasterKeys([next]).currentKeyId;
  const record = await t.admin.keyRotation.findMany({ where: { toKey } });
  expect(record.every(({ finishedAt }) => finishedAt !== null)).toBe(true);
  expect(record.reduce((sum, { renewed }) => sum + renewed, 0)).toBe(all);
}, 180_000);

test('two processes rotate at the same time, a third makes keys meanwhile: each key is renewed once', async () => {
  const [one, two] = [await coreWith(next, master), await coreWith(next, master)];
  const before = await t.admin.dataKey.count();
  const [a, b, opened] = await Promise.all([
    rewrapDataKeys(one, 'one'),
    rewrapDataKeys(two, 'two'),
    Promise.all(Array.from({ length: 4 }, () => t.openTenant())),
  ]);
  const rest = await rewrapDataKeys(one, 'one');
  expect(a.rewrapped + b.rewrapped + rest.rewrapped).toBe(await t.admin.dataKey.count());
  expect(before).toBeLessThan(await t.admin.dataKey.count());
  expect(rest.left).toBe(0);
  const alone = await withMasters(next);
  for (const each of opened) await alone.seal(each.tenantId, 'x', 'y');
});

test('a key whose master key is gone is left alone and counted, and the others are renewed', async () => {
  const lost = new Uint8Array(randomBytes(32));
  const stranger = await t.openTenant();
  const { wrapped, masterKeyId } = await localMasterKeys([lost]).wrap(
    new Uint8Array(randomBytes(32)),
    ownerOf(stranger),
  );
  const where = { tenantId_purpose_version: { ...ownerOf(stranger), version: 1 } };
  const original = await t.admin.dataKey.findUniqueOrThrow({ where });
  await t.admin.dataKey.update({ where, data: { wrapped: new Uint8Array(wrapped), masterKeyId } });
  const core = await coreWith(next, master);
  const { left, rewrapped } = await rewrapDataKeys(core, 'a test');
  expect([left, rewrapped]).toEqual([1, (await t.admin.dataKey.count()) - 1]);
  expect((await keyState(core)).dataKeys).toContainEqual({ masterKeyId, keys: 1, lost: true });
  await t.admin.dataKey.update({
    where,
    data: { wrapped: original.wrapped, masterKeyId: original.masterKeyId },
  });
  expect((await rewrapDataKeys(core, 'a test')).left).toBe(0);
});
