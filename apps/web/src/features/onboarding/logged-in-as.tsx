'use client';

import { signOut } from 'next-auth/react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#ui/button.tsx';

/** Whose enterprise this becomes; and the way out, which public pages have nowhere else. */
export function LoggedInAs({ email }: { email: string }) {
  const t = useTranslations('onboarding');
  const [leaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    await signOut({ redirect: false });
    window.location.assign('/');
  };
  return (
    <span className="inline-flex flex-wrap items-center gap-x-3">
      <span className="break-all">{t('loggedInAs', { email })}</span>
      <Button variant="link" size="sm" busy={leaving} onClick={() => void leave()}>
        {t('logOut')}
      </Button>
    </span>
  );
}
