import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { WizardPage } from '#features/onboarding/wizard-page.tsx';
import { requirePerson } from '#server/person.ts';
import { serverApi } from '#server/server-api.ts';
import { openingPath } from '#server/tenant-page.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('onboarding'))('title') };
}

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

/** Goes on with an enterprise whose opening isn't finished; `?another` begins one beside it. */
export default async function OpenEnterprisePage({ searchParams }: PageProps) {
  const person = await requirePerson('/signup/enterprise');
  const [api, query] = await Promise.all([serverApi(), searchParams]);
  const tenants = await api.me.tenants();
  const unfinished = tenants.findLast((tenant) => tenant.status === 'opening');
  if (unfinished && query.another === undefined) redirect(openingPath(unfinished.slug));
  const initial = await api.onboarding.state({});
  const working = tenants.filter((tenant) => tenant.status === 'active');
  return <WizardPage person={person} working={working} initial={initial} />;
}
