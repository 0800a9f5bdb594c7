'use client';

import { type InfiniteData, keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { Building2 } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useApi } from '#client/api-provider.tsx';
import { IdentityState } from '#features/settings/identity-state.tsx';
import { DataTable } from '#ui/data-table.tsx';
import type { DataColumn } from '#ui/data-table-model.ts';
import { EmptyState } from '#ui/empty-state.tsx';
import { PageHeader } from '#ui/page-header.tsx';
import { Time } from '#ui/time.tsx';
import type { TenantListItem, TenantPage } from './operator-types.ts';
import { type TenantFilter, TenantFilterBar, useTenantFilter } from './tenant-filter.tsx';
import { TenantState } from './tenant-state.tsx';

/** Every tenant of the platform, newest first, with search and the identity checks that await a decision. */
export function TenantList({ first }: { first: TenantPage }) {
  const t = useTranslations('operator.tenants');
  const { filter, draft, change, clear, isFiltered } = useTenantFilter();
  const list = useTenants(filter, first);
  const columns = useColumns();
  const total = list.data?.pages.at(-1)?.total;
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('lead')}
        meta={
          <p aria-live="polite" className="text-muted">
            {total === undefined ? '\u00a0' : t(isFiltered ? 'found' : 'total', { count: total })}
          </p>
        }
      />
      <TenantFilterBar draft={draft} onChange={change} />
      <DataTable
        label={t('title')}
        columns={columns}
        rows={list.data?.pages.flatMap((page) => page.items) ?? []}
        rowId={(tenant) => tenant.id}
        rowLink={(tenant) => `/operator/tenants/${tenant.slug}`}
        loading={list.isPending}
        error={list.error}
        onRetry={() => void list.refetch()}
        empty={<EmptyState icon={Building2} title={t('emptyTitle')} description={t('emptyText')} />}
        onClearFilters={isFiltered ? clear : undefined}
        paging={{
          kind: 'more',
          hasMore: list.hasNextPage,
          loading: list.isFetchingNextPage,
          onMore: () => void list.fetchNextPage(),
        }}
      />
    </>
  );
}

function useTenants(filter: TenantFilter, first: TenantPage) {
  const { client } = useApi();
  const isFiltered = filter.search !== '' || filter.identity !== undefined;
  return useInfiniteQuery({
    queryKey: ['operator', 'tenants', filter],
    queryFn: ({ pageParam }) =>
      client.operator.tenants.query({
        ...(filter.search ? { search: filter.search } : {}),
        ...(filter.identity ? { identity: filter.identity } : {}),
        ...(pageParam ? { cursor: pageParam } : {}),
      }),
    initialPageParam: null,
    getNextPageParam: (last: TenantPage) => last.nextCursor,
    // Rows stay while the next search is on its way.
    placeholderData: keepPreviousData,
    ...(isFiltered
      ? {}
      : {
          initialData: (): InfiniteData<TenantPage, string | null> => ({
            pages: [first],
            pageParams: [null],
          }),
        }),
  });
}

function useColumns(): DataColumn<TenantListItem>[] {
  const t = useTranslations('operator.tenants.columns');
  return useMemo(
    () => [
      {
        id: 'name',
        header: t('name'),
        phone: 'title',
        cell: (tenant) => (
          <span className="grid gap-0.5">
            <span className="font-medium break-words">{tenant.name}</span>
            <span className="font-mono text-muted">{tenant.creditCode ?? tenant.slug}</span>
          </span>
        ),
      },
      {
        id: 'identity',
        header: t('identity'),
        cell: (tenant) => <IdentityState identity={tenant.identity} />,
      },
      { id: 'status', header: t('status'), cell: (tenant) => <TenantState status={tenant.status} /> },
      {
        id: 'opened',
        header: t('opened'),
        className: 'whitespace-nowrap',
        cell: (tenant) => <Time value={tenant.openedAt} />,
      },
    ],
    [t],
  );
}
