import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NoPermission } from '#features/frame/no-permission.tsx';
import { SettingsPage } from '#features/settings/settings-page.tsx';
import { serverApi } from '#server/server-api.ts';
import { requireTenant } from '#server/tenant-page.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('settings'))('title') };
}

type PageProps = { params: Promise<{ slug: string }> };

export default async function TenantSettingsPage({ params }: PageProps) {
  const { slug } = await params;
  const { permissions } = await requireTenant(slug);
  const t = await getTranslations('settings');
  if (!permissions.includes('tenant.view')) return <NoPermission title={t('title')} />;
  const api = await serverApi({ tenantSlug: slug });
  const mayManage = permissions.includes('tenant.manage');
  const [enterprise, providers, algorithms] = await Promise.all([
    api.settings.enterprise(),
    api.settings.providers(),
    mayManage ? api.settings.algorithms() : [],
  ]);
  return (
    <SettingsPage
      enterprise={enterprise}
      providers={providers}
      algorithms={algorithms}
      mayManage={mayManage}
      maySeeCertificates={permissions.includes('certificate.view')}
    />
  );
}
