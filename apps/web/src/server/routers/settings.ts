import {
  algorithmChoices,
  algorithmChoicesOutput,
  changeSignaturePolicy,
  changeSignaturePolicyInput,
  chooseAlgorithm,
  chooseAlgorithmInput,
  listProviders,
  providerKinds,
  providerTestOutput,
  signaturePolicySchema,
  tenantSettings,
  tenantSettingsOutput,
  testProvider,
  testProviderInput,
} from '#server/core-package.ts';
import { procedure, router } from '../trpc.ts';
import { done, doneOutput } from './done.ts';

const tags: [string] = ['settings'];

export const settingsRouter = router({
  enterprise: procedure({
    permission: 'tenant.view',
    openapi: {
      method: 'GET',
      path: '/tenant',
      tags,
      summary: 'The enterprise, its identity verification and its policies',
      protect: true,
    },
  })
    .output(tenantSettingsOutput)
    .query(({ ctx }) => tenantSettings(ctx.call)),

  changeSignaturePolicy: procedure({
    permission: 'tenant.manage',
    openapi: {
      method: 'PATCH',
      path: '/tenant/signature-policy',
      tags,
      summary: 'Changes what the contracts sent from now on promise of their signatures',
      description:
        'The level is one of PAdES (B-B, B-T, B-LT, B-LTA). Contracts that were sent keep the level they were sent with.',
      protect: true,
    },
  })
    .input(changeSignaturePolicyInput)
    .output(signaturePolicySchema)
    .mutation(({ ctx, input }) => changeSignaturePolicy(ctx.call, input)),
  chooseAlgorithm: procedure({
    permission: 'tenant.manage',
    openapi: {
      method: 'PUT',
      path: '/tenant/algorithm',
      tags,
      summary: "Chooses the algorithm of the signers' keys",
      description:
        'For contracts sent from now on. With sm2 (SM2 and SM3) the authorities of the Chinese national algorithms are made first.',
      protect: true,
    },
  })
    .input(chooseAlgorithmInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await chooseAlgorithm(ctx.call, input);
      return done;
    }),

  algorithms: procedure({
    permission: 'tenant.view',
    openapi: {
      method: 'GET',
      path: '/tenant/algorithms',
      tags,
      summary: "The algorithms that the signers' keys may have",
      description:
        'For each, which certificate and timestamp authorities would serve it, and what stands in the way of choosing it.',
      protect: true,
    },
  })
    .output(algorithmChoicesOutput)
    .query(({ ctx }) => algorithmChoices(ctx.call)),

  providers: procedure({
    permission: 'tenant.view',
    openapi: {
      method: 'GET',
      path: '/providers',
      tags,
      summary: 'The providers the tenant works with, by kind',
      description:
        "The tenant's own, and the platform's defaults where it has none. Secrets are never in it.",
      protect: true,
    },
  })
    .output(providerKinds)
    .query(({ ctx }) => listProviders(ctx.call)),

  testProvider: procedure({
    permission: 'tenant.manage',
    openapi: {
      method: 'POST',
      path: '/providers/{kind}/tests',
      tags,
      summary: 'Tries the provider in use',
      description: 'Answers within 15 seconds, whatever the provider does.',
      protect: true,
    },
  })
    .input(testProviderInput)
    .output(providerTestOutput)
    .mutation(({ ctx, input }) => testProvider(ctx.call, input)),
});
