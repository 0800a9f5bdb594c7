import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NoPermission } from '#features/frame/no-permission.tsx';
import { NewSealButton } from '#features/seals/new-seal-button.tsx';
import { SealList } from '#features/seals/seal-list.tsx';
import { serverApi } from '#server/server-api.ts';
import { requireTenant } from '#server/tenant-page.ts';
import { PageHeader } from '#ui/page-header.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('seals'))('title') };
}

export default async function SealsPage({ params }: { params: Promise<{ slug: string }> }) {
  const [{ slug }, t] = await Promise.all([params, getTranslations('seals')]);
  const { permissions } = await requireTenant(slug);
  if (!permissions.includes('seal.view')) return <NoPermission title={t('title')} />;
  const mayMake = permissions.includes('seal.manage');
  const api = await serverApi({ tenantSlug: slug });
  const seals = await api.seals.list();
  return (
    <>
      <PageHeader
        title={t('title')}
        description={seals.length > 0 ? t('lead') : undefined}
        actions={mayMake && seals.length > 0 ? <NewSealButton slug={slug} /> : undefined}
      />
      <SealList slug={slug} first={seals} mayMake={mayMake} />
    </>
  );
}
