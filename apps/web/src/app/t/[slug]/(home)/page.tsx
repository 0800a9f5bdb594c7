import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { readHome } from '#features/home/home-data.ts';
import { TenantHome } from '#features/home/tenant-home.tsx';
import { CheckListCard } from '#features/onboarding/check-list-card.tsx';
import { serverApi } from '#server/server-api.ts';
import { requireTenant } from '#server/tenant-page.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('frame'))('home') };
}

type PageProps = { params: Promise<{ slug: string }> };

export default async function TenantHomePage({ params }: PageProps) {
  const { slug } = await params;
  const { person, permissions } = await requireTenant(slug);
  const api = await serverApi({ tenantSlug: slug });
  const [home, steps] = await Promise.all([
    readHome(api.contracts),
    permissions.includes('tenant.view') ? api.onboarding.checkList() : null,
  ]);
  return (
    <TenantHome
      slug={slug}
      person={person.name}
      home={home}
      mayCreate={permissions.includes('contract.create')}
      firstSteps={steps && !steps.hidden ? <CheckListCard slug={slug} list={steps} /> : null}
    />
  );
}
