import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { ContractPage } from '#features/contracts/contract-page.tsx';
import { findContract } from '#server/find-contract.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('contract'))('pageTitle') };
}

type PageProps = { params: Promise<{ slug: string; contractId: string }> };

export default async function ContractDetailPage({ params }: PageProps) {
  const { slug, contractId } = await params;
  const { contract } = await findContract(slug, contractId);
  if (contract.can.edit) redirect(`/t/${slug}/contracts/${contractId}/edit`);
  return <ContractPage slug={slug} initial={contract} />;
}
