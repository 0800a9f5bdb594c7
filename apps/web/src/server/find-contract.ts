import { notFound } from 'next/navigation';
import { cache } from 'react';
import { codedCause } from './problem.ts';
import { serverApi } from './server-api.ts';

/** The contract of a tenant's page. A foreign ID, one that never was, and what is no ID at all look the same. Read once a page. */
export const findContract = cache(async (slug: string, contractId: string) => {
  const api = await serverApi({ tenantSlug: slug });
  try {
    return { api, contract: await api.contracts.get({ contractId }) };
  } catch (error) {
    if (isUnknown(error)) notFound();
    throw error;
  }
});

/** Is it refused as something that isn’t there? */
export function isUnknown(error: unknown): boolean {
  if (codedCause(error)?.code === 'NOT_FOUND') return true;
  return error instanceof Error && 'code' in error && error.code === 'BAD_REQUEST';
}
