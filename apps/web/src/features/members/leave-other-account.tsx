'use client';

import { signOut } from 'next-auth/react';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Button } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';

/** Somebody else is logged in: the invitation waits until they are out. */
export function LeaveOtherAccount({ email }: { email: string }) {
  const t = useTranslations('join');
  const [leaving, setLeaving] = useState(false);
  const leave = async () => {
    setLeaving(true);
    await signOut({ redirect: false });
    window.location.reload();
  };
  return (
    <div className="grid gap-4">
      <Notice tone="warning" title={t('otherTitle')}>
        {t('otherText', { email })}
      </Notice>
      <Button variant="primary" size="lg" busy={leaving} onClick={() => void leave()}>
        {t('logOut')}
      </Button>
    </div>
  );
}
