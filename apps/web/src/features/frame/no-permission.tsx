import { Lock } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { EmptyState } from '#ui/empty-state.tsx';
import { PageHeader } from '#ui/page-header.tsx';

/** Instead of a page its reader lacks the permission for: says so, and who can help. */
export function NoPermission({ title }: { title: string }) {
  const t = useTranslations('noPermission');
  return (
    <>
      <PageHeader title={title} />
      <EmptyState icon={Lock} title={t('title')} description={t('text')} className="py-20" />
    </>
  );
}
