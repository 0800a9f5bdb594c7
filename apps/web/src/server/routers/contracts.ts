import {
  contractCounts,
  contractCountsOutput,
  contractDetail,
  contractDetailInput,
  contractDetailOutput,
  documentPdfInput,
  documentVerification,
  listContracts,
  listContractsInput,
  listContractsOutput,
  retryContract,
  retryContractInput,
  withdrawContract,
  withdrawContractInput,
} from '#server/core-package.ts';
import { procedure, router } from '../trpc.ts';
import { done, doneOutput } from './done.ts';
import { draftProcedures } from './drafts.ts';
import { plainReport, verificationReport } from './verification-schemas.ts';

const tags: [string] = ['contracts'];

export const contractsRouter = router({
  ...draftProcedures,

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
});
