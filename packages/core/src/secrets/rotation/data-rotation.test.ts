import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Prisma } from '@chopmark/db';
import { localMasterKeys } from '@chopmark/plugins';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Core } from '../../context.ts';
import { PLATFORM_TENANT_ID } from '../../platform/platform-tenant.ts';
import { sendAndOpen } from '../../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../../testing/test-core.ts';
import { openTenantKeys, type TenantKeys } from '../tenant-keys.ts';
import { retireOldKeys, rotateDataKey } from './data-rotation.ts';
import { keyState } from './key-state.ts';
import { sealedColumns } from './sealed-columns.ts';
import { killedTwice } from './testing/killed.ts';

const HOUR = 3_600_000;
let t: TestCore;
let core: Core;
let tenant: TestTenant;

beforeAll(async () => {
  t = await testCore();
  core = t.core;
});
afterAll(() => t.close());
beforeEach(async () => {
  tenant = await t.openTenant();
});
afterEach(async () => {
  t.clock.advance(HOUR);
  await retireOldKeys(core);
});

const ownerOf = ({ tenantId }: { tenantId: string }) => ({ tenantId, purpose: 'tenant' }) as const;

/** The keys as a process has them that starts now. */
const freshKeys = (): Promise<TenantKeys> =>
  openTenantKeys({ masterKeys: localMasterKeys([t.masterKey]), db: core.db, now: core.now });

/** Contracts with their addresses and codes, all sealed. */
async function fillTenant(rows: number): Promise<string[]> {
  const contract = await sendAndOpen(tenant.ctx);
  const [pattern] = await t.admin.participant.findMany({ where: { contractId: contract.contractId } });
  if (!pattern) throw new Error('a party is missing');
  const ids = Array.from({ length: rows }, () => randomUUID());
  const data = ids.map(async (id) => ({
    ...pattern,
    id,
    failure: undefined,
    emailSealed: await t.core.keys.seal(tenant.tenantId, `participant/${id}/email`, `${id}@example.com`),
  }));
  await t.admin.participant.createMany({ data: await Promise.all(data) } as never);
  return ids;
}

/** Every address opens, in a process that starts now. */
async function expectAddresses(keys: TenantKeys, ids: readonly string[]): Promise<void> {
  const rows = await t.admin.participant.findMany({ where: { id: { in: [...ids] } } });
  expect(rows).toHaveLength(ids.length);
  for (const { id, emailSealed } of rows) {
    expect(await keys.unsealText(tenant.tenantId, `participant/${id}/email`, emailSealed)).toBe(
      `${id}@example.com`,
    );
  }
}

const versionsOf = async ({ tenantId }: { tenantId: string }, purpose = 'tenant') =>
  (await t.admin.dataKey.findMany({ where: { tenantId, purpose }, orderBy: { version: 'asc' } })).map(
    ({ version, state, wrapped }) => [version, state, wrapped !== null],
  );

test('a new data key: new secrets under it, old ones readable, then sealed anew, and the old key destroyed', async () => {
  const ids = await fillTenant(230);
  await rotateDataKey(core, ownerOf(tenant), 'a test');
  expect(await versionsOf(tenant)).toEqual([
    [1, 'readable', true],
    [2, 'active', true],
  ]);
  const sealed = await core.keys.seal(tenant.tenantId, 'x', 'new');
  expect([sealed[0], sealed[1], sealed[2]]).toEqual([2, 0, 2]);
  await expectAddresses(core.keys, ids);
  const early = await retireOldKeys(core);
  expect(early).toMatchObject({ retired: 0, left: 1 });
  expect(early.resealed).toBeGreaterThan(230);
  t.clock.advance(HOUR);
  expect(await retireOldKeys(core)).toEqual({ resealed: 0, retired: 1, left: 0 });
  expect(await versionsOf(tenant)).toEqual([
    [1, 'retired', false],
    [2, 'active', true],
  ]);
  await expectAddresses(await freshKeys(), ids);
  const { rotations } = await keyState(core);
  expect(rotations.find(({ tenantId }) => tenantId === tenant.tenantId)).toMatchObject({
    kind: 'data',
    fromKey: 'version 1',
    toKey: 'version 2',
    renewed: early.resealed,
    finishedAt: expect.any(Date),
  });
});

test('everything a tenant has keeps working over a rotation: a contract begun before is signed after', async () => {
  await sendAndOpen(tenant.ctx);
  await rotateDataKey(core, ownerOf(tenant), 'a test');
  t.clock.advance(HOUR);
  await retireOldKeys(core);
  // The CA's key among the provider's secrets, and addresses for the notices, are read under the new version.
  await sendAndOpen(tenant.ctx);
  const fresh = { ...t.core, keys: await freshKeys() };
  await sendAndOpen({ ...tenant.ctx, core: fresh });
});

test('a rotation of a data key that is killed twice in the middle loses nothing', async () => {
  const ids = await fillTenant(800);
  await rotateDataKey(core, ownerOf(tenant), 'a test');
  t.clock.advance(HOUR);
  const underOld = async () => {
    const [found] = await t.admin.$queryRaw<{ n: number }[]>`
      select count(*)::int as n from participant
      where owner_tenant_id = ${tenant.tenantId}::uuid and sealed_version(email_sealed) = 1`;
    return found?.n ?? 0;
  };
  const masterKeys = [Buffer.from(t.masterKey).toString('hex')];
  const kills = await killedTwice({ work: 'reseal', database: t.database, masterKeys }, underOld, async () =>
    expectAddresses(await freshKeys(), ids.slice(0, 60)),
  );
  expect(kills).toBeGreaterThan(0);
  await expectAddresses(await freshKeys(), ids);
  // The killed processes live by the real clock, for which it is too early to close the old version.
  expect(await retireOldKeys(core)).toMatchObject({ retired: 1, left: 0 });
  await expectAddresses(await freshKeys(), ids);
  expect(await underOld()).toBe(0);
}, 180_000);

test('a value that somebody seals under the old key too late is refused by the database, not lost', async () => {
  const [id = ''] = await fillTenant(1);
  const late = await core.keys.seal(tenant.tenantId, `participant/${id}/email`, 'late@example.com');
  await rotateDataKey(core, ownerOf(tenant), 'a test');
  const write = () =>
    core.db.withTenant(tenant.tenantId, (tx) =>
      tx.participant.update({ where: { id }, data: { emailSealed: late } }),
    );
  await write();
  t.clock.advance(HOUR);
  expect((await retireOldKeys(core)).left).toBe(0);
  await expect(write()).rejects.toThrow(/data key that is closed/);
  const { emailSealed } = await t.admin.participant.findUniqueOrThrow({ where: { id } });
  expect(await core.keys.unsealText(tenant.tenantId, `participant/${id}/email`, emailSealed)).toBe(
    'late@example.com',
  );
});

test('a writer whose transaction is still open holds the closing up, and its value is sealed anew', async () => {
  const [first = ''] = await fillTenant(1);
  const pattern = await t.admin.participant.findUniqueOrThrow({ where: { id: first } });
  const id = randomUUID();
  const emailSealed = await core.keys.seal(tenant.tenantId, `participant/${id}/email`, 'late@example.com');
  await rotateDataKey(core, ownerOf(tenant), 'a test');
  t.clock.advance(HOUR);
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const { promise: written, resolve: hasWritten } = Promise.withResolvers<void>();
  const writer = t.core.db.withTenant(tenant.tenantId, async (tx) => {
    await tx.participant.create({ data: { ...pattern, failure: Prisma.DbNull, id, emailSealed } });
    hasWritten();
    await mayCommit;
  });
  await written;
  let ended = false;
  const retiring = retireOldKeys(core).then((outcome) => {
    ended = true;
    return outcome;
  });
  await sleep(400);
  expect(ended).toBe(false);
  commit();
  await writer;
  expect(await retiring).toMatchObject({ retired: 1, left: 0 });
  const stored = await t.admin.participant.findUniqueOrThrow({ where: { id } });
  expect(stored.emailSealed[2]).toBe(2);
  expect(await core.keys.unsealText(tenant.tenantId, `participant/${id}/email`, stored.emailSealed)).toBe(
    'late@example.com',
  );
});

test('a value that does not open keeps its data key from being destroyed', async () => {
  const [id = ''] = await fillTenant(1);
  const damaged = await core.keys.seal(tenant.tenantId, 'for something else', 'x');
  await t.admin.participant.update({ where: { id }, data: { emailSealed: damaged } });
  await rotateDataKey(core, ownerOf(tenant), 'a test');
  t.clock.advance(HOUR);
  expect(await retireOldKeys(core)).toMatchObject({ retired: 0, left: 1 });
  expect(await versionsOf(tenant)).toContainEqual([1, 'readable', true]);
  await t.admin.participant.deleteMany({ where: { id } });
  expect(await retireOldKeys(core)).toMatchObject({ retired: 1, left: 0 });
});

test("the platform's data key is rotated as well: accounts log in before, meanwhile and after", async () => {
  const owner = { tenantId: PLATFORM_TENANT_ID, purpose: 'platform' } as const;
  const emailOf = async () => {
    const { emailSealed } = await t.admin.account.findUniqueOrThrow({ where: { id: tenant.accountId } });
    return (await freshKeys()).unsealPlatform('email', emailSealed);
  };
  await rotateDataKey(core, owner, 'a test');
  expect(await emailOf()).toBe(tenant.email);
  t.clock.advance(HOUR);
  const { resealed, left } = await retireOldKeys(core);
  expect([resealed, left]).toEqual([await t.admin.account.count(), 0]);
  expect(await emailOf()).toBe(tenant.email);
});

test('one rotation of an owner at a time, also when two ask at the same moment', async () => {
  const both = await Promise.allSettled([1, 2].map(() => rotateDataKey(core, ownerOf(tenant), 'a test')));
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await expect(rotateDataKey(core, ownerOf(tenant), 'a test')).rejects.toMatchObject({ code: 'CONFLICT' });
  expect((await versionsOf(tenant)).map(([, state]) => state)).toEqual(['readable', 'active']);
  t.clock.advance(HOUR);
  await retireOldKeys(core);
  await rotateDataKey(core, ownerOf(tenant), 'a test');
  expect((await versionsOf(tenant)).map(([, state]) => state)).toEqual(['retired', 'readable', 'active']);
});

test('another process notices a new version within a minute, and reads it at once', async () => {
  const other = await freshKeys();
  await other.seal(tenant.tenantId, 'x', 'y');
  await rotateDataKey(core, ownerOf(tenant), 'a test');
  const sealed = await core.keys.seal(tenant.tenantId, 'x', 'new');
  expect(await other.unsealText(tenant.tenantId, 'x', sealed)).toBe('new');
  expect((await other.seal(tenant.tenantId, 'x', 'y'))[2]).toBe(1);
  t.clock.advance(60_000);
  expect((await other.seal(tenant.tenantId, 'x', 'y'))[2]).toBe(2);
});

test('the record of a finished rotation cannot be changed, nor taken away', async () => {
  const { id } = await t.admin.keyRotation.findFirstOrThrow({ where: { finishedAt: { not: null } } });
  await expect(t.admin.keyRotation.update({ where: { id }, data: { renewed: 0 } })).rejects.toThrow(
    /evidence/,
  );
  await expect(t.admin.keyRotation.delete({ where: { id } })).rejects.toThrow(/evidence/);
});

test('every sealed column of the database is known here, and guarded against closed keys', async () => {
  const columns = await t.admin.$queryRaw<{ name: string; guarded: boolean }[]>`
    select c.table_name || '.' || c.column_name as name,
      exists (select 1 from information_schema.triggers g where g.event_object_table = c.table_name
        and g.action_statement like '%refuse_closed_data_key(''' || c.column_name || '''%') as guarded
    from information_schema.columns c
    where c.table_schema = 'public' and c.data_type = 'bytea' and c.column_name like '%sealed'
    order by 1`;
  expect(columns).toEqual(
    sealedColumns
      .map(({ table, column }) => ({ name: `${table}.${column}`, guarded: true }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  );
});
