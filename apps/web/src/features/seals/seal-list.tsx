'use client';

import { Stamp } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useApiQuery, useErrorText } from '#client/api-hooks.ts';
import { Card } from '#ui/card.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Notice } from '#ui/notice.tsx';
import { NewSealButton } from './new-seal-button.tsx';
import { SealCard } from './seal-card.tsx';
import type { ListedSeal } from './seal-types.ts';

export type SealListProps = { slug: string; first: ListedSeal[]; mayMake: boolean };

/** The widest seal a card shows in full; all cards have this scale, unless a wider one is among them. */
const USUAL_WIDEST_MM = 60;

/** The tenant's seals side by side, at one scale. */
export function SealList({ slug, first, mayMake }: SealListProps) {
  const errorText = useErrorText();
  const list = useApiQuery(['seals', 'list'], (api) => api.seals.list.query(), { initialData: first });
  const seals = list.data ?? first;
  if (seals.length === 0) return <NoSeals slug={slug} mayMake={mayMake} />;
  const widestMm = Math.max(USUAL_WIDEST_MM, ...seals.flatMap((seal) => [seal.widthMm, seal.heightMm])) + 4;
  return (
    <>
      {list.error ? <Notice tone="danger">{errorText(list.error)}</Notice> : null}
      <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
        {seals.map((seal) => (
          <SealCard key={seal.id} slug={slug} seal={seal} widestMm={widestMm} />
        ))}
      </ul>
    </>
  );
}

function NoSeals({ slug, mayMake }: { slug: string; mayMake: boolean }) {
  const t = useTranslations('seals');
  return (
    <Card aria-label={t('title')}>
      <EmptyState
        icon={Stamp}
        title={t('emptyTitle')}
        description={mayMake ? t('emptyText') : t('emptyTextView')}
        action={mayMake ? <NewSealButton slug={slug} /> : undefined}
      />
    </Card>
  );
}
