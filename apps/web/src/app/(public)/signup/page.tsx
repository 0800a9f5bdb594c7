import type { Metadata } from 'next';
import Link from 'next/link';
import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { AuthCard } from '#features/auth/auth-card.tsx';
import { SignUp } from '#features/auth/sign-up.tsx';
import { mailboxIsOpen } from '#server/mailbox-access.ts';
import { currentPerson } from '#server/person.ts';
import { loginPath, RETURN_TO, safeReturnPath } from '#server/return-to.ts';

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('signup'))('title') };
}

type PageProps = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignUpPage({ searchParams }: PageProps) {
  const [query, person, t] = await Promise.all([searchParams, currentPerson(), getTranslations('signup')]);
  const returnTo = safeReturnPath(query[RETURN_TO]);
  // Whoever has an account goes on where they are: in their tenant, or with opening one.
  if (person) redirect(returnTo ?? '/home');
  const foot = (
    <>
      {t('haveAccount')}{' '}
      <Link
        href={returnTo ? loginPath(returnTo) : '/login'}
        className="font-medium text-accent underline underline-offset-4"
      >
        {t('logIn')}
      </Link>
    </>
  );
  return (
    <AuthCard title={t('title')} lead={t('lead')} foot={foot}>
      <SignUp sandbox={mailboxIsOpen()} next={returnTo ?? '/signup/enterprise'} />
    </AuthCard>
  );
}
