import { Lock } from 'lucide-react';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { PublicFrame } from '#features/frame/public-frame.tsx';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';

/** Instead of the platform's pages, for who isn't its operator. */
export async function OperatorsOnly() {
  const t = await getTranslations('operator.only');
  const action = (
    <Button asChild>
      <Link href="/home">{t('home')}</Link>
    </Button>
  );
  return (
    <PublicFrame>
      <h1 className="sr-only">{t('title')}</h1>
      <EmptyState icon={Lock} title={t('title')} description={t('text')} action={action} className="py-24" />
    </PublicFrame>
  );
}
