import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NewContract } from '#features/drafts/new-contract.tsx';
import { PageHeader } from '#ui/page-header.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('newContract'))('title') };
}

export default async function NewContractPage({ params }: { params: Promise<{ slug: string }> }) {
  const [{ slug }, t] = await Promise.all([params, getTranslations('newContract')]);
  return (
    <>
      <PageHeader title={t('title')} description={t('lead')} />
      <NewContract slug={slug} />
    </>
  );
}
