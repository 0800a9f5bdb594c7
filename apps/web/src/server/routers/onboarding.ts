import { z } from 'zod';
import {
  checkList,
  checkListOutput,
  confirmFirstSeal,
  correctEnterprise,
  correctEnterpriseInput,
  dismissCheckList,
  firstSealInput,
  firstSealPreviewOutput,
  onboardingState,
  onboardingStateInput,
  onboardingStateOutput,
  openEnterprise,
  openEnterpriseInput,
  previewFirstSeal,
  verifyEnterprise,
  verifyEnterpriseInput,
} from '#server/core-package.ts';
import { procedure, router } from '../trpc.ts';
import { done, doneOutput } from './done.ts';

const tags: [string] = ['onboarding'];

/**
 * Opening an enterprise, step by step. Its steps are the account's: nobody acts inside a tenant before it is open, and core
 * checks that the opening is the account's own.
 */
export const onboardingRouter = router({
  state: procedure({
    permission: 'account',
    openapi: {
      method: 'GET',
      path: '/onboarding',
      tags,
      summary: 'How far the opening of an enterprise has come',
      protect: true,
    },
  })
    .input(onboardingStateInput)
    .output(onboardingStateOutput)
    .query(({ ctx, input }) => onboardingState(ctx.call, input)),

  openEnterprise: procedure({
    permission: 'account',
    openapi: {
      method: 'POST',
      path: '/enterprises',
      tags,
      summary: 'Begin to open an enterprise',
      protect: true,
    },
  })
    .input(openEnterpriseInput)
    .output(z.object({ slug: z.string() }))
    .mutation(({ ctx, input }) => openEnterprise(ctx.call, input)),

  correctEnterprise: procedure({
    permission: 'account',
    openapi: {
      method: 'PUT',
      path: '/enterprises/{slug}',
      tags,
      summary: 'Correct the name and code of an enterprise that is being opened',
      protect: true,
    },
  })
    .input(correctEnterpriseInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await correctEnterprise(ctx.call, input);
      return done;
    }),

  verifyEnterprise: procedure({
    permission: 'account',
    openapi: {
      method: 'POST',
      path: '/enterprises/{slug}/verifications',
      tags,
      summary: "Have the enterprise's identity checked by its tenant's provider",
      protect: true,
    },
  })
    .input(verifyEnterpriseInput)
    .output(z.object({ status: z.enum(['verified', 'rejected', 'pending']) }))
    .mutation(({ ctx, input }) => verifyEnterprise(ctx.call, input)),

  sealPreview: procedure({
    permission: 'account',
    openapi: {
      method: 'GET',
      path: '/enterprises/{slug}/first-seal',
      tags,
      summary: 'The first seal as it would be made',
      protect: true,
    },
  })
    .input(firstSealInput)
    .output(firstSealPreviewOutput)
    .query(({ ctx, input }) => previewFirstSeal(ctx.call, input)),

  confirmSeal: procedure({
    permission: 'account',
    openapi: {
      method: 'POST',
      path: '/enterprises/{slug}/first-seal',
      tags,
      summary: 'Make the first seal and with it the working tenant',
      protect: true,
    },
  })
    .input(firstSealInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await confirmFirstSeal(ctx.call, input);
      return done;
    }),

  checkList: procedure({
    permission: 'tenant.view',
    openapi: {
      method: 'GET',
      path: '/check-list',
      tags,
      summary: 'First steps of a new tenant',
      protect: true,
    },
  })
    .output(checkListOutput)
    .query(({ ctx }) => checkList(ctx.call)),

  dismissCheckList: procedure({
    permission: 'tenant.view',
    openapi: {
      method: 'DELETE',
      path: '/check-list',
      tags,
      summary: 'Put the first steps away for oneself',
      protect: true,
    },
  })
    .output(doneOutput)
    .mutation(async ({ ctx }) => {
      await dismissCheckList(ctx.call);
      return done;
    }),
});
