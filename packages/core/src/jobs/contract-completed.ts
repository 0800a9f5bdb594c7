import type { Core } from '../context.ts';
import { depositEvidence } from '../evidence/deposit.ts';
import { recordFailure } from '../signing/failure.ts';
import { parseJob } from './events.ts';
import { causeOf, coded } from './failure-cause.ts';
import { isSettled, settleOutbox } from './outbox.ts';

/** A completed contract: its chain's head is deposited as evidence. */
export function contractCompletedJob(core: Core) {
  return core.inngest.createFunction(
    {
      id: 'contract-completed',
      triggers: [{ event: 'contract/completed' }],
      retries: 5,
      onFailure: async ({ event, error }) => {
        const { outboxId, ...job } = parseJob('contract/completed', event.data.event.data);
        await recordFailure(core, job, causeOf(error));
        await settleOutbox(core, outboxId);
      },
    },
    async ({ event, step }) => {
      const job = parseJob('contract/completed', event.data);
      if (await step.run('begin', () => isSettled(core, job.outboxId))) return;
      await step.run('deposit', () => coded(() => depositEvidence(core, job)));
      await step.run('settle', () => settleOutbox(core, job.outboxId));
    },
  );
}
