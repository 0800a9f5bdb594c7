import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../testing/test-database.ts';
import { createDatabase, type Database, type TenantTx } from './database.ts';
import { isNotFound, isTransactionConflict, isUniqueViolation } from './query-errors.ts';

let server: TestDatabase;
let db: Database;
const now = new Date('2026-01-02T03:04:05.678Z');

beforeAll(async () => {
  server = await testDatabase();
  db = server.db;
});

afterAll(() => server.drop());

async function newTenant(): Promise<string> {
  const id = randomUUID();
  await db.relay.tenant.create({
    data: {
      id,
      slug: `t${id}`,
      kind: 'enterprise',
      name: 'Tenant',
      status: 'active',
      locale: 'zh-CN',
      legalRepresentativeSealed: new Uint8Array([1]),
      policy: {},
      createdAt: now,
    },
  });
  return id;
}

const addRole =
  (tenantId: string, name: string, id: string = randomUUID()) =>
  (tx: TenantTx) =>
    tx.role.create({ data: { id, tenantId, name, builtin: false, permissions: [] } });

const roleNames = async (tx: TenantTx) =>
  (await tx.role.findMany({ orderBy: { name: 'asc' } })).map(({ name }) => name);

test('a tenant sees its own rows and no others', async () => {
  const [a, b] = [await newTenant(), await newTenant()];
  await db.withTenant(a, addRole(a, 'of a'));
  await db.withTenant(b, addRole(b, 'of b'));
  expect(await db.withTenant(a, roleNames)).toEqual(['of a']);
  expect(await db.withTenant(b, roleNames)).toEqual(['of b']);
  expect(await db.withPerson(randomUUID(), roleNames)).toEqual([]);
});

test('a tenant cannot write a row of another, nor touch one whose ID it knows', async () => {
  const [a, b] = [await newTenant(), await newTenant()];
  const id = randomUUID();
  await db.withTenant(a, addRole(a, 'of a', id));
  await expect(db.withTenant(b, addRole(a, 'planted'))).rejects.toThrow(/row-level security/);
  const rename = (tx: TenantTx) => tx.role.update({ where: { id }, data: { name: 'stolen' } });
  const refused = await db.withTenant(b, rename).catch((error: unknown) => error);
  expect(isNotFound(refused)).toBe(true);
  expect(await db.withTenant(a, roleNames)).toEqual(['of a']);
});

test('nothing of one transaction’s tenant is left on a pooled connection', async () => {
  const single = createDatabase({ appUrl: server.appUrl, relayUrl: server.relayUrl, poolSize: 1 });
  const tenant = await newTenant();
  const settings = (tx: TenantTx) =>
    tx.$queryRaw`select current_setting('app.tenant_id', true) as tenant, current_setting('app.user_id', true) as person`;
  const person = randomUUID();
  expect(await single.withTenant(tenant, settings, { userId: person })).toEqual([{ tenant, person }]);
  expect(await single.withPerson(person, settings)).toEqual([{ tenant: '', person }]);
  await single.withTenant(tenant, () => Promise.reject(new Error('on purpose'))).catch(() => undefined);
  expect(await single.withPerson(person, roleNames)).toEqual([]);
  expect(await single.withTenant(tenant, settings)).toEqual([{ tenant, person: '' }]);
  await single.close();
});

test('a person sees their memberships in every tenant, and nobody else’s', async () => {
  const [a, b] = [await newTenant(), await newTenant()];
  const [accountId, otherId] = [randomUUID(), randomUUID()];
  for (const id of [accountId, otherId]) {
    const emailHash = new TextEncoder().encode(id);
    await db.relay.account.create({
      data: {
        id,
        emailHash,
        emailSealed: emailHash,
        name: 'P',
        locale: 'en',
        operator: false,
        createdAt: now,
      },
    });
  }
  const join = (tenantId: string, account: string) => (tx: TenantTx) =>
    tx.membership.create({
      data: {
        id: randomUUID(),
        tenantId,
        accountId: account,
        name: 'P',
        tenantSlug: 's',
        tenantName: 'T',
        createdAt: now,
      },
    });
  await db.withTenant(a, join(a, accountId));
  await db.withTenant(b, join(b, accountId));
  await db.withTenant(b, join(b, otherId));
  const memberships = await db.withPerson(accountId, (tx) => tx.membership.findMany());
  expect(memberships.map(({ tenantId }) => tenantId).sort()).toEqual([a, b].sort());
});

test('the relay role reads no contract', async () => {
  await expect(db.relay.contract.findMany()).rejects.toThrow(/denied access|permission denied/);
});

test('an error rolls everything back', async () => {
  const tenant = await newTenant();
  const failing = db.withTenant(tenant, async (tx) => {
    await addRole(tenant, 'half')(tx);
    throw new Error('on purpose');
  });
  await expect(failing).rejects.toThrow('on purpose');
  expect(await db.withTenant(tenant, roleNames)).toEqual([]);
});

test('refuses what is not a UUID before it reaches the database', async () => {
  const fn = () => Promise.resolve('reached');
  await expect(db.withTenant('', fn)).rejects.toMatchObject({ code: 'TENANT_ID_INVALID' });
  await expect(db.withTenant("'; drop table role; --", fn)).rejects.toMatchObject({
    code: 'TENANT_ID_INVALID',
  });
  await expect(db.withPerson('42', fn)).rejects.toMatchObject({ code: 'PERSON_ID_INVALID' });
  await expect(db.withTenant(randomUUID(), fn, { userId: '42' })).rejects.toMatchObject({
    code: 'PERSON_ID_INVALID',
  });
});

test('refuses a transaction inside a transaction, but not one after it', async () => {
  const tenant = await newTenant();
  let later: Promise<string[]> | undefined;
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const nested = await db.withTenant(tenant, async () => {
    later = ended.then(() => db.withTenant(tenant, roleNames));
    return db.withTenant(tenant, roleNames).catch((error: unknown) => error);
  });
  end();
  expect(nested).toMatchObject({ code: 'TRANSACTION_NESTED' });
  expect(await later).toEqual([]);
});

test('two serializable transactions in each other’s way both succeed, one by being repeated', async () => {
  const tenant = await newTenant();
  const { promise: bothRead, resolve: open } = Promise.withResolvers<void>();
  let runs = 0;
  // Each counts the rows and adds one named after the count: one after the other gives 0 and 1.
  const count = () =>
    db.withTenant(
      tenant,
      async (tx) => {
        const seen = await tx.role.count();
        runs += 1;
        if (runs === 2) open();
        await bothRead;
        await addRole(tenant, String(seen), randomUUID())(tx);
      },
      { isolation: 'Serializable' },
    );
  await Promise.all([count(), count()]);
  expect(await db.withTenant(tenant, roleNames)).toEqual(['0', '1']);
  expect(runs).toBeGreaterThanOrEqual(3);
});

test('a deadlock is resolved by repeating its victim', async () => {
  const tenant = await newTenant();
  const ids = [randomUUID(), randomUUID()];
  for (const id of ids) await db.withTenant(tenant, addRole(tenant, id, id));
  const { promise: bothHold, resolve: open } = Promise.withResolvers<void>();
  let runs = 0;
  const lockBoth = (order: string[]) =>
    db.withTenant(tenant, async (tx) => {
      for (const id of order) {
        await tx.role.update({ where: { id }, data: { permissions: { push: 'x' } } });
        runs += 1;
        if (runs === 2) open();
        await bothHold;
      }
    });
  await Promise.all([lockBoth(ids), lockBoth(ids.toReversed())]);
  const roles = await db.withTenant(tenant, (tx) => tx.role.findMany());
  expect(roles.map(({ permissions }) => permissions)).toEqual([
    ['x', 'x'],
    ['x', 'x'],
  ]);
});

test('gives up after four conflicts, and says that it was one', async () => {
  let runs = 0;
  const error = await db
    .withTenant(randomUUID(), async (tx) => {
      runs += 1;
      await tx.$executeRaw`do $$ begin raise exception 'on purpose' using errcode = 'serialization_failure'; end $$`;
    })
    .catch((reason: unknown) => reason);
  expect(isTransactionConflict(error)).toBe(true);
  expect(runs).toBe(4);
});

test('tells which unique constraint was broken, by the client’s methods and by raw SQL', async () => {
  const tenant = await newTenant();
  const id = randomUUID();
  await db.withTenant(tenant, addRole(tenant, 'once', id));
  const sameName = await db.withTenant(tenant, addRole(tenant, 'once')).catch((error: unknown) => error);
  expect(isUniqueViolation(sameName)).toBe(true);
  expect(isUniqueViolation(sameName, 'role_tenant_id_name_key')).toBe(true);
  expect(isUniqueViolation(sameName, 'role_pkey')).toBe(false);

  const sameId = await db
    .withTenant(
      tenant,
      (tx) => tx.$executeRaw`insert into role values (${id}::uuid, ${tenant}::uuid, 'again', false, '{}')`,
    )
    .catch((error: unknown) => error);
  expect(isUniqueViolation(sameId, 'role_pkey')).toBe(true);
  expect(isUniqueViolation(sameId, 'role_tenant_id_name_key')).toBe(false);
  expect(isUniqueViolation(new Error('something else'))).toBe(false);
});

test('more transactions than connections wait their turn', async () => {
  const tenant = await newTenant();
  const names = Array.from({ length: 30 }, (_, index) => String(index).padStart(2, '0'));
  await Promise.all(names.map((name) => db.withTenant(tenant, addRole(tenant, name))));
  expect(await db.withTenant(tenant, roleNames)).toEqual(names);
});

test('bytes and times come back as they went in', async () => {
  const tenant = await newTenant();
  const stored = await db.withTenant(tenant, (tx) => tx.tenant.findUniqueOrThrow({ where: { id: tenant } }));
  expect(stored.createdAt).toEqual(now);
  expect([...(stored.legalRepresentativeSealed ?? [])]).toEqual([1]);
});
