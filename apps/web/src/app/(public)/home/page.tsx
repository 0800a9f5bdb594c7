import { cookies } from 'next/headers';
import { redirect } from 'next/navigation';
import { lastTenantCookie } from '#features/frame/preference-cookies.ts';
import { requirePerson } from '#server/person.ts';
import { serverApi } from '#server/server-api.ts';
import { openingPath } from '#server/tenant-page.ts';

/**
 * Where a log-in leads: into the tenant the person was in last, or else their first; without one, operators to the
 * platform's own pages and everyone else to opening one.
 */
export default async function HomePage() {
  const person = await requirePerson('/home');
  const [tenants, jar] = await Promise.all([(await serverApi()).me.tenants(), cookies()]);
  const working = tenants.filter((tenant) => tenant.status === 'active');
  const last = jar.get(lastTenantCookie)?.value;
  const tenant = working.find((each) => each.slug === last) ?? working[0];
  if (tenant) redirect(`/t/${tenant.slug}`);
  if (person.operator) redirect('/operator');
  const unfinished = tenants.find((each) => each.status === 'opening');
  redirect(unfinished ? openingPath(unfinished.slug) : '/signup/enterprise');
}
