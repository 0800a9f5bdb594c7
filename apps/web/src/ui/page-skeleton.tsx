import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Skeleton } from './skeleton.tsx';

export type PageSkeletonProps = {
  /** Is there a line under the title? */
  description?: boolean;
  /** Will the page have its primary act? */
  act?: boolean;
  children: ReactNode;
};

/** A page on its way: says so, and holds the places of its header. For loading.tsx files. */
export function PageSkeleton({ description = false, act = false, children }: PageSkeletonProps) {
  const t = useTranslations('common');
  return (
    <>
      <h1 role="status" className="sr-only">
        {t('loading')}
      </h1>
      <div aria-hidden className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="grid flex-1 basis-72 gap-1.5">
          <Skeleton className="h-8 w-56 max-w-full" />
          {description ? <Skeleton className="h-5.5 w-80 max-w-full" /> : null}
        </div>
        {act ? <Skeleton className="h-9 w-32 rounded-lg" /> : null}
      </div>
      {children}
    </>
  );
}
