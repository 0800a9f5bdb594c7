import { FilePlus2, Files } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { PageHeader } from '#ui/page-header.tsx';
import type { HomeData } from './home-data.ts';
import { HomeLists } from './home-lists.tsx';

export type TenantHomeProps = {
  slug: string;
  person: string;
  home: HomeData;
  mayCreate: boolean;
  /** A new tenant's first steps, while there are any. */
  firstSteps: ReactNode;
};

/** What awaits me, what runs out, what awaits others, what is done: lists to act from. */
export function TenantHome({ slug, person, home, mayCreate, firstSteps }: TenantHomeProps) {
  const t = useTranslations('tenantHome');
  const isNew = home.counts.all === 0;
  const create = mayCreate ? (
    <Button asChild variant="primary">
      <Link href={`/t/${slug}/contracts/new`}>
        <FilePlus2 aria-hidden />
        {isNew ? t('create') : t('new')}
      </Link>
    </Button>
  ) : undefined;
  const nothingYet = (
    <Card>
      <EmptyState
        icon={Files}
        title={t('emptyTitle')}
        description={mayCreate ? t('emptyText') : t('emptyTextReader')}
        action={create}
      />
    </Card>
  );
  // The first steps lead to the first contract themselves.
  const bare = isNew && !firstSteps;
  return (
    <>
      <PageHeader title={t('greeting', { name: person })} actions={bare ? undefined : create} />
      {firstSteps}
      {bare ? nothingYet : null}
      {isNew ? null : <HomeLists slug={slug} initial={home} />}
    </>
  );
}
