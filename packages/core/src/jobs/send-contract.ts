import type { Core } from '../context.ts';
import { openForSigning } from '../signing/advance.ts';
import { recordFailure } from '../signing/failure.ts';
import { certifyDocuments, prepareDocuments } from '../signing/prepare.ts';
import { parseJob } from './events.ts';
import { causeOf, coded } from './failure-cause.ts';
import { isSettled, settleOutbox } from './outbox.ts';

/** A sent contract: prepare its documents, certify them, ask the first signers. */
export function sendContractJob(core: Core) {
  return core.inngest.createFunction(
    {
      id: 'send-contract',
      triggers: [{ event: 'contract/sent' }],
      retries: 3,
      concurrency: { key: 'event.data.contractId', limit: 1 },
      onFailure: async ({ event, error }) => {
        const job = parseJob('contract/sent', event.data.event.data);
        await recordFailure(core, job, causeOf(error));
        await settleOutbox(core, job.outboxId);
      },
    },
    async ({ event, step }) => {
      const job = parseJob('contract/sent', event.data);
      if (await step.run('begin', () => isSettled(core, job.outboxId))) return;
      await step.run('prepare', () => coded(() => prepareDocuments(core, job)));
      await step.run('certify', () => coded(() => certifyDocuments(core, job)));
      await step.run('open', () => coded(() => openForSigning(core, job)));
      await step.run('settle', () => settleOutbox(core, job.outboxId));
    },
  );
}
