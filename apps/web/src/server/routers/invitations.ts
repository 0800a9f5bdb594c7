import { z } from 'zod';
import {
  acceptInvitation,
  acceptInvitationInput,
  invitationInput,
  invitationOf,
  invitationOfInput,
  invitationOfOutput,
  inviteMember,
  inviteMemberInput,
  listInvitations,
  listInvitationsOutput,
  resendInvitation,
  revokeInvitation,
} from '#server/core-package.ts';
import { procedure, router } from '../trpc.ts';
import { done, doneOutput } from './done.ts';

const tags: [string] = ['members'];

/** Members by invitation: what administrators do with one, and what whoever holds its link does. */
export const invitationsRouter = router({
  list: procedure({
    permission: 'member.view',
    openapi: {
      method: 'GET',
      path: '/member-invitations',
      tags,
      summary: 'Invitations not accepted yet',
      protect: true,
    },
  })
    .output(listInvitationsOutput)
    .query(({ ctx }) => listInvitations(ctx.call)),

  create: procedure({
    permission: 'member.manage',
    openapi: {
      method: 'POST',
      path: '/member-invitations',
      tags,
      summary: 'Invite somebody to become a member',
      protect: true,
    },
  })
    .input(inviteMemberInput)
    .output(z.object({ invitationId: z.string() }))
    .mutation(({ ctx, input }) => inviteMember(ctx.call, input)),

  resend: procedure({
    permission: 'member.manage',
    openapi: {
      method: 'POST',
      path: '/member-invitations/{invitationId}/resending',
      tags,
      summary: 'Send a new link, good for another seven days',
      protect: true,
    },
  })
    .input(invitationInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await resendInvitation(ctx.call, input);
      return done;
    }),

  revoke: procedure({
    permission: 'member.manage',
    openapi: {
      method: 'DELETE',
      path: '/member-invitations/{invitationId}',
      tags,
      summary: 'Take an invitation back',
      protect: true,
    },
  })
    .input(invitationInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await revokeInvitation(ctx.call, input);
      return done;
    }),

  get: procedure({
    permission: 'anonymous',
    openapi: {
      method: 'GET',
      path: '/join/{token}',
      tags,
      summary: 'What the link of an invitation invites to',
      protect: false,
    },
  })
    .input(invitationOfInput)
    .output(invitationOfOutput)
    .query(({ ctx, input }) => invitationOf(ctx.call, input)),

  accept: procedure({
    permission: 'anonymous',
    openapi: {
      method: 'POST',
      path: '/join/{token}',
      tags,
      summary: 'Become a member; without an account, name and password open one',
      protect: false,
    },
  })
    .input(acceptInvitationInput)
    .output(
      z.object({
        tenantSlug: z.string(),
        ticket: z
          .string()
          .nullable()
          .meta({ description: 'For a new account: good for one log-in within two minutes' }),
      }),
    )
    .mutation(({ ctx, input }) => acceptInvitation(ctx.call, input)),
});
