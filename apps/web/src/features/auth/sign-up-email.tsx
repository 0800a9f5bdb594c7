'use client';

import { useTranslations } from 'next-intl';
import { useErrorText } from '#client/api-hooks.ts';
import { useZodForm } from '#client/zod-form.ts';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';
import { emailForm } from './auth-schemas.ts';

export type SignUpEmailProps = {
  email: string;
  error: unknown;
  busy: boolean;
  onSubmit: (email: string) => void;
};

export function SignUpEmail({ email, error, busy, onSubmit }: SignUpEmailProps) {
  const t = useTranslations('signup');
  const errorText = useErrorText();
  const form = useZodForm(emailForm, { email });
  return (
    <form noValidate className="grid gap-4" onSubmit={form.handleSubmit((input) => onSubmit(input.email))}>
      {error ? <Notice tone="danger">{errorText(error)}</Notice> : null}
      <Field label={t('email')} hint={t('emailHint')} error={form.formState.errors.email?.message}>
        <Input type="email" autoComplete="email" inputMode="email" {...form.register('email')} />
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={busy}>
        {t('sendCode')}
      </Button>
    </form>
  );
}
