'use client';

import { CircleX } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { CopyableId } from '#ui/copyable-id.tsx';
import { EmptyState } from '#ui/empty-state.tsx';

export type PageErrorProps = { error: Error & { digest?: string }; reset: () => void };

/** A page that failed: what to do, and the number under which the log has the cause. */
export function PageError({ error, reset }: PageErrorProps) {
  const t = useTranslations('errorPage');
  const action = (
    <div className="grid justify-items-center gap-4">
      {error.digest ? <CopyableId value={error.digest} label={t('reference')} /> : null}
      <div className="flex flex-wrap justify-center gap-2">
        <Button variant="primary" onClick={reset}>
          {t('retry')}
        </Button>
        <Button asChild>
          <a href="/">{t('home')}</a>
        </Button>
      </div>
    </div>
  );
  return (
    <div role="alert">
      <EmptyState
        icon={CircleX}
        title={t('title')}
        description={t('text')}
        action={action}
        className="py-24"
      />
    </div>
  );
}
