'use client';

import { useTranslations } from 'next-intl';
import { Tabs } from '#ui/tabs.tsx';
import { CodeLogIn, type CodeLogInProps } from './code-log-in.tsx';
import { PasswordLogIn } from './password-log-in.tsx';

export function LogIn({ returnTo, sandbox }: CodeLogInProps) {
  const t = useTranslations('login');
  return (
    <Tabs
      label={t('method')}
      tabs={[
        { value: 'password', label: t('password'), content: <PasswordLogIn returnTo={returnTo} /> },
        { value: 'code', label: t('code'), content: <CodeLogIn returnTo={returnTo} sandbox={sandbox} /> },
      ]}
    />
  );
}
