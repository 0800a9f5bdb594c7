import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { TenantHome } from '#features/home/tenant-home.tsx';
import { serverApi } from '#server/server-api.ts';
import { requireTenant } from '#server/tenant-page.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('frame'))('home') };
}

type PageProps = { params: Promise<{ slug: string }> };

export default async function TenantHomePage({ params }: PageProps) {
  const { slug } = await params;
  const { person } = await requireTenant(slug);
  const api = await serverApi({ tenantSlug: slug });
  const { items } = await api.contracts.list({});
  return <TenantHome slug={slug} person={person.name} contracts={items} />;
}
