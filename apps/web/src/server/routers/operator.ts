import {
  arrangeProviders,
  arrangeProvidersInput,
  decideIdentity,
  decideIdentityInput,
  listCertificatesOutput,
  operatorCatalogue,
  operatorCatalogueOutput,
  operatorCertificates,
  operatorCertificatesInput,
  operatorProviders,
  operatorRevokeCertificate,
  operatorRevokeCertificateInput,
  operatorTenant,
  operatorTenantInput,
  operatorTenantOutput,
  operatorTenants,
  operatorTenantsInput,
  operatorTenantsOutput,
  providerKinds,
  providerTestOutput,
  revokeCertificateOutput,
  testPlatformProvider,
  testProviderInput,
} from '#server/core-package.ts';
import { procedure, router } from '../trpc.ts';
import { done, doneOutput } from './done.ts';

const tags: [string] = ['operator'];

/** What operators of the platform see and decide. Nothing here reads a contract. */
export const operatorRouter = router({
  tenants: procedure({
    permission: 'operator',
    openapi: { method: 'GET', path: '/operator/tenants', tags, summary: 'The tenants', protect: true },
  })
    .input(operatorTenantsInput)
    .output(operatorTenantsOutput)
    .query(({ ctx, input }) => operatorTenants(ctx.call, input)),

  tenant: procedure({
    permission: 'operator',
    openapi: {
      method: 'GET',
      path: '/operator/tenants/{slug}',
      tags,
      summary: 'One tenant, with an identity check that awaits a decision',
      protect: true,
    },
  })
    .input(operatorTenantInput)
    .output(operatorTenantOutput)
    .query(({ ctx, input }) => operatorTenant(ctx.call, input)),

  decideIdentity: procedure({
    permission: 'operator',
    openapi: {
      method: 'POST',
      path: '/operator/tenants/{tenantId}/identity-decisions',
      tags,
      summary: 'Approves or rejects an enterprise whose identity check is with manual review',
      description: 'The applicant is told by e-mail. A rejection needs a reason.',
      protect: true,
    },
  })
    .input(decideIdentityInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await decideIdentity(ctx.call, input);
      return done;
    }),

  certificates: procedure({
    permission: 'operator',
    openapi: {
      method: 'GET',
      path: '/operator/tenants/{slug}/certificates',
      tags,
      summary: "A tenant's certificates, newest first",
      protect: true,
    },
  })
    .input(operatorCertificatesInput)
    .output(listCertificatesOutput)
    .query(({ ctx, input }) => operatorCertificates(ctx.call, input)),

  revokeCertificate: procedure({
    permission: 'operator',
    openapi: {
      method: 'POST',
      path: '/operator/tenants/{slug}/certificates/{serialNumber}/revocation',
      tags,
      summary: "Revokes a certificate of one of a tenant's signers",
      description: "It can't be undone. Repeated, it answers the first revocation.",
      protect: true,
    },
  })
    .input(operatorRevokeCertificateInput)
    .output(revokeCertificateOutput)
    .mutation(({ ctx, input }) => operatorRevokeCertificate(ctx.call, input)),

  catalogue: procedure({
    permission: 'operator',
    openapi: {
      method: 'GET',
      path: '/operator/catalogue',
      tags,
      summary: 'The plug-ins this installation has',
      protect: true,
    },
  })
    .output(operatorCatalogueOutput)
    .query(({ ctx }) => operatorCatalogue(ctx.call)),

  providers: procedure({
    permission: 'operator',
    openapi: {
      method: 'GET',
      path: '/operator/providers',
      tags,
      summary: "The platform's default providers",
      protect: true,
    },
  })
    .output(providerKinds)
    .query(({ ctx }) => operatorProviders(ctx.call)),

  arrangeProviders: procedure({
    permission: 'operator',
    openapi: {
      method: 'PUT',
      path: '/operator/providers/{kind}',
      tags,
      summary: "Sets the platform's timestamp authorities, in the order they are asked",
      description:
        'Of one that is there only the fields given change; its secrets stay unless new ones are given. Those left out are disabled.',
      protect: true,
    },
  })
    .input(arrangeProvidersInput)
    .output(doneOutput)
    .mutation(async ({ ctx, input }) => {
      await arrangeProviders(ctx.call, input);
      return done;
    }),

  testProvider: procedure({
    permission: 'operator',
    openapi: {
      method: 'POST',
      path: '/operator/providers/{kind}/tests',
      tags,
      summary: "Tries one of the platform's defaults",
      protect: true,
    },
  })
    .input(testProviderInput)
    .output(providerTestOutput)
    .mutation(({ ctx, input }) => testPlatformProvider(ctx.call, input)),
});
