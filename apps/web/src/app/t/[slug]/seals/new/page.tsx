import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NoPermission } from '#features/frame/no-permission.tsx';
import { NewSeal } from '#features/seals/new-seal.tsx';
import { defaultRoundSeal } from '#server/core-package.ts';
import { sealLimits } from '#server/seal-limits.ts';
import { serverApi } from '#server/server-api.ts';
import { requireTenant } from '#server/tenant-page.ts';
import { PageHeader } from '#ui/page-header.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('seals.studio'))('title') };
}

export default async function NewSealPage({ params }: { params: Promise<{ slug: string }> }) {
  const [{ slug }, t] = await Promise.all([params, getTranslations('seals.studio')]);
  const { permissions, tenant } = await requireTenant(slug);
  if (!permissions.includes('seal.manage')) return <NoPermission title={t('title')} />;
  const api = await serverApi({ tenantSlug: slug });
  const spec = { ...defaultRoundSeal, enterpriseName: tenant.name, sealId: '' };
  const start = { name: '', spec, preview: await api.seals.preview(spec) };
  return (
    <>
      <PageHeader title={t('title')} description={t('lead')} />
      <NewSeal slug={slug} enterprise={tenant.name} limits={sealLimits} start={start} />
    </>
  );
}
