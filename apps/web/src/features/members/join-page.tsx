import { CircleCheck, Link2Off, TimerOff } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { DeadEnd } from '#features/frame/dead-end.tsx';
import { loginPath } from '#server/return-to.ts';
import { Button } from '#ui/button.tsx';
import { Card, Facts } from '#ui/card.tsx';
import { Time } from '#ui/time.tsx';
import { AcceptInvitation } from './accept-invitation.tsx';
import { JoinWithNewAccount } from './join-with-new-account.tsx';
import { LeaveOtherAccount } from './leave-other-account.tsx';
import type { Invitation } from './member.ts';
import { RolePills } from './role-pills.tsx';

export type JoinPageProps = { token: string; invitation: Invitation };

/** What an invitation's link shows: the invitation with the one act that fits its reader, or why it is over. */
export function JoinPage({ token, invitation }: JoinPageProps) {
  const t = useTranslations('join');
  if (invitation.state !== 'open') return <Over invitation={invitation} />;
  const { enterprise, invitedBy, email, roles, expiresAt } = invitation;
  return (
    <div className="mx-auto grid w-full max-w-md gap-6 px-4 py-10 sm:py-16">
      <div className="grid gap-1.5">
        <h1 className="text-2xl font-semibold tracking-tight text-balance">{t('heading', { enterprise })}</h1>
        <p className="text-muted">{t('lead', { invitedBy })}</p>
      </div>
      <Card className="grid gap-5 p-5 sm:p-6">
        <Facts
          items={[
            { term: t('address'), value: <span className="break-all">{email}</span> },
            { term: t('roles'), value: <RolePills roles={roles} /> },
            { term: t('validUntil'), value: <Time value={expiresAt} /> },
          ]}
        />
        <hr />
        <Act token={token} invitation={invitation} />
      </Card>
    </div>
  );
}

function Act({ token, invitation }: JoinPageProps) {
  const t = useTranslations('join');
  const { reader, hasAccount, email, enterprise, name } = invitation;
  if (reader === 'invited') return <AcceptInvitation token={token} enterprise={enterprise} />;
  if (reader === 'other') return <LeaveOtherAccount email={email} />;
  if (!hasAccount) return <JoinWithNewAccount token={token} email={email} name={name} />;
  return (
    <div className="grid gap-4">
      <p>{t('hasAccount', { email })}</p>
      <Button asChild variant="primary" size="lg">
        <Link href={loginPath(`/join/${token}`)}>{t('logIn')}</Link>
      </Button>
    </div>
  );
}

/** Accepted, revoked or expired. Whoever joined by it is led in. */
function Over({ invitation }: { invitation: Invitation }) {
  const t = useTranslations('join');
  const { state, enterprise, invitedBy, tenantSlug } = invitation;
  if (tenantSlug !== null) {
    const enter = (
      <Button asChild variant="primary">
        <Link href={`/t/${tenantSlug}`}>{t('enter', { enterprise })}</Link>
      </Button>
    );
    const title = t('joined.title', { enterprise });
    return <DeadEnd icon={CircleCheck} title={title} text={t('joined.text')} action={enter} />;
  }
  if (state === 'accepted') {
    const logIn = (
      <Button asChild variant="primary">
        <Link href="/login">{t('toLogIn')}</Link>
      </Button>
    );
    const [title, text] = [t('accepted.title'), t('accepted.text')];
    return <DeadEnd icon={CircleCheck} title={title} text={text} action={logIn} />;
  }
  if (state === 'revoked') {
    const text = t('revoked.text', { enterprise, invitedBy });
    return <DeadEnd icon={Link2Off} title={t('revoked.title')} text={text} />;
  }
  return <DeadEnd icon={TimerOff} title={t('expired.title')} text={t('expired.text', { invitedBy })} />;
}
