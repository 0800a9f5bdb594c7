import type { Core } from '../context.ts';
import { sendNotice } from '../notifications/send-notice.ts';
import { recordFailure } from '../signing/failure.ts';
import { parseJob } from './events.ts';
import { causeOf, coded } from './failure-cause.ts';
import { isSettled, settleOutbox } from './outbox.ts';

/**
 * One notice to one participant. An invitation that can't be delivered would leave everybody waiting: it is a failure on
 * the contract. The signer asks for a new code when one doesn't come, and other notices only tell what pages show too.
 */
export function sendNoticeJob(core: Core) {
  return core.inngest.createFunction(
    {
      id: 'send-notice',
      triggers: [{ event: 'notice/requested' }],
      retries: 5,
      onFailure: async ({ event, error }) => {
        const { outboxId, ...job } = parseJob('notice/requested', event.data.event.data);
        const cause = causeOf(error);
        const { tenantId, contractId, participantId, kind } = job;
        core.log.error({ contractId, participantId, kind, ...cause }, 'a notice was not delivered');
        if (kind === 'invitation') await recordFailure(core, { tenantId, contractId, participantId }, cause);
        await settleOutbox(core, outboxId);
      },
    },
    async ({ event, step }) => {
      const job = parseJob('notice/requested', event.data);
      if (await step.run('begin', () => isSettled(core, job.outboxId))) return;
      await step.run('send', () => coded(() => sendNotice(core, job)));
      await step.run('settle', () => settleOutbox(core, job.outboxId));
    },
  );
}
