import type { Core } from '../context.ts';
import { askForRenewals, renewTimestamp, renewValidationData } from '../long-term/renew.ts';
import { recordFailure } from '../signing/failure.ts';
import { parseJob } from './events.ts';
import { causeOf, coded } from './failure-cause.ts';
import { isSettled, settleOutbox } from './outbox.ts';

/** So many batches an hour: what is left is asked for in the next. */
const BATCHES = 20;

/** Every hour: archives whose last timestamp nears its end are asked to be renewed. */
export function renewArchivesJob(core: Core) {
  return core.inngest.createFunction(
    { id: 'renew-archives', triggers: [{ cron: '17 * * * *' }], retries: 3 },
    async ({ step }) => {
      let asked = 0;
      for (let batch = 0; batch < BATCHES; batch++) {
        const count = await step.run(`batch ${batch}`, () => coded(() => askForRenewals(core)));
        asked += count;
        if (count === 0) break;
      }
      return { asked };
    },
  );
}

/** One archived file: fresh validation data for its last timestamp, then a new timestamp. */
export function renewArchiveJob(core: Core) {
  return core.inngest.createFunction(
    {
      id: 'renew-archive',
      triggers: [{ event: 'archive/renewal-due' }],
      retries: 5,
      concurrency: { key: 'event.data.contractId', limit: 1 },
      onFailure: async ({ event, error }) => {
        const { outboxId, tenantId, contractId } = parseJob('archive/renewal-due', event.data.event.data);
        await recordFailure(core, { tenantId, contractId }, causeOf(error));
        await settleOutbox(core, outboxId);
      },
    },
    async ({ event, step }) => {
      const { outboxId, ...job } = parseJob('archive/renewal-due', event.data);
      if (await step.run('begin', () => isSettled(core, outboxId))) return;
      await step.run('validate', () => coded(() => renewValidationData(core, job)));
      await step.run('timestamp', () => coded(() => renewTimestamp(core, job)));
      await step.run('settle', () => settleOutbox(core, outboxId));
    },
  );
}
