'use client';

import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { FilePlus2, Files } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useApiQuery } from '#client/api-hooks.ts';
import { useApi } from '#client/api-provider.tsx';
import { Button } from '#ui/button.tsx';
import { DataTable } from '#ui/data-table.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import { useContractColumns } from './contract-columns.tsx';
import { type ContractCounts, type ContractListPage, contractPath } from './contract-list-item.ts';
import { ContractSearch } from './contract-search.tsx';
import { ContractViewTabs } from './contract-view-tabs.tsx';
import { type ListAddress, listPath } from './contract-views.ts';

export type ContractListProps = {
  slug: string;
  address: ListAddress;
  /** The first page and the counts, read by the server. */
  first: ContractListPage;
  counts: ContractCounts;
  mayCreate: boolean;
};

const REFRESH_MS = 10_000;

/** The contracts one may see: by view, by text, page after page. */
export function ContractList({ slug, address, first, counts, mayCreate }: ContractListProps) {
  const t = useTranslations('contracts');
  const router = useRouter();
  const columns = useContractColumns();
  const list = useContractPages(address, first);
  const { data: now = counts } = useApiQuery(['contracts', 'counts'], (api) => api.contracts.counts.query(), {
    initialData: counts,
    refetchInterval: REFRESH_MS,
  });
  const narrowed = address.view !== 'all' || address.q !== '';
  return (
    <>
      <div className="grid grid-cols-[minmax(0,1fr)] items-center gap-3 lg:grid-cols-[minmax(0,1fr)_auto]">
        <ContractViewTabs slug={slug} address={address} counts={now} />
        <ContractSearch slug={slug} address={address} />
      </div>
      <DataTable
        label={t(`viewNames.${address.view}`)}
        columns={columns}
        rows={list.rows}
        rowId={(contract) => contract.id}
        rowLink={(contract) => contractPath(slug, contract)}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<NoContracts slug={slug} mayCreate={mayCreate} />}
        onClearFilters={narrowed ? () => router.replace(listPath(slug), { scroll: false }) : undefined}
        paging={{
          kind: 'more',
          hasMore: list.hasNextPage,
          loading: list.isFetchingNextPage,
          onMore: () => void list.fetchNextPage(),
          label: t('older'),
        }}
      />
    </>
  );
}

function useContractPages({ view, q }: ListAddress, first: ContractListPage) {
  const { client } = useApi();
  const list = useInfiniteQuery({
    queryKey: ['contracts', 'list', view, q],
    queryFn: ({ pageParam }) =>
      client.contracts.list.query({ view, q, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: null,
    getNextPageParam: (last: ContractListPage) => last.nextCursor,
    initialData: (): InfiniteData<ContractListPage, string | null> => ({
      pages: [first],
      pageParams: [null],
    }),
    refetchInterval: REFRESH_MS,
  });
  return { ...list, rows: list.data.pages.flatMap((page) => page.items) };
}

function NoContracts({ slug, mayCreate }: { slug: string; mayCreate: boolean }) {
  const t = useTranslations('contracts');
  const create = mayCreate ? (
    <Button asChild variant="primary">
      <Link href={`/t/${slug}/contracts/new`}>
        <FilePlus2 aria-hidden />
        {t('createFirst')}
      </Link>
    </Button>
  ) : undefined;
  return (
    <EmptyState
      icon={Files}
      title={t('emptyTitle')}
      description={mayCreate ? t('emptyText') : t('emptyTextReader')}
      action={create}
    />
  );
}
