import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NoSuchTenant } from '#features/operator/no-such-tenant.tsx';
import { TenantPage } from '#features/operator/tenant-page.tsx';
import { operatorAt } from '#server/operator-page.ts';
import { codedCause } from '#server/problem.ts';
import { serverApi } from '#server/server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('operator.tenant'))('title') };
}

type PageProps = { params: Promise<{ slug: string }> };

export default async function OperatorTenantPage({ params }: PageProps) {
  const { slug } = await params;
  if (!(await operatorAt(`/operator/tenants/${slug}`))) return null;
  const tenant = await findTenant(slug);
  return tenant ? <TenantPage initial={tenant} /> : <NoSuchTenant />;
}

async function findTenant(slug: string) {
  const api = await serverApi();
  try {
    return await api.operator.tenant({ slug });
  } catch (error) {
    if (codedCause(error)?.code === 'NOT_FOUND') return null;
    throw error;
  }
}
