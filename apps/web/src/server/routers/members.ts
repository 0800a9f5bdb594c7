import {
  listMembers,
  listMembersInput,
  listMembersOutput,
  memberChoices,
  memberChoicesInput,
  memberChoicesOutput,
  myMembership,
  myMembershipOutput,
} from '#server/core-package.ts';
import { procedure, router } from '../trpc.ts';

const tags: [string] = ['members'];

export const membersRouter = router({
  list: procedure({
    permission: 'member.view',
    openapi: { method: 'GET', path: '/members', tags, summary: "The tenant's members", protect: true },
  })
    .input(listMembersInput)
    .output(listMembersOutput)
    .query(({ ctx, input }) => listMembers(ctx.call, input)),

  choices: procedure({
    permission: 'tenant.view',
    openapi: {
      method: 'GET',
      path: '/members/choices',
      tags,
      summary: 'Active members by name, to choose one from',
      protect: true,
    },
  })
    .input(memberChoicesInput)
    .output(memberChoicesOutput)
    .query(({ ctx, input }) => memberChoices(ctx.call, input)),

  mine: procedure({
    permission: 'tenant.view',
    openapi: {
      method: 'GET',
      path: '/members/current',
      tags,
      summary: 'What one may do in this tenant',
      protect: true,
    },
  })
    .output(myMembershipOutput)
    .query(({ ctx }) => myMembership(ctx.call)),
});
