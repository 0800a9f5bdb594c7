import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { currentPerson } from '#server/person.ts';
import { Button } from '#ui/button.tsx';

/** What the top line of a public page offers: the workspace to who is logged in, the log-in to everyone else. */
export async function PublicActs() {
  const [person, t] = await Promise.all([currentPerson(), getTranslations('frame')]);
  if (person) {
    return (
      <Button asChild variant="secondary" className="ml-1">
        <Link href="/home">{t('workspace')}</Link>
      </Button>
    );
  }
  return (
    <>
      <Button asChild variant="quiet" className="ml-1">
        <Link href="/login">{t('logIn')}</Link>
      </Button>
      <Button asChild variant="secondary" className="hidden sm:inline-flex">
        <Link href="/signup">{t('signUp')}</Link>
      </Button>
    </>
  );
}
