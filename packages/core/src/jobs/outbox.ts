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
  await core.inngest.send(
    rows.map((row) => ({
      id: row.id,
      name: row.name,
      data: { ...(row.payload as Prisma.JsonObject), tenantId: row.tenantId, outboxId: row.id },
    })),
  );
  await core.db.relay.outbox.updateMany({
    where: { id: { in: rows.map((row) => row.id) }, relayedAt: null },
    data: { relayedAt: core.now() },
  });
  return rows.length;
}

/** The job a row asked for has ended, well or not; the reconciler leaves it alone from now on. */
export async function settleOutbox(core: Core, outboxId: string): Promise<void> {
  await core.db.relay.outbox.updateMany({
    where: { id: outboxId, settledAt: null },
    data: { settledAt: core.now() },
  });
}

/** Asks again for what was handed on long ago and never settled, under a new event ID. @returns how many */
export async function requeueStuck(core: Core): Promise<number> {
  const now = core.now();
  const stuck = await core.db.relay.outbox.findMany({
    where: { settledAt: null, relayedAt: { lt: new Date(now.getTime() - STUCK_MS) } },
    take: BATCH,
  });
  for (const row of stuck) {
    await core.inngest.send({
      id: `${row.id}/${now.getTime()}`,
      name: row.name,
      data: { ...(row.payload as Prisma.JsonObject), tenantId: row.tenantId, outboxId: row.id },
    });
    await core.db.relay.outbox.update({ where: { id: row.id }, data: { relayedAt: now } });
  }
  return stuck.length;
}
