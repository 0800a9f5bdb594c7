import type { Permission } from '@chopmark/core';
import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { requirePerson } from './person.ts';
import { codedCause } from './problem.ts';
import { serverApi } from './server-api.ts';

/** The wizard that goes on with opening an enterprise. */
export const openingPath = (slug: string) => `/signup/enterprise/${slug}`;

/**
 * Who looks at a page of a tenant, what they may do there, and which tenants they may switch to. Strangers are sent to
 * the log-in, members of other tenants get "not found", and an enterprise that is still being opened has no pages but its
 * opening. Layout and page both ask, at the cost of one: they render at the same time.
 */
export const requireTenant = cache(async (slug: string) => {
  const person = await requirePerson(`/t/${slug}`);
  const tenants = await (await serverApi()).me.tenants();
  const tenant = tenants.find((each) => each.slug === slug);
  if (!tenant) notFound();
  if (tenant.status === 'opening') redirect(openingPath(slug));
  return { person, tenant, tenants, permissions: await permissionsIn(slug) };
});

/** What the person may do in this tenant; nothing at all for a member whose every role was taken. */
async function permissionsIn(slug: string): Promise<readonly Permission[]> {
  try {
    return (await (await serverApi({ tenantSlug: slug })).members.mine()).permissions;
  } catch (error) {
    if (codedCause(error)?.code === 'FORBIDDEN') return [];
    if (codedCause(error)?.code === 'NOT_FOUND') notFound();
    throw error;
  }
}
