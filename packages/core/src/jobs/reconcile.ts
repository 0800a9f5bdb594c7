import type { Core } from '../context.ts';
import { sweepLogInCounts } from '../people/log-in-limit.ts';
import { relayOutbox, requeueStuck } from './outbox.ts';

/**
 * Every minute: what waits is handed on, what was handed on long ago and never ended is asked for again, and counts of
 * log-ins whose time is over are swept out.
 */
export function reconcileJob(core: Core) {
  return core.inngest.createFunction(
    { id: 'reconcile', triggers: [{ cron: '* * * * *' }], retries: 0 },
    async ({ step }) => {
      const relayed = await step.run('relay', () => relayOutbox(core));
      const requeued = await step.run('requeue', () => requeueStuck(core));
      await step.run('sweep', () => sweepLogInCounts(core));
      if (requeued > 0) core.log.warn({ requeued }, 'jobs that had got stuck were asked for again');
      return { relayed, requeued };
    },
  );
}
