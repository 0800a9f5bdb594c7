import { afterAll, beforeAll, expect, test } from 'vitest';
import { contractDetail } from '../contracts/contract-detail.ts';
import { draftContract } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { appendEvent, firstBrokenEvent, hashOfEvent, type StoredEvent } from './events.ts';

let t: TestCore;
let tenant: TestTenant;

beforeAll(async () => {
  t = await testCore();
  tenant = await t.openTenant();
  // What follows does what a database administrator could: the trigger that refuses changes is out of the way.
  await t.admin.$executeRaw`alter table event disable trigger event_append_only`;
});
afterAll(() => t.close());

const read = (contractId: string): Promise<StoredEvent[]> =>
  t.admin.event.findMany({ where: { contractId }, orderBy: { seq: 'asc' } });

const append = (contractId: string, nth: number) =>
  t.core.db.withTenant(tenant.tenantId, (tx) =>
    appendEvent(tx, {
      tenantId: tenant.tenantId,
      contractId,
      type: 'participant.viewed',
      at: t.core.now(),
      actor: { kind: 'system' },
      data: { nth, list: ['b', 'a'], none: null, yes: true },
    }),
  );

async function chainOf(length: number): Promise<string> {
  const { contractId } = await draftContract(tenant.ctx);
  for (let nth = 2; nth < length; nth++) await append(contractId, nth);
  return contractId;
}

test('a chain that was only appended to is whole, read back from the database', async () => {
  const contractId = await chainOf(5);
  const events = await read(contractId);
  expect(events.map((event) => event.seq)).toEqual([0, 1, 2, 3, 4]);
  expect(firstBrokenEvent(events)).toBeNull();
  expect((await contractDetail(tenant.ctx, { contractId })).chainIntact).toBe(true);
});

test.each([
  ['data', `data = '{"nth": 99}'`],
  ['the time, by a millisecond', `at = at + interval '1 millisecond'`],
  ['the type', `type = 'participant.signed'`],
  ['the actor', `actor = '{"kind": "member", "accountId": "x"}'`],
])('changing %s of an event is detected', async (_what, change) => {
  const contractId = await chainOf(4);
  await t.admin.$executeRawUnsafe(
    `update event set ${change} where contract_id = '${contractId}' and seq = 2`,
  );
  expect(firstBrokenEvent(await read(contractId))).toBe(2);
  expect((await contractDetail(tenant.ctx, { contractId })).chainIntact).toBe(false);
});

test('an event changed together with its own hash breaks the chain at the next', async () => {
  const contractId = await chainOf(4);
  const forged = (await read(contractId))[2];
  if (!forged) throw new Error('the chain is too short');
  const data = { nth: 99 };
  await t.admin.event.update({
    where: { contractId_seq: { contractId, seq: 2 } },
    data: { data, hash: hashOfEvent({ ...forged, data }) },
  });
  expect(firstBrokenEvent(await read(contractId))).toBe(3);
});

test('deleting an event is detected, the first and one in between', async () => {
  const contractId = await chainOf(5);
  const events = await read(contractId);
  expect(firstBrokenEvent(events.slice(1))).toBe(0);
  await t.admin.event.delete({ where: { contractId_seq: { contractId, seq: 3 } } });
  expect(firstBrokenEvent(await read(contractId))).toBe(3);
});

test('exchanging two events is detected', async () => {
  const [a, b, c, d] = await read(await chainOf(4));
  if (!a || !b || !c || !d) throw new Error('the chain is too short');
  expect(firstBrokenEvent([a, c, b, d])).toBe(1);
  expect(firstBrokenEvent([a, { ...c, seq: 1 }, { ...b, seq: 2 }, d])).toBe(1);
});

test('an event of another contract does not fit', async () => {
  const [own, other] = [await read(await chainOf(3)), await read(await chainOf(3))];
  expect(firstBrokenEvent([...own.slice(0, 2), ...other.slice(2)])).toBe(2);
});

test('writers at the same time make one chain', async () => {
  const contractId = await chainOf(2);
  await Promise.all(Array.from({ length: 20 }, (_, nth) => append(contractId, nth)));
  const events = await read(contractId);
  expect(events).toHaveLength(22);
  expect(firstBrokenEvent(events)).toBeNull();
});
