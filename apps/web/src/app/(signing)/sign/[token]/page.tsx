import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { ApiProvider } from '#client/api-provider.tsx';
import { PublicFrame } from '#features/frame/public-frame.tsx';
import { BadInvitation } from '#features/signing/bad-invitation.tsx';
import { SigningPage } from '#features/signing/signing-page.tsx';
import { mailboxIsOpen } from '#server/mailbox-access.ts';
import { codedCause } from '#server/problem.ts';
import { serverApi } from '#server/server-api.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('signing'))('pageTitle') };
}

/** Where an invitation link leads. */
export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const view = await invitedView(token);
  if (view === 'expired' || view === 'unknown') {
    return (
      <PublicFrame>
        <BadInvitation why={view} />
      </PublicFrame>
    );
  }
  return (
    <ApiProvider invitation={token}>
      <SigningPage initial={view} sandbox={mailboxIsOpen()} back={undefined} />
    </ApiProvider>
  );
}

async function invitedView(token: string) {
  try {
    const api = await serverApi({ invitation: token });
    const { contractId } = await api.signing.invitation();
    return await api.signing.view({ contractId });
  } catch (error) {
    const code = codedCause(error)?.code;
    if (code === 'LINK_EXPIRED') return 'expired';
    if (code === 'NOT_FOUND') return 'unknown';
    throw error;
  }
}
