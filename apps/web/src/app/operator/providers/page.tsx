import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ProviderList } from '#features/settings/provider-list.tsx';
import { operatorAt } from '#server/operator-page.ts';
import { serverApi } from '#server/server-api.ts';
import { PageHeader } from '#ui/page-header.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('operator.providers'))('title') };
}

export default async function OperatorProvidersPage() {
  if (!(await operatorAt('/operator/providers'))) return null;
  const api = await serverApi();
  const [t, providers] = await Promise.all([getTranslations('operator.providers'), api.operator.providers()]);
  return (
    <>
      <PageHeader title={t('title')} description={t('lead')} />
      <ProviderList
        of="platform"
        title={t('defaults')}
        description={t('defaultsText')}
        initial={providers}
        canTest
      />
    </>
  );
}
