import { randomBytes } from 'node:crypto';
import { localMasterKeys } from '@chopmark/plugins';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { openTenantKeys, type TenantKeys } from './tenant-keys.ts';

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
/** As another process of the installation has it. */
const elsewhere = (...masters: Uint8Array[]): Promise<TenantKeys> =>
  openTenantKeys({
    masterKeys: localMasterKeys(masters.length > 0 ? masters : [t.masterKey]),
    db: t.core.db,
    now: t.core.now,
  });

test('what is sealed comes back, and twice the same never looks the same', async () => {
  const { keys } = t.core;
  const [one, two] = [await keys.seal(a.tenantId, 'x', '秘密'), await keys.seal(a.tenantId, 'x', '秘密')];
  expect(await keys.unsealText(a.tenantId, 'x', one)).toBe('秘密');
  expect(Buffer.compare(one, two)).not.toBe(0);
  expect(Buffer.from(one).includes(Buffer.from('秘密'))).toBe(false);
  expect(await (await elsewhere()).unsealText(a.tenantId, 'x', one)).toBe('秘密');
});

test('a sealed value cannot be moved to another tenant or another purpose', async () => {
  const { keys } = t.core;
  const sealed = await keys.seal(a.tenantId, 'participant/1/email', 'ming@example.com');
  await expect(keys.unseal(b.tenantId, 'participant/1/email', sealed)).rejects.toEqual(refused);
  await expect(keys.unseal(a.tenantId, 'participant/2/email', sealed)).rejects.toEqual(refused);
  await expect(keys.unsealPlatform('participant/1/email', sealed)).rejects.toEqual(refused);
});

test("a tenant's data key cannot be put into another tenant's row", async () => {
  const { dataKey } = t.core.db.relay;
  const where = (tenantId: string) => ({
    tenantId_purpose_version: { tenantId, purpose: 'tenant', version: 1 },
  });
  const own = await dataKey.findUniqueOrThrow({ where: where(b.tenantId) });
  const { wrapped } = await dataKey.findUniqueOrThrow({ where: where(a.tenantId) });
  await dataKey.update({ where: where(b.tenantId), data: { wrapped } });
  const fresh = await elsewhere();
  await expect(fresh.seal(b.tenantId, 'x', 'y')).rejects.toMatchObject({ code: 'MASTER_KEY_REFUSED' });
  await dataKey.update({ where: where(b.tenantId), data: { wrapped: own.wrapped } });
  await expect(fresh.seal(b.tenantId, 'x', 'y')).resolves.toBeInstanceOf(Uint8Array);
});

test('another master key opens nothing, and does not even start', async () => {
  await expect(elsewhere(new Uint8Array(randomBytes(32)))).rejects.toMatchObject({
    code: 'MASTER_KEY_UNKNOWN',
  });
});

test('a look-up hash is the same for the same value and purpose only, in every process', async () => {
  const { keys } = t.core;
  expect(keys.lookupHash('email', 'a@b.c')).toEqual(keys.lookupHash('email', 'a@b.c'));
  expect(keys.lookupHash('email', 'a@b.c')).not.toEqual(keys.lookupHash('invitation', 'a@b.c'));
  expect((await elsewhere()).lookupHash('email', 'a@b.c')).toEqual(keys.lookupHash('email', 'a@b.c'));
});

test('a changed byte anywhere is noticed', async () => {
  const { keys } = t.core;
  const sealed = await keys.seal(a.tenantId, 'x', 'secret');
  for (let index = 0; index < sealed.length; index++) {
    const changed = sealed.slice();
    changed[index] = (changed[index] ?? 0) ^ 1;
    const failure = expect.objectContaining({ code: expect.stringMatching(/^(UNSEAL_FAILED|NOT_FOUND)$/) });
    await expect(keys.unseal(a.tenantId, 'x', changed)).rejects.toEqual(failure);
  }
});

test('a tenant nobody has opened has no key', async () => {
  const nobody = '00000000-0000-7000-8000-0000000000ff';
  await expect(t.core.keys.seal(nobody, 'x', 'y')).rejects.toMatchObject({ code: 'NOT_FOUND' });
});

test('many who want the first key of a tenant at the same time get the same one', async () => {
  const tenant = await t.openTenant();
  await t.admin
    .$executeRaw`delete from data_key where tenant_id = ${tenant.tenantId}::uuid and purpose = 'tenant'`;
  const processes = await Promise.all(Array.from({ length: 6 }, () => elsewhere()));
  const sealed = await Promise.all(processes.map((keys, n) => keys.seal(tenant.tenantId, 'x', `${n}`)));
  const [first] = processes;
  for (const [n, each] of sealed.entries()) {
    expect(await first?.unsealText(tenant.tenantId, 'x', each)).toBe(String(n));
  }
  expect(await t.admin.dataKey.count({ where: { tenantId: tenant.tenantId } })).toBe(1);
});

test("a signer's private key is not opened here, whoever asks", async () => {
  const sealed = await t.core.keys.seal(a.tenantId, 'key/1', 'private');
  await expect(t.core.keys.unseal(a.tenantId, 'key/1', sealed)).rejects.toMatchObject({ code: 'FORBIDDEN' });
  await expect(t.core.keys.unsealText(a.tenantId, 'key/1', sealed)).rejects.toMatchObject({
    code: 'FORBIDDEN',
  });
});
