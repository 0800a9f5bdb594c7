import type { Prisma, TenantTx } from '@chopmark/db';
import type { Core } from '../context.ts';
import { newId } from '../ids.ts';
import type { JobName, JobPayload } from './events.ts';

const BATCH = 100;
/** A relayed job that has not settled by then is asked for again. Every job finds its own earlier results. */
const STUCK_MS = 5 * 60_000;

/** Asks for a job in the transaction that needs it: both happen or neither. */
export async function enqueue<N extends JobName>(
  tx: TenantTx,
  job: { tenantId: string; name: N; data: JobPayload<N>; now: Date },
): Promise<void> {
  await tx.outbox.create({
    data: {
      id: newId(job.now),
      tenantId: job.tenantId,
      name: job.name,
      payload: job.data as Prisma.InputJsonObject,
      createdAt: job.now,
    },
  });
}

/**
 * Hands waiting outbox rows to the job engine, oldest first. The row's ID is the event's ID, so that handing one on
 * twice starts one job. @returns how many were handed on
 */
export async function relayOutbox(core: Core): Promise<number> {
  const rows = await core.db.relay.outbox.findMany({
    where: { relayedAt: null },
    orderBy: { createdAt: 'asc' },
    take: BATCH,
  });
  if (rows.length === 0) return 0;
  await core.inngest.send(rows.map(eventOf));
  await core.db.relay.outbox.updateMany({
    where: { id: { in: rows.map((row) => row.id) }, relayedAt: null },
    data: { relayedAt: core.now() },
  });
  return rows.length;
}

/** Has the job a row asked for ended already? Then a second delivery has nothing left to do. */
export async function isSettled(core: Core, outboxId: string): Promise<boolean> {
  const row = await core.db.relay.outbox.findUnique({
    where: { id: outboxId },
    select: { settledAt: true },
  });
  return row?.settledAt != null;
}

/** The job a row asked for has ended, well or not; the reconciler leaves it alone from now on. */
export async function settleOutbox(core: Core, outboxId: string): Promise<void> {
  await core.db.relay.outbox.updateMany({
    where: { id: outboxId, settledAt: null },
    data: { settledAt: core.now() },
  });
}

/**
 * Asks again for what was handed on long ago and never settled. The event's ID names the try, so that two processes that
 * find the same row start one job. @returns how many
 */
export async function requeueStuck(core: Core): Promise<number> {
  const now = core.now();
  const stuck = await core.db.relay.outbox.findMany({
    where: { settledAt: null, relayedAt: { lt: new Date(now.getTime() - STUCK_MS) } },
    orderBy: { relayedAt: 'asc' },
    take: BATCH,
  });
  if (stuck.length === 0) return 0;
  await core.inngest.send(
    stuck.map((row) => ({ ...eventOf(row), id: `${row.id}/${row.relayedAt?.getTime() ?? 0}` })),
  );
  await core.db.relay.outbox.updateMany({
    where: { id: { in: stuck.map((row) => row.id) }, settledAt: null },
    data: { relayedAt: now },
  });
  return stuck.length;
}

function eventOf(row: { id: string; name: string; tenantId: string; payload: unknown }) {
  const payload = row.payload as Prisma.JsonObject;
  return { id: row.id, name: row.name, data: { ...payload, tenantId: row.tenantId, outboxId: row.id } };
}
