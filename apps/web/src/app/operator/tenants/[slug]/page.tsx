import type { Metadata } from 'next';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { TenantPage } from '#features/operator/tenant-page.tsx';
import { requireOperatorPage } from '#server/operator-page.ts';
import { codedCause } from '#server/problem.ts';
import { serverApi } from '#server/server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('operator.tenant'))('title') };
}

type PageProps = { params: Promise<{ slug: string }> };

export default async function OperatorTenantPage({ params }: PageProps) {
  const { slug } = await params;
  await requireOperatorPage(`/operator/tenants/${slug}`);
  return <TenantPage initial={await findTenant(slug)} />;
}

async function findTenant(slug: string) {
  const api = await serverApi();
  try {
    return await api.operator.tenant({ slug });
  } catch (error) {
    if (codedCause(error)?.code === 'NOT_FOUND') notFound();
    throw error;
  }
}
