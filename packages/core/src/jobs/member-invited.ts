import type { Core } from '../context.ts';
import { recordUndelivered, sendMemberInvitation } from '../notifications/send-member-invitation.ts';
import { parseJob } from './events.ts';
import { causeOf, coded } from './failure-cause.ts';
import { isSettled, settleOutbox } from './outbox.ts';

/** Somebody was invited to become a member: their link is sent. */
export function memberInvitedJob(core: Core) {
  return core.inngest.createFunction(
    {
      id: 'member-invited',
      triggers: [{ event: 'member/invited' }],
      retries: 5,
      onFailure: async ({ event, error }) => {
        const job = parseJob('member/invited', event.data.event.data);
        await recordUndelivered(core, job, causeOf(error).code);
        await settleOutbox(core, job.outboxId);
      },
    },
    async ({ event, step }) => {
      const job = parseJob('member/invited', event.data);
      if (await step.run('begin', () => isSettled(core, job.outboxId))) return;
      await step.run('send', () => coded(() => sendMemberInvitation(core, job)));
      await step.run('settle', () => settleOutbox(core, job.outboxId));
    },
  );
}
