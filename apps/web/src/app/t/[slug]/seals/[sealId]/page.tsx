import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { NoPermission } from '#features/frame/no-permission.tsx';
import { SealPage } from '#features/seals/seal-page.tsx';
import { findSeal } from '#server/find-seal.ts';
import { requireTenant } from '#server/tenant-page.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('seals'))('title') };
}

type PageProps = { params: Promise<{ slug: string; sealId: string }> };

export default async function SealDetailPage({ params }: PageProps) {
  const [{ slug, sealId }, t] = await Promise.all([params, getTranslations('seals')]);
  const { permissions } = await requireTenant(slug);
  if (!permissions.includes('seal.view')) return <NoPermission title={t('title')} />;
  const { seal } = await findSeal(slug, sealId);
  return <SealPage slug={slug} initial={seal} />;
}
