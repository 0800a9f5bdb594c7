import {
  disableMember,
  enableMember,
  listMembers,
  listMembersInput,
  listMembersOutput,
  listRoles,
  listRolesOutput,
  memberChoices,
  memberChoicesInput,
  memberChoicesOutput,
  memberInput,
  myMembership,
  myMembershipOutput,
  setMemberRoles,
  setMemberRolesInput,
} from '#server/core-package.ts';
import { procedure, router } from '../trpc.ts';
import { done, doneOutput } from './done.ts';

const tags: [string] = ['members'];

/** Who is a member of the tenant, and what each may do. */
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

  roles: procedure({
    permission: 'member.view',
    openapi: {
      method: 'GET',
      path: '/roles',
      tags,
      summary: 'The roles members can have, and what each permits',
      protect: true,
    },
  })
    .output(listRolesOutput)
    .query(({ ctx }) => listRoles(ctx.call)),

  setRoles: procedure({
    permission: 'member.manage',
    openapi: {
      method: 'PUT',
      path: '/members/{membershipId}/roles',
      tags,
      summary: 'Give a member exactly these roles',
      protect: true,
    },
  })
    .input(setMemberRolesInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await setMemberRoles(ctx.call, input);
      return done;
    }),

  disable: procedure({
    permission: 'member.manage',
    openapi: {
      method: 'POST',
      path: '/members/{membershipId}/disabling',
      tags,
      summary: "End a member's access at once",
      protect: true,
    },
  })
    .input(memberInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await disableMember(ctx.call, input);
      return done;
    }),

  enable: procedure({
    permission: 'member.manage',
    openapi: {
      method: 'POST',
      path: '/members/{membershipId}/enabling',
      tags,
      summary: 'Let a disabled member in again',
      protect: true,
    },
  })
    .input(memberInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await enableMember(ctx.call, input);
      return done;
    }),
});
