import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import type { ApiClient } from '#client/api-client.ts';
import type { AppRouter } from '#server/routers/app-router.ts';

type Outputs = inferRouterOutputs<AppRouter>;

export type CertificatePage = Outputs['certificates']['list'];
export type Certificate = CertificatePage['items'][number];
export type RevocationReason = inferRouterInputs<AppRouter>['certificates']['revoke']['reason'];

/** In the order of what a person is likely to look for. */
export const revocationReasons = [
  'key-compromise',
  'affiliation-changed',
  'superseded',
  'cessation-of-operation',
  'privilege-withdrawn',
  'unspecified',
] as const satisfies readonly RevocationReason[];

/** Whose certificates: of the tenant one is in, or, for an operator, of the one named. */
export type CertificateOwner = { operatorOf?: string };

export function readCertificates(
  api: ApiClient,
  { operatorOf: slug }: CertificateOwner,
  cursor: string | null,
): Promise<CertificatePage> {
  const page = cursor ? { cursor } : {};
  if (slug === undefined) return api.certificates.list.query(page);
  return api.operator.certificates.query({ slug, ...page });
}

export function revokeCertificate(
  api: ApiClient,
  { operatorOf: slug }: CertificateOwner,
  revocation: { serialNumber: string; reason: RevocationReason },
) {
  if (slug === undefined) return api.certificates.revoke.mutate(revocation);
  return api.operator.revokeCertificate.mutate({ slug, ...revocation });
}
