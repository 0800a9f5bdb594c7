import type { Core } from '../context.ts';
import {
  archiveDocument,
  completeFinished,
  documentsToFinish,
  storeValidationData,
} from '../long-term/finish.ts';
import { recordFailure } from '../signing/failure.ts';
import { parseJob } from './events.ts';
import { causeOf, coded } from './failure-cause.ts';
import { isSettled, settleOutbox } from './outbox.ts';

/**
 * A contract that all have signed and that promises B-LT or B-LTA: validation data into each document, then a document
 * timestamp where promised; completed only when the level is really reached. Each step finds its own earlier result.
 */
export function finishContractJob(core: Core) {
  return core.inngest.createFunction(
    {
      id: 'finish-contract',
      triggers: [{ event: 'contract/finishing' }],
      retries: 5,
      concurrency: { key: 'event.data.contractId', limit: 1 },
      onFailure: async ({ event, error }) => {
        const { outboxId, ...job } = parseJob('contract/finishing', event.data.event.data);
        await recordFailure(core, job, causeOf(error));
        await settleOutbox(core, outboxId);
      },
    },
    async ({ event, step }) => {
      const { outboxId, ...job } = parseJob('contract/finishing', event.data);
      if (await step.run('begin', () => isSettled(core, outboxId))) return;
      const documents = await step.run('documents', () => coded(() => documentsToFinish(core, job)));
      for (const documentId of documents) {
        const scope = { ...job, documentId };
        await step.run(`validate ${documentId}`, () => coded(() => storeValidationData(core, scope)));
        await step.run(`timestamp ${documentId}`, () => coded(() => archiveDocument(core, scope)));
      }
      await step.run('complete', () => coded(() => completeFinished(core, job)));
      await step.run('settle', () => settleOutbox(core, outboxId));
    },
  );
}
