import { Building2 } from 'lucide-react';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { requirePerson } from '#server/person.ts';
import { serverApi } from '#server/server-api.ts';
import { EmptyState } from '#ui/empty-state.tsx';

/** Where a log-in leads: into the person's first tenant; operators without one to the platform's own pages. */
export default async function HomePage() {
  const person = await requirePerson('/home');
  const api = await serverApi();
  const [first] = await api.me.tenants();
  if (first) redirect(`/t/${first.slug}`);
  if (person.operator) redirect('/operator');
  const t = await getTranslations('noTenant');
  return <EmptyState icon={Building2} title={t('title')} description={t('text')} className="py-24" />;
}
