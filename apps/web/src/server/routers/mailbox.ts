import { CoreError, listMailbox, mailboxOutput } from '#server/core-package.ts';
import { mayReadMailbox } from '../mailbox-access.ts';
import { procedure, router } from '../trpc.ts';

/** The sandbox mailbox: where messages go that a real installation would send. Never a channel of a real one. */
export const mailboxRouter = router({
  list: procedure({
    permission: 'anonymous',
    openapi: {
      method: 'GET',
      path: '/mailbox',
      tags: ['sandbox'],
      summary: 'Messages the sandbox would have sent',
      description: 'For operators; for everyone where the operator has opened it for a demonstration.',
      protect: false,
    },
  })
    .output(mailboxOutput)
    .query(({ ctx }) => {
      const { actor } = ctx.call;
      if (!mayReadMailbox(actor.kind === 'account' ? actor : null)) {
        throw new CoreError('FORBIDDEN', 'the mailbox is for operators');
      }
      return listMailbox(ctx.call);
    }),
});
