import { ArrowLeft } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { NoPermission } from '#features/frame/no-permission.tsx';
import { RoleMatrix } from '#features/members/role-matrix.tsx';
import { serverApi } from '#server/server-api.ts';
import { requireTenant } from '#server/tenant-page.ts';
import { Button } from '#ui/button.tsx';
import { PageHeader } from '#ui/page-header.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('roles'))('title') };
}

export default async function RolesPage({ params }: { params: Promise<{ slug: string }> }) {
  const [{ slug }, t] = await Promise.all([params, getTranslations('roles')]);
  const { permissions } = await requireTenant(slug);
  if (!permissions.includes('member.view')) return <NoPermission title={t('title')} />;
  const roles = await (await serverApi({ tenantSlug: slug })).members.roles();
  const back = (
    <Button asChild variant="quiet">
      <Link href={`/t/${slug}/members`}>
        <ArrowLeft aria-hidden />
        {t('back')}
      </Link>
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('lead')} actions={back} />
      <RoleMatrix roles={roles} />
    </>
  );
}
