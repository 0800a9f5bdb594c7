import type { Core } from '../context.ts';
import { toHex } from '../digest.ts';
import { appendEvent } from '../evidence/events.ts';
import { sendNotice } from '../notifications/send-notice.ts';
import { parseJob } from './events.ts';
import { coded } from './failure-cause.ts';
import { enqueue, settleOutbox } from './outbox.ts';

/** One notice to one participant. A notice that can't be delivered is logged; it stops no contract. */
export function sendNoticeJob(core: Core) {
  return core.inngest.createFunction(
    {
      id: 'send-notice',
      triggers: [{ event: 'notice/requested' }],
      retries: 5,
      onFailure: async ({ event, error }) => {
        const job = parseJob('notice/requested', event.data.event.data);
        core.log.error(
          { contractId: job.contractId, kind: job.kind, cause: error.message },
          'a notice was not delivered',
        );
        await settleOutbox(core, job.outboxId);
      },
    },
    async ({ event, step }) => {
      const job = parseJob('notice/requested', event.data);
      await step.run('send', () => coded(() => sendNotice(core, job)));
      await step.run('settle', () => settleOutbox(core, job.outboxId));
    },
  );
}

/** A completed contract: its chain's head is deposited as evidence and everyone is told. */
export function contractCompletedJob(core: Core) {
  return core.inngest.createFunction(
    {
      id: 'contract-completed',
      triggers: [{ event: 'contract/completed' }],
      retries: 5,
      onFailure: async ({ event, error }) => {
        const job = parseJob('contract/completed', event.data.event.data);
        core.log.error(
          { contractId: job.contractId, cause: error.message },
          'the end of a contract was not followed up',
        );
        await settleOutbox(core, job.outboxId);
      },
    },
    async ({ event, step }) => {
      const job = parseJob('contract/completed', event.data);
      await step.run('deposit', () => coded(() => deposit(core, job)));
      await step.run('tell', () => coded(() => tellEveryone(core, job)));
      await step.run('settle', () => settleOutbox(core, job.outboxId));
    },
  );
}

type Scope = { tenantId: string; contractId: string };

async function deposit(core: Core, { tenantId, contractId }: Scope): Promise<void> {
  const head = await core.db.withTenant(tenantId, async (tx) => {
    const last = await tx.event.findFirst({ where: { contractId, type: 'contract.completed' } });
    const done = await tx.event.count({ where: { contractId, type: 'evidence.deposited' } });
    return done > 0 ? null : last;
  });
  if (!head) return;
  const evidence = await core.providers.of(tenantId, 'evidence');
  const { receipt } = await evidence.deposit({
    contractId,
    seq: head.seq,
    chainHash: toHex(head.hash),
    at: head.at,
  });
  await core.db.withTenant(tenantId, (tx) =>
    appendEvent(tx, {
      tenantId,
      contractId,
      type: 'evidence.deposited',
      at: core.now(),
      actor: { kind: 'system' },
      data: { seq: head.seq, receipt },
    }),
  );
}

async function tellEveryone(core: Core, { tenantId, contractId }: Scope): Promise<void> {
  const now = core.now();
  await core.db.withTenant(tenantId, async (tx) => {
    const participants = await tx.participant.findMany({ where: { contractId } });
    for (const { id } of participants) {
      await enqueue(tx, {
        tenantId,
        name: 'notice/requested',
        data: { contractId, participantId: id, kind: 'completed' },
        now,
      });
    }
  });
}
