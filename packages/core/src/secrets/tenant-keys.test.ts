import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { createTenantKeys } from './tenant-keys.ts';

let t: TestCore;
let a: TestTenant;
let b: TestTenant;

beforeAll(async () => {
  t = await testCore();
  a = await t.openTenant({ name: '甲公司' });
  b = await t.openTenant({ name: '乙公司' });
});
afterAll(() => t.close());

const refused = expect.objectContaining({ code: 'UNSEAL_FAILED' });

test('what is sealed comes back, and twice the same never looks the same', async () => {
  const { keys } = t.core;
  const [one, two] = [await keys.seal(a.tenantId, 'x', '秘密'), await keys.seal(a.tenantId, 'x', '秘密')];
  expect(await keys.unsealText(a.tenantId, 'x', one)).toBe('秘密');
  expect(Buffer.compare(one, two)).not.toBe(0);
  expect(Buffer.from(one).includes(Buffer.from('秘密'))).toBe(false);
});

test('a sealed value cannot be moved to another tenant or another purpose', async () => {
  const { keys } = t.core;
  const sealed = await keys.seal(a.tenantId, 'participant/1/email', 'ming@example.com');
  await expect(keys.unseal(b.tenantId, 'participant/1/email', sealed)).rejects.toEqual(refused);
  await expect(keys.unseal(a.tenantId, 'participant/2/email', sealed)).rejects.toEqual(refused);
  expect(() => keys.unsealPlatform('participant/1/email', sealed)).toThrow(refused);
});

test("a tenant's data key cannot be put into another tenant's row", async () => {
  const { dataKeySealed } = await t.core.db.relay.tenant.findUniqueOrThrow({ where: { id: a.tenantId } });
  const own = await t.core.db.relay.tenant.findUniqueOrThrow({ where: { id: b.tenantId } });
  await t.core.db.relay.tenant.update({ where: { id: b.tenantId }, data: { dataKeySealed } });
  const fresh = createTenantKeys(t.masterKey, t.core.db);
  await expect(fresh.seal(b.tenantId, 'x', 'y')).rejects.toEqual(refused);
  await t.core.db.relay.tenant.update({
    where: { id: b.tenantId },
    data: { dataKeySealed: own.dataKeySealed },
  });
  await expect(fresh.seal(b.tenantId, 'x', 'y')).resolves.toBeInstanceOf(Uint8Array);
});

test('another master key opens nothing and finds nothing', async () => {
  const { keys } = t.core;
  const other = createTenantKeys(new Uint8Array(randomBytes(32)), t.core.db);
  const sealed = await keys.seal(a.tenantId, 'x', 'y');
  await expect(other.unseal(a.tenantId, 'x', sealed)).rejects.toEqual(refused);
  expect(() => other.unsealPlatform('email', keys.sealPlatform('email', 'a@b.c'))).toThrow(refused);
  expect(other.lookupHash('email', 'a@b.c')).not.toEqual(keys.lookupHash('email', 'a@b.c'));
});

test('a look-up hash is the same for the same value and purpose only', () => {
  const { keys } = t.core;
  expect(keys.lookupHash('email', 'a@b.c')).toEqual(keys.lookupHash('email', 'a@b.c'));
  expect(keys.lookupHash('email', 'a@b.c')).not.toEqual(keys.lookupHash('invitation', 'a@b.c'));
});

test('a changed byte anywhere is noticed', async () => {
  const { keys } = t.core;
  const sealed = await keys.seal(a.tenantId, 'x', 'secret');
  for (let index = 0; index < sealed.length; index++) {
    const changed = sealed.slice();
    changed[index] = (changed[index] ?? 0) ^ 1;
    await expect(keys.unseal(a.tenantId, 'x', changed)).rejects.toEqual(refused);
  }
});

test('a tenant nobody has opened has no key', async () => {
  await expect(t.core.keys.seal('00000000-0000-7000-8000-0000000000ff', 'x', 'y')).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('refuses a master key of another length', () => {
  expect(() => createTenantKeys(new Uint8Array(16), t.core.db)).toThrow(/32 bytes/);
});
