import { notFound } from 'next/navigation';
import { isUnknown } from './find-contract.ts';
import { serverApi } from './server-api.ts';

/** The seal of a tenant's page. A foreign ID, one that never was, and what is no ID at all look the same. */
export async function findSeal(slug: string, sealId: string) {
  const api = await serverApi({ tenantSlug: slug });
  try {
    return { api, seal: await api.seals.get({ sealId }) };
  } catch (error) {
    if (isUnknown(error)) notFound();
    throw error;
  }
}
