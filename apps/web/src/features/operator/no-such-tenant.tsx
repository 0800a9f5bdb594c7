import { SearchX } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { PageHeader } from '#ui/page-header.tsx';

/** An address that leads to no tenant (any more). */
export function NoSuchTenant() {
  const t = useTranslations('operator.tenant');
  const action = (
    <Button asChild>
      <Link href="/operator">{t('back')}</Link>
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} />
      <EmptyState icon={SearchX} title={t('missingTitle')} description={t('missingText')} action={action} />
    </>
  );
}
