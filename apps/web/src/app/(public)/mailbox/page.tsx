import { LockKeyhole } from 'lucide-react';
import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { Mailbox } from '#features/mailbox/mailbox.tsx';
import { mayReadMailbox } from '#server/mailbox-access.ts';
import { currentPerson } from '#server/person.ts';
import { loginPath } from '#server/return-to.ts';
import { serverApi } from '#server/server-api.ts';
import { Button } from '#ui/button.tsx';
import { EmptyState } from '#ui/empty-state.tsx';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('mailbox'))('title') };
}

export default async function MailboxPage() {
  const person = await currentPerson();
  if (!mayReadMailbox(person)) return <ClosedMailbox />;
  const api = await serverApi();
  return <Mailbox initial={await api.mailbox.list()} />;
}

async function ClosedMailbox() {
  const [t, frame] = await Promise.all([getTranslations('mailbox'), getTranslations('frame')]);
  const action = (
    <Button asChild>
      <Link href={loginPath('/mailbox')}>{frame('logIn')}</Link>
    </Button>
  );
  return (
    <EmptyState
      icon={LockKeyhole}
      title={t('closedTitle')}
      description={t('closedText')}
      action={action}
      className="py-24"
    />
  );
}
