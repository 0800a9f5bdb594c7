import type { Core } from '../context.ts';
import { expireContract } from '../contracts/expire.ts';
import { parseJob } from './events.ts';
import { coded } from './failure-cause.ts';

/**
 * Waits for a sent contract's deadline, as long as that takes, and ends the contract then. The deadline is read anew
 * after each sleep. It leaves the outbox row alone: that is settled by the job that sends.
 */
export function expireContractJob(core: Core) {
  return core.inngest.createFunction(
    {
      id: 'expire-contract',
      triggers: [{ event: 'contract/sent' }],
      retries: 20,
      // Sending is asked for again after a failure; one waits.
      idempotency: 'event.data.contractId',
    },
    async ({ event, step }) => {
      const { tenantId, contractId } = parseJob('contract/sent', event.data);
      for (let look = 0; ; look++) {
        const until = await step.run(`look ${look}`, () =>
          coded(() => expireContract(core, { tenantId, contractId })),
        );
        if (until === null) return;
        await step.sleepUntil(`sleep ${look}`, until);
      }
    },
  );
}
