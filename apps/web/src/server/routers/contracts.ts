import {
  contractCounts,
  contractCountsOutput,
  contractDetail,
  contractDetailInput,
  contractDetailOutput,
  createContract,
  createSampleContract,
  createSampleContractInput,
  deleteDraft,
  documentPdfInput,
  documentVerification,
  draftParties,
  draftPartiesInput,
  listContracts,
  listContractsInput,
  listContractsOutput,
  placeDefaultControls,
  placeDefaultControlsInput,
  retryContract,
  retryContractInput,
  sendContract,
  sendContractInput,
  setParties,
  setPartiesInput,
  withdrawContract,
  withdrawContractInput,
} from '#server/core-package.ts';
import { procedure, router } from '../trpc.ts';
import { createContractInput, createContractOutput, draftPartiesAnswer } from './contract-schemas.ts';
import { done, doneOutput } from './done.ts';
import { plainReport, verificationReport } from './verification-schemas.ts';

const tags: [string] = ['contracts'];

export const contractsRouter = router({
  list: procedure({
    permission: 'contract.view',
    openapi: {
      method: 'GET',
      path: '/contracts',
      tags,
      summary: 'Contracts one may see, newest first',
      protect: true,
    },
  })
    .input(listContractsInput)
    .output(listContractsOutput)
    .query(({ ctx, input }) => listContracts(ctx.call, input)),

  counts: procedure({
    permission: 'contract.view',
    openapi: {
      method: 'GET',
      path: '/contract-counts',
      tags,
      summary: 'How many contracts stand in each view',
      protect: true,
    },
  })
    .output(contractCountsOutput)
    .query(({ ctx }) => contractCounts(ctx.call)),

  get: procedure({
    permission: 'participant',
    openapi: {
      method: 'GET',
      path: '/contracts/{contractId}',
      tags,
      summary: 'A contract with its parties, signatures and history',
      protect: true,
    },
  })
    .input(contractDetailInput)
    .output(contractDetailOutput)
    .query(({ ctx, input }) => contractDetail(ctx.call, input)),

  verification: procedure({
    permission: 'participant',
    openapi: {
      method: 'GET',
      path: '/contracts/{contractId}/documents/{documentId}/verification',
      tags,
      summary: 'What our verifier says about a document as it stands',
      protect: true,
    },
  })
    .input(documentPdfInput)
    .output(verificationReport)
    .query(async ({ ctx, input }) => plainReport(await documentVerification(ctx.call, input))),

  create: procedure({
    permission: 'contract.create',
    openapi: {
      method: 'POST',
      path: '/contracts',
      tags,
      summary: 'Put up a draft from a file in Base64',
      protect: true,
    },
  })
    .input(createContractInput)
    .output(createContractOutput)
    .mutation(({ ctx, input }) =>
      createContract(ctx.call, {
        title: input.title,
        file: { name: input.file.name, bytes: Buffer.from(input.file.base64, 'base64') },
      }),
    ),

  createSample: procedure({
    permission: 'contract.create',
    openapi: {
      method: 'POST',
      path: '/sample-contracts',
      tags,
      summary: 'Put up a draft from our sample contract, to try things out',
      protect: true,
    },
  })
    .input(createSampleContractInput)
    .output(createContractOutput)
    .mutation(({ ctx, input }) => createSampleContract(ctx.call, input)),

  // Core shows the addresses to those who may change the draft only.
  parties: procedure({
    permission: 'contract.view',
    openapi: {
      method: 'GET',
      path: '/contracts/{contractId}/parties',
      tags,
      summary: 'Who was named in a draft so far',
      protect: true,
    },
  })
    .input(draftPartiesInput)
    .output(draftPartiesAnswer)
    .query(({ ctx, input }) => draftParties(ctx.call, input)),

  setParties: procedure({
    permission: 'contract.create',
    openapi: {
      method: 'PUT',
      path: '/contracts/{contractId}/parties',
      tags,
      summary: 'Set who signs a draft, and in what order',
      protect: true,
    },
  })
    .input(setPartiesInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await setParties(ctx.call, input);
      return done;
    }),

  placeDefaultControls: procedure({
    permission: 'contract.create',
    openapi: {
      method: 'PUT',
      path: '/contracts/{contractId}/default-controls',
      tags,
      summary: 'Put seal, signatures and dates at their usual places',
      protect: true,
    },
  })
    .input(placeDefaultControlsInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await placeDefaultControls(ctx.call, input);
      return done;
    }),

  send: procedure({
    permission: 'contract.send',
    openapi: {
      method: 'POST',
      path: '/contracts/{contractId}/sending',
      tags,
      summary: 'Lock a draft and send it to its parties',
      protect: true,
    },
  })
    .input(sendContractInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await sendContract(ctx.call, input);
      return done;
    }),

  withdraw: procedure({
    permission: 'contract.withdraw',
    openapi: {
      method: 'POST',
      path: '/contracts/{contractId}/withdrawal',
      tags,
      summary: 'Withdraw a contract that is not complete',
      protect: true,
    },
  })
    .input(withdrawContractInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await withdrawContract(ctx.call, input);
      return done;
    }),

  retry: procedure({
    permission: 'participant',
    openapi: {
      method: 'POST',
      path: '/contracts/{contractId}/retry',
      tags,
      summary: 'Try a failed job again',
      protect: true,
    },
  })
    .input(retryContractInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await retryContract(ctx.call, input);
      return done;
    }),

  deleteDraft: procedure({
    permission: 'contract.create',
    openapi: {
      method: 'DELETE',
      path: '/contracts/{contractId}',
      tags,
      summary: 'Delete a draft',
      protect: true,
    },
  })
    .input(contractDetailInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await deleteDraft(ctx.call, input);
      return done;
    }),
});
