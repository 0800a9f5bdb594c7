import { z } from 'zod';
import {
  CoreError,
  markViewed,
  previewTypedSignature,
  rejectContract,
  rejectContractInput,
  requestWillingness,
  requestWillingnessInput,
  sign,
  signInput,
  signingView,
  signingViewInput,
  signingViewOutput,
  typedSignatureInput,
  typedSignatureOutput,
  willingnessOutput,
} from '#server/core-package.ts';
import { procedure, router } from '../trpc.ts';
import { done, doneOutput } from './done.ts';

const tags: [string] = ['signing'];

/** What a signer does: an outside person by the link they were sent, or a member for their enterprise. */
export const signingRouter = router({
  invitation: procedure({
    permission: 'participant',
    openapi: {
      method: 'GET',
      path: '/invitation',
      tags,
      summary: 'The contract an invitation link is for',
      protect: true,
    },
  })
    .output(z.object({ contractId: z.string() }))
    .query(({ ctx }) => {
      const { actor } = ctx.call;
      if (actor.kind !== 'invited')
        throw new CoreError('NOT_FOUND', 'send the token of a link in X-Invitation');
      return { contractId: actor.contractId };
    }),

  markViewed: procedure({
    permission: 'participant',
    openapi: {
      method: 'POST',
      path: '/contracts/{contractId}/viewing',
      tags,
      summary: 'Note that the signer has the documents before their eyes',
      protect: true,
    },
  })
    .input(signingViewInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await markViewed(ctx.call, input);
      return done;
    }),

  view: procedure({
    permission: 'participant',
    openapi: {
      method: 'GET',
      path: '/contracts/{contractId}/signing',
      tags,
      summary: 'What there is to sign, and how far it has come',
      protect: true,
    },
  })
    .input(signingViewInput)
    .output(signingViewOutput)
    .query(({ ctx, input }) => signingView(ctx.call, input)),

  typedSignature: procedure({
    permission: 'participant',
    openapi: {
      method: 'GET',
      path: '/typed-signature',
      tags,
      summary: 'What a typed name looks like as a signature',
      protect: true,
    },
  })
    .input(typedSignatureInput)
    .output(typedSignatureOutput)
    .query(({ ctx, input }) => previewTypedSignature(ctx.call, input)),

  requestWillingness: procedure({
    permission: 'participant',
    openapi: {
      method: 'POST',
      path: '/contracts/{contractId}/willingness',
      tags,
      summary: 'Send the signer a code, bound to these very documents',
      protect: true,
    },
  })
    .input(requestWillingnessInput)
    .output(willingnessOutput)
    .mutation(({ ctx, input }) => requestWillingness(ctx.call, input)),

  sign: procedure({
    permission: 'participant',
    openapi: {
      method: 'POST',
      path: '/contracts/{contractId}/signatures',
      tags,
      summary: 'Sign: the code, the seal or the written or typed signature, and the values filled in',
      protect: true,
    },
  })
    .input(signInput)
    .output(z.object({ intentId: z.string() }))
    .mutation(({ ctx, input }) => sign(ctx.call, input)),

  reject: procedure({
    permission: 'participant',
    openapi: {
      method: 'POST',
      path: '/contracts/{contractId}/rejection',
      tags,
      summary: 'Refuse to sign, with the reason',
      protect: true,
    },
  })
    .input(rejectContractInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await rejectContract(ctx.call, input);
      return done;
    }),
});
