import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { withdrawContract } from '../contracts/end.ts';
import { sendNotice } from '../notifications/send-notice.ts';
import { sendAndOpen } from '../testing/drive-contract.ts';
import { type TestCore, type TestTenant, testCore } from '../testing/test-core.ts';
import { parseJob } from './events.ts';
import { enqueue, isSettled, relayOutbox, requeueStuck, settleOutbox } from './outbox.ts';

let t: TestCore;
let tenant: TestTenant;
beforeAll(async () => {
  t = await testCore();
  tenant = await t.openTenant();
});
afterAll(() => t.close());
beforeEach(async () => {
  await t.admin.outbox.deleteMany();
  t.events.length = 0;
});

const MINUTE = 60_000;
const ask = (contractId: string) =>
  t.core.db.withTenant(tenant.tenantId, (tx) =>
    enqueue(tx, {
      tenantId: tenant.tenantId,
      name: 'contract/sent',
      data: { contractId },
      now: t.core.now(),
    }),
  );
const rows = () => t.admin.outbox.findMany({ orderBy: { createdAt: 'asc' } });

test('what is asked for in a transaction that fails is never asked for', async () => {
  const failing = t.core.db.withTenant(tenant.tenantId, async (tx) => {
    await enqueue(tx, {
      tenantId: tenant.tenantId,
      name: 'contract/sent',
      data: { contractId: 'c' },
      now: t.core.now(),
    });
    throw new Error('something after it failed');
  });
  await expect(failing).rejects.toThrow();
  expect(await relayOutbox(t.core)).toBe(0);
  expect(t.events).toEqual([]);
});

test('a row is handed on once, with its own ID as the ID of the event', async () => {
  await ask('c1');
  await ask('c2');
  expect(await relayOutbox(t.core)).toBe(2);
  expect(await relayOutbox(t.core)).toBe(0);
  const [first, second] = await rows();
  expect(t.events.map((event) => event.id)).toEqual([first?.id, second?.id]);
  expect(parseJob('contract/sent', t.events[0]?.data)).toEqual({
    tenantId: tenant.tenantId,
    outboxId: first?.id,
    contractId: 'c1',
  });
});

test('rows that two processes hand on at the same time bear the same IDs, so that one job starts', async () => {
  for (let n = 0; n < 5; n++) await ask(`c${n}`);
  await Promise.all([relayOutbox(t.core), relayOutbox(t.core)]);
  expect(new Set(t.events.map((event) => event.id)).size).toBe(5);
});

test('more than a batch is handed on, oldest first', async () => {
  const now = t.core.now().getTime();
  await t.admin.outbox.createMany({
    data: Array.from({ length: 130 }, (_, n) => ({
      id: `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`,
      tenantId: tenant.tenantId,
      name: 'contract/sent',
      payload: { contractId: `c${n}` },
      createdAt: new Date(now + n),
    })),
  });
  expect([await relayOutbox(t.core), await relayOutbox(t.core), await relayOutbox(t.core)]).toEqual([
    100, 30, 0,
  ]);
  expect(t.events.map((event) => event.data.contractId)).toEqual(
    Array.from({ length: 130 }, (_, n) => `c${n}`),
  );
});

test('what was handed on long ago and never ended is asked for again, under an ID two processes agree on', async () => {
  await ask('lost');
  await ask('ended');
  await relayOutbox(t.core);
  const [lost, ended] = await rows();
  if (!lost || !ended) throw new Error('the rows are missing');
  await settleOutbox(t.core, ended.id);
  t.events.length = 0;
  expect(await requeueStuck(t.core)).toBe(0);
  t.clock.advance(5 * MINUTE + 1_000);
  await Promise.all([requeueStuck(t.core), requeueStuck(t.core)]);
  expect(new Set(t.events.map((event) => event.data.contractId))).toEqual(new Set(['lost']));
  const ids = new Set(t.events.map((event) => event.id));
  expect(ids.size).toBe(1);
  expect(ids.has(lost.id)).toBe(false);
  expect(await requeueStuck(t.core)).toBe(0);
});

test('a settled row says so, and the first settling counts', async () => {
  await ask('c');
  const [row] = await rows();
  const id = row?.id ?? '';
  expect(await isSettled(t.core, id)).toBe(false);
  await settleOutbox(t.core, id);
  const settled = (await rows())[0]?.settledAt;
  t.clock.advance(MINUTE);
  await settleOutbox(t.core, id);
  expect((await rows())[0]?.settledAt).toEqual(settled);
  expect(await isSettled(t.core, id)).toBe(true);
});

test('a notice delivered twice arrives once; an invitation nobody waits for any more is not sent', async () => {
  const { contractId, participants } = await sendAndOpen(tenant.ctx, { self: false, persons: ['Lan'] });
  const [row] = await t.admin.outbox.findMany({ where: { name: 'notice/requested' } });
  if (!row) throw new Error('nobody was invited');
  const job = parseJob('notice/requested', {
    ...Object(row.payload),
    tenantId: row.tenantId,
    outboxId: row.id,
  });
  await Promise.all([sendNotice(t.core, job), sendNotice(t.core, job)]);
  const mail = await t.newestMail('lan@example.com');
  expect(mail.link).toMatch(/^http:\/\/localhost:3000\/sign\/[\w-]{43}$/);
  expect(mail.text).toContain(tenant.name);
  const count = () =>
    t.admin.pluginState.count({ where: { scope: 'notification/mailbox', key: { startsWith: 'message/' } } });
  const before = await count();
  await withdrawContract(tenant.ctx, { contractId, reason: 'x' });
  await sendNotice(t.core, { ...job, outboxId: participants[0]?.id ?? '' });
  expect(await count()).toBe(before);
});

test('no log line holds an address or a code', async () => {
  const text = JSON.stringify(t.logged);
  expect(text).not.toMatch(/@example\.com/);
  expect(text).not.toMatch(/"\d{6}"/);
});
