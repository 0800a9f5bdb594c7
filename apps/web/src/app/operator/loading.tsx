import { useTranslations } from 'next-intl';
import { Card } from '#ui/card.tsx';
import { Skeleton, SkeletonRows } from '#ui/skeleton.tsx';

export default function Loading() {
  const t = useTranslations('common');
  return (
    <>
      <p role="status" className="sr-only">
        {t('loading')}
      </p>
      <div aria-hidden className="grid gap-2">
        <Skeleton className="h-8 w-56" />
        <Skeleton className="h-4 w-80 max-w-full" />
      </div>
      <Card>
        <SkeletonRows rows={4} />
      </Card>
    </>
  );
}
