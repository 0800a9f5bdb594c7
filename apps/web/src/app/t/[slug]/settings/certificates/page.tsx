import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { CertificatesPage } from '#features/certificates/certificates-page.tsx';
import { NoPermission } from '#features/frame/no-permission.tsx';
import { serverApi } from '#server/server-api.ts';
import { requireTenant } from '#server/tenant-page.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('certificates'))('title') };
}

type PageProps = { params: Promise<{ slug: string }> };

export default async function TenantCertificatesPage({ params }: PageProps) {
  const { slug } = await params;
  const { permissions } = await requireTenant(slug);
  const [t, settings] = await Promise.all([getTranslations('certificates'), getTranslations('settings')]);
  if (!permissions.includes('certificate.view')) return <NoPermission title={t('title')} />;
  const api = await serverApi({ tenantSlug: slug });
  return (
    <CertificatesPage
      owner={{}}
      first={await api.certificates.list({})}
      mayRevoke={permissions.includes('certificate.manage')}
      back={{ href: `/t/${slug}/settings`, label: settings('title') }}
    />
  );
}
