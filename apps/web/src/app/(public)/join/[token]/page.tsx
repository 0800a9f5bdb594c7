import { Link2Off } from 'lucide-react';
import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { DeadEnd } from '#features/frame/dead-end.tsx';
import { JoinPage } from '#features/members/join-page.tsx';
import { isUnknown } from '#server/find-contract.ts';
import { serverApi } from '#server/server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('join'))('title') };
}

/** Where the link of a member's invitation leads. */
export default async function JoinInvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const [{ token }, t] = await Promise.all([params, getTranslations('invitation.unknown')]);
  const invitation = await invitationOf(token);
  if (!invitation) return <DeadEnd icon={Link2Off} title={t('title')} text={t('text')} />;
  return <JoinPage token={token} invitation={invitation} />;
}

async function invitationOf(token: string) {
  try {
    return await (await serverApi()).invitations.get({ token });
  } catch (error) {
    if (isUnknown(error)) return null;
    throw error;
  }
}
