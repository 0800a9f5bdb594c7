import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { ContractPage } from '#features/contracts/contract-page.tsx';
import { findContract } from '#server/find-contract.ts';

type PageProps = { params: Promise<{ slug: string; contractId: string }> };

export async function generateMetadata({ params }: PageProps): Promise<Metadata> {
  const { slug, contractId } = await params;
  return { title: (await findContract(slug, contractId)).contract.title };
}

export default async function ContractDetailPage({ params }: PageProps) {
  const { slug, contractId } = await params;
  const { contract } = await findContract(slug, contractId);
  if (contract.can.edit) redirect(`/t/${slug}/contracts/${contractId}/edit`);
  return <ContractPage slug={slug} initial={contract} />;
}
