import { FileQuestion } from 'lucide-react';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { PublicFrame } from '#features/frame/public-frame.tsx';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';

export default async function NotFound() {
  const t = await getTranslations('notFound');
  const action = (
    <Button asChild>
      <Link href="/">{t('home')}</Link>
    </Button>
  );
  return (
    <PublicFrame>
      <h1 className="sr-only">{t('title')}</h1>
      <EmptyState
        icon={FileQuestion}
        title={t('title')}
        description={t('text')}
        action={action}
        className="py-24"
      />
    </PublicFrame>
  );
}
