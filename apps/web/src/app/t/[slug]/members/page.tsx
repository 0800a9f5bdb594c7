import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { NoPermission } from '#features/frame/no-permission.tsx';
import { InviteMember } from '#features/members/invite-member.tsx';
import { MemberList } from '#features/members/member-list.tsx';
import { OpenInvitations } from '#features/members/open-invitations.tsx';
import { serverApi } from '#server/server-api.ts';
import { requireTenant } from '#server/tenant-page.ts';
import { Button } from '#ui/button.tsx';
import { PageHeader } from '#ui/page-header.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('members'))('title') };
}

export default async function MembersPage({ params }: { params: Promise<{ slug: string }> }) {
  const [{ slug }, t] = await Promise.all([params, getTranslations('members')]);
  const { permissions } = await requireTenant(slug);
  if (!permissions.includes('member.view')) return <NoPermission title={t('title')} />;
  const mayManage = permissions.includes('member.manage');
  const api = await serverApi({ tenantSlug: slug });
  const [first, invitations, roles] = await Promise.all([
    api.members.list({}),
    api.invitations.list(),
    api.members.roles(),
  ]);
  const actions = (
    <>
      <Button asChild>
        <Link href={`/t/${slug}/members/roles`}>{t('rolesLink')}</Link>
      </Button>
      {mayManage ? <InviteMember roles={roles} /> : null}
    </>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('lead')} actions={actions} />
      <OpenInvitations roles={roles} first={invitations} mayManage={mayManage} />
      <MemberList roles={roles} first={first} mayManage={mayManage} />
    </>
  );
}
