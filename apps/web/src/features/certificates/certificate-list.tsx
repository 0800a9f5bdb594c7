'use client';

import { type InfiniteData, useInfiniteQuery } from '@tanstack/react-query';
import { FileBadge } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useApi } from '#client/api-provider.tsx';
import { DataTable } from '#ui/data-table.tsx';
import { EmptyState } from '#ui/empty-state.tsx';
import {
  type Certificate,
  type CertificateOwner,
  type CertificatePage,
  readCertificates,
} from './certificate.ts';
import { useCertificateColumns } from './certificate-columns.tsx';
import { RevokeCertificate } from './revoke-certificate.tsx';

export type CertificateListProps = {
  owner: CertificateOwner;
  /** The first page, read by the server. */
  first: CertificatePage;
  mayRevoke: boolean;
};

/** The certificates issued to the signers of a tenant, newest first. */
export function CertificateList({ owner, first, mayRevoke }: CertificateListProps) {
  const t = useTranslations('certificates');
  const columns = useCertificateColumns();
  const list = useCertificatePages(owner, first);
  return (
    <DataTable
      label={t('title')}
      columns={columns}
      rows={list.rows}
      rowId={(certificate) => certificate.id}
      {...(mayRevoke
        ? { rowActs: (each: Certificate) => <RevokeCertificate certificate={each} owner={owner} /> }
        : {})}
      loading={list.isPending}
      skeleton={{ lines: 2 }}
      error={list.error}
      onRetry={() => void list.refetch()}
      empty={<EmptyState icon={FileBadge} title={t('none')} description={t('noneText')} />}
      paging={{
        kind: 'more',
        hasMore: list.hasNextPage,
        loading: list.isFetchingNextPage,
        onMore: () => void list.fetchNextPage(),
        label: t('more'),
      }}
    />
  );
}

function useCertificatePages(owner: CertificateOwner, first: CertificatePage) {
  const { client } = useApi();
  const list = useInfiniteQuery({
    queryKey: ['certificates', owner.operatorOf ?? null],
    queryFn: ({ pageParam }) => readCertificates(client, owner, pageParam),
    initialPageParam: null,
    getNextPageParam: (last: CertificatePage) => last.nextCursor,
    initialData: (): InfiniteData<CertificatePage, string | null> => ({ pages: [first], pageParams: [null] }),
  });
  return { ...list, rows: list.data.pages.flatMap((page) => page.items) };
}
