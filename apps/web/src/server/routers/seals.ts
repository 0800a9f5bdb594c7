import { z } from 'zod';
import {
  createSeal,
  createSealInput,
  grantSeal,
  grantSealInput,
  listedSeal,
  listSeals,
  previewSeal,
  previewSealInput,
  previewSealOutput,
  revokeSealGrant,
  revokeSealGrantInput,
  sealDetail,
  sealDetailInput,
  sealDetailOutput,
  setSealEnabled,
  setSealEnabledInput,
  updatePictureSeal,
  updatePictureSealInput,
  updateSeal,
  updateSealInput,
} from '#server/core-package.ts';
import { procedure, router } from '../trpc.ts';
import { done, doneOutput } from './done.ts';

export const sealsRouter = router({
  list: procedure({
    permission: 'seal.view',
    openapi: { method: 'GET', path: '/seals', tags: ['seals'], summary: "The tenant's seals", protect: true },
  })
    .output(z.array(listedSeal))
    .query(({ ctx }) => listSeals(ctx.call)),

  get: procedure({
    permission: 'seal.view',
    openapi: {
      method: 'GET',
      path: '/seals/{sealId}',
      tags: ['seals'],
      summary: 'A seal: how it was made, who may use it, how often it was used',
      protect: true,
    },
  })
    .input(sealDetailInput)
    .output(sealDetailOutput)
    .query(({ ctx, input }) => sealDetail(ctx.call, input)),

  preview: procedure({
    permission: 'seal.view',
    openapi: {
      method: 'POST',
      path: '/seals/preview',
      tags: ['seals'],
      summary: 'Draw a seal without storing it',
      protect: true,
    },
  })
    .input(previewSealInput)
    .output(previewSealOutput)
    .mutation(({ ctx, input }) => previewSeal(ctx.call, input)),

  create: procedure({
    permission: 'seal.manage',
    openapi: {
      method: 'POST',
      path: '/seals',
      tags: ['seals'],
      summary: 'Make a designed seal',
      description:
        'As JSON a seal is drawn from its parameters; as a multipart form it is cut out of a picture.',
      protect: true,
    },
  })
    .input(createSealInput)
    .output(z.object({ sealId: z.string() }))
    .mutation(({ ctx, input }) => createSeal(ctx.call, input)),

  update: procedure({
    permission: 'seal.manage',
    openapi: {
      method: 'PUT',
      path: '/seals/{sealId}',
      tags: ['seals'],
      summary: 'Change a designed seal: a new version',
      protect: true,
    },
  })
    .input(updateSealInput)
    .output(z.object({ version: z.number() }))
    .mutation(({ ctx, input }) => updateSeal(ctx.call, input)),

  updatePicture: procedure({
    permission: 'seal.manage',
    openapi: {
      method: 'PUT',
      path: '/seals/{sealId}/picture',
      tags: ['seals'],
      summary: 'Change name and size of an uploaded seal: a new version',
      description: 'As a multipart form with a file, it gets another picture too.',
      protect: true,
    },
  })
    .input(updatePictureSealInput.omit({ picture: true }))
    .output(z.object({ version: z.number() }))
    .mutation(({ ctx, input }) => updatePictureSeal(ctx.call, input)),

  setEnabled: procedure({
    permission: 'seal.manage',
    openapi: {
      method: 'PUT',
      path: '/seals/{sealId}/enabled',
      tags: ['seals'],
      summary: 'Let a seal be used, or not',
      protect: true,
    },
  })
    .input(setSealEnabledInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await setSealEnabled(ctx.call, input);
      return done;
    }),

  grant: procedure({
    permission: 'seal.manage',
    openapi: {
      method: 'POST',
      path: '/seals/{sealId}/grants',
      tags: ['seals'],
      summary: 'Let members use a seal',
      protect: true,
    },
  })
    .input(grantSealInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await grantSeal(ctx.call, input);
      return done;
    }),

  revokeGrant: procedure({
    permission: 'seal.manage',
    openapi: {
      method: 'DELETE',
      path: '/seals/{sealId}/grants/{grantId}',
      tags: ['seals'],
      summary: 'Take a seal away from a member',
      protect: true,
    },
  })
    .input(revokeSealGrantInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await revokeSealGrant(ctx.call, input);
      return done;
    }),
});
