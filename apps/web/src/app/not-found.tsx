import { FileQuestion } from 'lucide-react';
import { getTranslations } from 'next-intl/server';
import { DeadEnd } from '#features/frame/dead-end.tsx';
import { PublicFrame } from '#features/frame/public-frame.tsx';

export default async function NotFound() {
  const t = await getTranslations('notFound');
  return (
    <PublicFrame>
      <DeadEnd icon={FileQuestion} title={t('title')} text={t('text')} />
    </PublicFrame>
  );
}
