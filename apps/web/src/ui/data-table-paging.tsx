'use client';

import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from './button.tsx';

/** Cursor paging: add the next page below, or turn to the previous and the next one. */
export type Paging =
  | { kind: 'more'; hasMore: boolean; loading: boolean; onMore: () => void; label?: string }
  | { kind: 'turn'; onPrevious: (() => void) | null; onNext: (() => void) | null; loading: boolean };

export function DataTablePaging({ paging }: { paging: Paging }) {
  const t = useTranslations('table');
  if (paging.kind === 'more') {
    if (!paging.hasMore) return null;
    return (
      <Button className="justify-self-center" busy={paging.loading} onClick={paging.onMore}>
        {paging.label ?? t('more')}
      </Button>
    );
  }
  const { onPrevious, onNext, loading } = paging;
  if (!onPrevious && !onNext) return null;
  return (
    <nav aria-label={t('pages')} className="flex justify-center gap-2">
      <Button disabled={!onPrevious || loading} onClick={() => onPrevious?.()}>
        <ChevronLeft aria-hidden />
        {t('previous')}
      </Button>
      <Button disabled={!onNext || loading} onClick={() => onNext?.()}>
        {t('next')}
        <ChevronRight aria-hidden />
      </Button>
    </nav>
  );
}
