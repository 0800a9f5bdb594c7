import {
  issuingCaInput,
  issuingCasOutput,
  listCertificates,
  listCertificatesInput,
  listCertificatesOutput,
  listIssuingCas,
  renewIssuingCa,
  revokeCertificate,
  revokeCertificateInput,
  revokeCertificateOutput,
  rollOverIssuingCa,
} from '#server/core-package.ts';
import { procedure, router } from '../trpc.ts';

const tags: [string] = ['certificates'];

/** The tenant's certificates and the authorities that issue them. */
export const certificatesRouter = router({
  list: procedure({
    permission: 'certificate.view',
    openapi: {
      method: 'GET',
      path: '/certificates',
      tags,
      summary: "The certificates of the tenant's signers, newest first",
      protect: true,
    },
  })
    .input(listCertificatesInput)
    .output(listCertificatesOutput)
    .query(({ ctx, input }) => listCertificates(ctx.call, input)),

  revoke: procedure({
    permission: 'certificate.manage',
    openapi: {
      method: 'POST',
      path: '/certificates/{serialNumber}/revocation',
      tags,
      summary: 'Revokes a certificate',
      description:
        "From now on; what was signed and timestamped before stays valid. It can't be undone. Repeated, it answers the first revocation.",
      protect: true,
    },
  })
    .input(revokeCertificateInput)
    .output(revokeCertificateOutput)
    .mutation(({ ctx, input }) => revokeCertificate(ctx.call, input)),

  authorities: procedure({
    permission: 'certificate.view',
    openapi: {
      method: 'GET',
      path: '/certificate-authorities',
      tags,
      summary: "The tenant's issuing CAs, with those they took over from",
      protect: true,
    },
  })
    .output(issuingCasOutput)
    .query(({ ctx }) => listIssuingCas(ctx.call)),

  renewAuthority: procedure({
    permission: 'certificate.manage',
    openapi: {
      method: 'POST',
      path: '/certificate-authorities/{line}/renewals',
      tags,
      summary: "Renews the issuing CA's certificate, for the same key",
      protect: true,
    },
  })
    .input(issuingCaInput)
    .output(issuingCasOutput)
    .mutation(({ ctx, input }) => renewIssuingCa(ctx.call, input)),

  rollOverAuthority: procedure({
    permission: 'certificate.manage',
    openapi: {
      method: 'POST',
      path: '/certificate-authorities/{line}/successors',
      tags,
      summary: 'Lets an issuing CA with a new key take over',
      description:
        'The one of before issues nothing any more, and goes on to serve the CRL and OCSP of what it issued.',
      protect: true,
    },
  })
    .input(issuingCaInput)
    .output(issuingCasOutput)
    .mutation(({ ctx, input }) => rollOverIssuingCa(ctx.call, input)),
});
