import { Prisma } from '@chopmark/db';
import { memoryState } from '@chopmark/plugins/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { isWritten, writtenAlongside } from './alongside.ts';
import { pluginState } from './plugin-host.ts';

let t: TestCore;
let tenants: TestTenant[];
let scopes = 0;
beforeAll(async () => {
  t = await testCore();
  tenants = [await t.openTenant(), await t.openTenant({ name: '乙公司' })];
});
afterAll(() => t.close());

const inDatabase = (tenant = tenants[0], scope = `test/${scopes++}`) =>
  pluginState({ db: t.core.db, tenantId: tenant?.tenantId ?? '', scope, now: t.core.now });

describe.each([
  ['in the database', () => inDatabase()],
  ['in memory, as plug-ins are tested with', memoryState],
])('state %s', (_where, create) => {
  test('gives back what was put, and what was put last', async () => {
    const state = create();
    expect(await state.get('a')).toBeUndefined();
    for (const value of [{ n: [1, null, '中'] }, 'text', 1.5, false, null]) {
      await state.put('a', value);
      expect(await state.get('a')).toEqual(value);
    }
    expect(await state.putIfAbsent('a', 'later')).toBe(false);
    expect(await state.putIfAbsent('b', 'first')).toBe(true);
    expect(await state.list('')).toEqual([
      { key: 'a', value: null },
      { key: 'b', value: 'first' },
    ]);
  });

  test('lists in the order of its numbers, whoever asks and writes at the same time', async () => {
    const state = create();
    const writing = Array.from({ length: 20 }, (_, index) => state.put(`a/${index}`, index));
    const listing = Array.from({ length: 20 }, () => state.listNumbered('n', 'a/'));
    await Promise.all(writing);
    const listed = (await Promise.all(listing)).toSorted((a, b) => Number(a.number - b.number));
    expect(listed.map(({ number }) => number)).toEqual(listed.map((_, index) => BigInt(index + 1)));
    const lengths = listed.map(({ entries }) => entries.length);
    expect(lengths).toEqual(lengths.toSorted((a, b) => a - b));
    const last = await state.listNumbered('n', 'a/');
    expect([last.number, last.entries]).toEqual([21n, await state.list('a/')]);
  });

  test('takes wildcards in a prefix as the letters they are', async () => {
    const state = create();
    for (const key of ['x_1', 'xa1', 'x%1']) await state.put(key, 1);
    expect((await state.list('x_')).map(({ key }) => key)).toEqual(['x_1']);
    expect((await state.list('x%')).map(({ key }) => key)).toEqual(['x%1']);
  });

  test('writes together what none has a value of, or nothing of it', async () => {
    const state = create();
    const absent = [
      { key: 'a', value: 1 },
      { key: 'b', value: { c: 2 } },
    ];
    expect(await state.putTogether({ absent })).toBe(true);
    const late = { absent: [{ key: 'c', value: 3 }, ...absent], latest: [{ key: 'l', value: 'x' }] };
    expect(await state.putTogether(late)).toBe(false);
    expect((await state.list('')).map(({ key }) => key)).toEqual(['a', 'b']);
  });

  test('keeps the latest of texts, whoever comes last', async () => {
    const state = create();
    const at = (key: string, value: string) =>
      state.putTogether({ absent: [{ key, value: 1 }], latest: [{ key: 'latest', value }] });
    await at('a', '2026-01-02T00:00:00.000Z');
    await at('b', '2026-01-03T00:00:00.000Z');
    await at('c', '2026-01-01T23:59:59.000Z');
    expect(await state.get('latest')).toBe('2026-01-03T00:00:00.000Z');
    expect(await state.get('c')).toBe(1);
  });

  test('of many who write together at once exactly one succeeds; counters miss none', async () => {
    const state = create();
    const tries = Array.from({ length: 12 }, (_, n) =>
      state.putTogether({
        absent: [
          { key: 'one', value: n },
          { key: `own/${n}`, value: n },
        ],
      }),
    );
    expect((await Promise.all(tries)).filter(Boolean)).toHaveLength(1);
    expect(await state.list('own/')).toHaveLength(1);
    const counts = await Promise.all(Array.from({ length: 12 }, () => state.increment('n')));
    expect(counts.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
  });
});

describe('what the host has written alongside', () => {
  const ownState = () => {
    const [tenant] = tenants;
    const tenantId = tenant?.tenantId ?? '';
    return { tenantId, state: inDatabase(tenant), scope: `test/beside-${scopes++}` };
  };
  const noting = (tenantId: string, scope: string, value = Prisma.sql`'1'::jsonb`) => [
    Prisma.sql`insert into plugin_state (tenant_id, scope, key, value, created_at)
      values (${tenantId}::uuid, ${scope}, 'beside', ${value}, ${t.core.now()})`,
  ];
  const noted = (scope: string) => t.admin.pluginState.count({ where: { scope } });
  const absent = [{ key: 'a', value: 1 }];

  test('is there with the entries, once', async () => {
    const { tenantId, state, scope } = ownState();
    const alongside = writtenAlongside(tenantId, async () => noting(tenantId, scope));
    expect(isWritten(alongside)).toBe(false);
    expect(await state.putTogether({ absent, alongside })).toBe(true);
    expect([isWritten(alongside), await noted(scope)]).toEqual([true, 1]);
  });

  test.each([
    [{ flushLater: true }, 'session'],
    [undefined, 'server'],
  ])('waits for the disk as the host has it (%o)', async (options, source) => {
    const { tenantId, state, scope } = ownState();
    const found = Prisma.sql`(select to_jsonb(case source when 'session' then source else 'server' end)
      from pg_settings where name = 'synchronous_commit')`;
    const alongside = writtenAlongside(tenantId, async () => noting(tenantId, scope, found), options);
    expect(await state.putTogether({ absent, alongside })).toBe(true);
    expect(await t.admin.pluginState.findFirst({ where: { scope, key: 'beside' } })).toMatchObject({
      value: source,
    });
  });

  test('is not there when the entries are not', async () => {
    const { tenantId, state, scope } = ownState();
    await state.put('a', 0);
    const alongside = writtenAlongside(tenantId, async () => noting(tenantId, scope));
    expect(await state.putTogether({ absent, alongside })).toBe(false);
    expect([isWritten(alongside), await noted(scope)]).toEqual([false, 0]);
  });

  test('takes the entries with it when it fails, before or in the database', async () => {
    const { tenantId, state, scope } = ownState();
    const early = writtenAlongside(tenantId, () => Promise.reject(new Error('not sealed')));
    await expect(state.putTogether({ absent, alongside: early })).rejects.toThrow('not sealed');
    const late = writtenAlongside(tenantId, async () => noting(tenantId, scope, Prisma.sql`to_jsonb(1 / 0)`));
    await expect(state.putTogether({ absent, alongside: late })).rejects.toThrow(/zero/);
    expect([isWritten(early), isWritten(late), await state.get('a')]).toEqual([false, false, undefined]);
  });

  test('is left alone when it is another tenant’s, or no host’s', async () => {
    const { state, scope } = ownState();
    const stranger = tenants[1]?.tenantId ?? '';
    const foreign = writtenAlongside(stranger, async () => noting(stranger, scope));
    expect(await state.putTogether({ absent, alongside: foreign })).toBe(true);
    expect([isWritten(foreign), await noted(scope)]).toEqual([false, 0]);
    const forged = { kind: 'alongside' } as const;
    expect(await state.putTogether({ absent: [{ key: 'b', value: 1 }], alongside: forged })).toBe(true);
    expect(isWritten(forged)).toBe(false);
  });
});

test('no tenant and no provider sees another’s state', async () => {
  const scope = `test/${scopes++}`;
  const [own, foreign] = tenants.map((tenant) => inDatabase(tenant, scope));
  const other = inDatabase(tenants[0]);
  await own?.put('a', 'mine');
  for (const state of [foreign, other]) {
    expect(await state?.get('a')).toBeUndefined();
    expect(await state?.list('')).toEqual([]);
    expect(await state?.putTogether({ absent: [{ key: 'a', value: 'theirs' }] })).toBe(true);
  }
  expect(await own?.get('a')).toBe('mine');
});
