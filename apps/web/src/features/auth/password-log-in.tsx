'use client';

import { useTranslations } from 'next-intl';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { useZodForm } from '#client/zod-form.ts';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';
import { passwordLogInForm } from './auth-schemas.ts';
import { enterWithTicket } from './enter-with-ticket.ts';
import { PasswordInput } from './password-field.tsx';

export function PasswordLogIn({ returnTo }: { returnTo: string }) {
  const t = useTranslations('login');
  const errorText = useErrorText();
  const form = useZodForm(passwordLogInForm, { email: '', password: '' });
  const { errors } = form.formState;
  const logIn = useApiMutation(async (api, input: { email: string; password: string }) => {
    const { ticket } = await api.auth.logInWithPassword.mutate(input);
    return enterWithTicket(ticket, returnTo);
  });
  return (
    <form noValidate className="grid gap-4" onSubmit={form.handleSubmit((input) => logIn.mutate(input))}>
      {logIn.error ? <Notice tone="danger">{errorText(logIn.error)}</Notice> : null}
      <Field label={t('email')} error={errors.email?.message}>
        <Input type="email" autoComplete="username" inputMode="email" {...form.register('email')} />
      </Field>
      <Field label={t('passwordField')} error={errors.password?.message}>
        <PasswordInput autoComplete="current-password" {...form.register('password')} />
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={logIn.isPending || logIn.isSuccess}>
        {t('submit')}
      </Button>
    </form>
  );
}
