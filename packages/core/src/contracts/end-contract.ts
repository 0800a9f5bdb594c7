import { Prisma, type TenantTx } from '@chopmark/db';
import { appendEvent, type EventActor, type EventData } from '../evidence/events.ts';
import { enqueue } from '../jobs/outbox.ts';
import { dropIntent } from '../signing/give-up.ts';

export type Ending = {
  /** Its row is locked. */
  contract: { id: string; tenantId: string };
  state: 'withdrawn' | 'rejected' | 'expired';
  reason?: string;
  /** The participant who refused. */
  by?: string;
  actor: EventActor;
  data: EventData;
  now: Date;
};

/** Ends a contract before it is completed: nobody is asked any more, and everyone who was is told. */
export async function endContract(tx: TenantTx, ending: Ending): Promise<void> {
  const { contract, state, reason, by, now } = ending;
  const { id: contractId, tenantId } = contract;
  await tx.contract.update({
    where: { id: contractId },
    data: {
      state,
      endedAt: now,
      endReason: reason ?? null,
      failure: Prisma.DbNull,
      version: { increment: 1 },
    },
  });
  const others = await tx.participant.findMany({
    where: { contractId, ...(by ? { id: { not: by } } : {}) },
    orderBy: [{ position: 'asc' }, { id: 'asc' }],
  });
  await tx.participant.updateMany({
    where: { contractId, state: { in: ['waiting', 'awaited'] } },
    data: { state: 'cancelled', failure: Prisma.DbNull, endedAt: now },
  });
  // A signature on its way is stopped by its job; one whose job gave up has none.
  const stuck = others.filter((each) => each.state === 'signing' && each.failure !== null);
  for (const each of stuck) await dropIntent(tx, each.id, now);
  const event = { tenantId, contractId, at: now, actor: ending.actor };
  await appendEvent(tx, { ...event, type: `contract.${state}`, data: ending.data });
  for (const { id } of others.filter((each) => each.invitedAt !== null)) {
    const data = { contractId, participantId: id, kind: state };
    await enqueue(tx, { tenantId, name: 'notice/requested', data, now });
  }
}
