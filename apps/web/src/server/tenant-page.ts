import { notFound, redirect } from 'next/navigation';
import { cache } from 'react';
import { requirePerson } from './person.ts';
import { serverApi } from './server-api.ts';

/** The wizard that goes on with opening an enterprise. */
export const openingPath = (slug: string) => `/signup/enterprise/${slug}`;

/**
 * Who looks at a page of a tenant, and which tenants they may switch to. Strangers are sent to the log-in, members of
 * other tenants get "not found", and an enterprise that is still being opened has no pages but its opening. Layout and page both ask, at the cost of one: they render at the same time.
 */
export const requireTenant = cache(async (slug: string) => {
  const person = await requirePerson(`/t/${slug}`);
  const tenants = await (await serverApi()).me.tenants();
  const tenant = tenants.find((each) => each.slug === slug);
  if (!tenant) notFound();
  if (tenant.status === 'opening') redirect(openingPath(slug));
  return { person, tenant, tenants };
});
