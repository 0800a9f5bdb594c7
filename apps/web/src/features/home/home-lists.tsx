'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useApiQuery } from '#client/api-hooks.ts';
import { listPath } from '#features/contracts/contract-views.ts';
import { Button } from '#ui/button.tsx';
import { Card, CardHeader } from '#ui/card.tsx';
import { HOME_ROWS, type HomeData, type HomeView, homeViews, readHomeByClient } from './home-data.ts';
import { HomeNumbers } from './home-numbers.tsx';
import { HomeRow } from './home-row.tsx';

const REFRESH_MS = 15_000;

/** The numbers and the four lists one acts from, kept fresh. */
export function HomeLists({ slug, initial }: { slug: string; initial: HomeData }) {
  const { data = initial } = useApiQuery(['contracts', 'home'], readHomeByClient, {
    initialData: initial,
    refetchInterval: REFRESH_MS,
  });
  return (
    <>
      <HomeNumbers slug={slug} counts={data.counts} />
      <div className="grid gap-6 lg:grid-cols-2 lg:items-start">
        {homeViews.map((view) => (
          <HomeSection key={view} slug={slug} view={view} data={data} />
        ))}
      </div>
    </>
  );
}

type HomeSectionProps = { slug: string; view: HomeView; data: HomeData };

function HomeSection({ slug, view, data }: HomeSectionProps) {
  const t = useTranslations('tenantHome');
  const rows = data.lists[view];
  const count = data.counts[view];
  const all = (
    <Button asChild variant="link" className="relative z-10">
      <Link href={listPath(slug, { view })} aria-label={t(`allOf.${view}`)}>
        {t('all')}
      </Link>
    </Button>
  );
  return (
    <Card aria-labelledby={view} className="min-w-0">
      <CardHeader
        id={view}
        title={
          <>
            {t(`sections.${view}`)}
            {count > 0 ? <span className="ml-2 font-normal text-muted tabular-nums">{count}</span> : null}
          </>
        }
        action={count > HOME_ROWS ? all : undefined}
      />
      {rows.length === 0 ? (
        <p className="px-5 py-6 text-muted">{t(`nothing.${view}`)}</p>
      ) : (
        <ul className="divide-y">
          {rows.map((contract) => (
            <HomeRow key={contract.id} slug={slug} view={view} contract={contract} />
          ))}
        </ul>
      )}
    </Card>
  );
}
