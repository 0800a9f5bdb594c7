import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { AuthCard } from '#features/auth/auth-card.tsx';
import { SignUp } from '#features/auth/sign-up.tsx';
import { mailboxIsOpen } from '#server/mailbox-access.ts';
import { currentPerson } from '#server/person.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('signup'))('title') };
}

export default async function SignUpPage() {
  const [person, t] = await Promise.all([currentPerson(), getTranslations('signup')]);
  if (person) redirect('/home');
  const foot = (
    <>
      {t('haveAccount')}{' '}
      <Link href="/login" className="font-medium text-accent underline underline-offset-4">
        {t('logIn')}
      </Link>
    </>
  );
  return (
    <AuthCard title={t('title')} lead={t('lead')} foot={foot}>
      <SignUp sandbox={mailboxIsOpen()} />
    </AuthCard>
  );
}
