import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { AuthCard } from '#features/auth/auth-card.tsx';
import { LogIn } from '#features/auth/log-in.tsx';
import { mailboxIsOpen } from '#server/mailbox-access.ts';
import { currentPerson } from '#server/person.ts';
import { RETURN_TO, safeReturnPath, signUpPath } from '#server/return-to.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('login'))('title') };
}

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function LogInPage({ searchParams }: PageProps) {
  const [query, person, t] = await Promise.all([searchParams, currentPerson(), getTranslations('login')]);
  const returnTo = safeReturnPath(query[RETURN_TO]) ?? '/home';
  if (person) redirect(returnTo);
  const foot = (
    <>
      {t('noAccount')}{' '}
      <Link
        href={signUpPath(query[RETURN_TO])}
        className="font-medium text-accent underline underline-offset-4"
      >
        {t('signUp')}
      </Link>
    </>
  );
  return (
    <AuthCard title={t('title')} lead={t('lead')} foot={foot}>
      <LogIn returnTo={returnTo} sandbox={mailboxIsOpen()} />
    </AuthCard>
  );
}
