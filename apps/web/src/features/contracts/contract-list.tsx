'use client';

import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { FilePlus2, Files, SearchX } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useErrorText } from '#client/api-hooks.ts';
import { useApi } from '#client/api-provider.tsx';
import { Button } from '#ui/button.tsx';
import { Card } from '#ui/card.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { Notice } from '#ui/notice.tsx';
import { type ContractFilter, listPath } from './contract-filter.ts';
import { FilterBar } from './contract-filter-bar.tsx';
import type { ContractListItem } from './contract-row.tsx';
import { ContractTable } from './contract-table.tsx';

export type ContractPage = { items: ContractListItem[]; nextCursor: string | null };

export type ContractListProps = {
  slug: string;
  filter: ContractFilter | undefined;
  /** The first page, read by the server. */
  first: ContractPage;
};

const REFRESH_MS = 10_000;

/** The tenant's contracts, newest first, page after page. */
export function ContractList({ slug, filter, first }: ContractListProps) {
  const t = useTranslations('contracts');
  const { client } = useApi();
  const errorText = useErrorText();
  const list = useInfiniteQuery({
    queryKey: ['contracts', 'list', filter ?? 'all'],
    queryFn: ({ pageParam }) =>
      client.contracts.list.query({
        ...(filter ? { state: filter } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: null,
    getNextPageParam: (last: ContractPage) => last.nextCursor,
    initialData: (): InfiniteData<ContractPage, string | null> => ({ pages: [first], pageParams: [null] }),
    refetchInterval: REFRESH_MS,
  });
  const contracts = list.data.pages.flatMap((page) => page.items);
  return (
    <>
      <FilterBar slug={slug} filter={filter} />
      {list.error ? <Notice tone="danger">{errorText(list.error)}</Notice> : null}
      <Card aria-label={t('title')}>
        {contracts.length === 0 ? (
          <NoContracts slug={slug} filter={filter} />
        ) : (
          <ContractTable slug={slug} contracts={contracts} />
        )}
      </Card>
      {list.hasNextPage ? (
        <Button
          className="justify-self-center"
          busy={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('older')}
        </Button>
      ) : null}
    </>
  );
}

/** "Nothing yet" leads to the first act, "nothing found" to all contracts. */
function NoContracts({ slug, filter }: Pick<ContractListProps, 'slug' | 'filter'>) {
  const t = useTranslations('contracts');
  if (filter) {
    const clear = (
      <Button asChild>
        <Link href={listPath(slug)}>{t('clearFilter')}</Link>
      </Button>
    );
    return (
      <EmptyState icon={SearchX} title={t('noneFound')} description={t('noneFoundText')} action={clear} />
    );
  }
  const create = (
    <Button asChild variant="primary">
      <Link href={`/t/${slug}/contracts/new`}>
        <FilePlus2 aria-hidden />
        {t('createFirst')}
      </Link>
    </Button>
  );
  return <EmptyState icon={Files} title={t('emptyTitle')} description={t('emptyText')} action={create} />;
}
