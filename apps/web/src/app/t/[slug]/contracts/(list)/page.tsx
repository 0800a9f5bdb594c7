import { FilePlus2 } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { ContractList } from '#features/contracts/contract-list.tsx';
import { parseListAddress } from '#features/contracts/contract-views.ts';
import { serverApi } from '#server/server-api.ts';
import { requireTenant } from '#server/tenant-page.ts';
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
  const { permissions } = await requireTenant(slug);
  const address = parseListAddress(query);
  const api = await serverApi({ tenantSlug: slug });
  const [first, counts] = await Promise.all([api.contracts.list(address), api.contracts.counts()]);
  const mayCreate = permissions.includes('contract.create');
  const create = mayCreate ? (
    <Button asChild variant="primary">
      <Link href={`/t/${slug}/contracts/new`}>
        <FilePlus2 aria-hidden />
        {t('new')}
      </Link>
    </Button>
  ) : undefined;
  return (
    <>
      <PageHeader title={t('title')} actions={create} />
      <ContractList slug={slug} address={address} first={first} counts={counts} mayCreate={mayCreate} />
    </>
  );
}
