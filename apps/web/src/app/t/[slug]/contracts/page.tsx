import { FilePlus2 } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { parseFilter } from '#features/contracts/contract-filter.ts';
import { ContractList } from '#features/contracts/contract-list.tsx';
import { serverApi } from '#server/server-api.ts';
import { Button } from '#ui/button.tsx';
import { PageHeader } from '#ui/page-header.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('contracts'))('title') };
}

type PageProps = {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function ContractsPage({ params, searchParams }: PageProps) {
  const [{ slug }, query, t] = await Promise.all([params, searchParams, getTranslations('contracts')]);
  const filter = parseFilter(query.state);
  const api = await serverApi({ tenantSlug: slug });
  const first = await api.contracts.list(filter ? { state: filter } : {});
  const create = (
    <Button asChild variant="primary">
      <Link href={`/t/${slug}/contracts/new`}>
        <FilePlus2 aria-hidden />
        {t('new')}
      </Link>
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} actions={create} />
      <ContractList key={filter ?? 'all'} slug={slug} filter={filter} first={first} />
    </>
  );
}
