import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { TenantList } from '#features/operator/tenant-list.tsx';
import { operatorAt } from '#server/operator-page.ts';
import { serverApi } from '#server/server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('operator.tenants'))('title') };
}

export default async function OperatorTenantsPage() {
  if (!(await operatorAt('/operator'))) return null;
  const api = await serverApi();
  return <TenantList first={await api.operator.tenants({})} />;
}
