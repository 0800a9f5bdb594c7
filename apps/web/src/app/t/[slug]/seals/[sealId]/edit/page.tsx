import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NoPermission } from '#features/frame/no-permission.tsx';
import { DesignStudio } from '#features/seals/design-studio.tsx';
import { UploadStudio } from '#features/seals/upload-studio.tsx';
import { findSeal } from '#server/find-seal.ts';
import { sealLimits } from '#server/seal-limits.ts';
import { requireTenant } from '#server/tenant-page.ts';
import { PageHeader } from '#ui/page-header.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('seals.studio'))('editTitle') };
}

type PageProps = { params: Promise<{ slug: string; sealId: string }> };

/** The studio again, by how the seal was made. */
export default async function EditSealPage({ params }: PageProps) {
  const [{ slug, sealId }, t] = await Promise.all([params, getTranslations('seals.studio')]);
  const { permissions, tenant } = await requireTenant(slug);
  if (!permissions.includes('seal.manage')) return <NoPermission title={t('editTitle')} />;
  const { api, seal } = await findSeal(slug, sealId);
  if (!seal.manageable) return <NoPermission title={t('editTitle')} />;
  const { name, version, spec } = seal;
  const studio = { slug, enterprise: tenant.name, limits: sealLimits };
  return (
    <>
      <PageHeader title={t('editTitle')} description={t('editLead')} />
      {spec.kind === 'round' ? (
        <DesignStudio
          {...studio}
          start={{ name, spec, preview: await api.seals.preview(spec) }}
          edited={{ sealId, version }}
        />
      ) : (
        <UploadStudio
          {...studio}
          edited={{
            sealId,
            version,
            name,
            widthMm: seal.widthMm,
            preview: { drawing: seal.drawing, inkPixels: spec.inkPixels },
          }}
        />
      )}
    </>
  );
}
