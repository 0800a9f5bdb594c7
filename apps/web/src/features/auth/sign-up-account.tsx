'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import type { z } from 'zod';
import { problemIn } from '#client/api-error.ts';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { showFieldProblem, useZodForm } from '#client/zod-form.ts';
import type { Locale } from '#i18n/locale.ts';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';
import { accountForm, MIN_PASSWORD } from './auth-schemas.ts';
import { enterWithTicket } from './enter-with-ticket.ts';
import { PasswordInput } from './password-field.tsx';

export type SignUpAccountProps = {
  /** The address and the code that proves it. */
  proven: { email: string; code: string; locale: Locale };
  /** Where to go on once the account is there. */
  next: string;
  /** The code turned out wrong or too old: its step says why. */
  onCodeRefused: (text: string) => void;
};

export function SignUpAccount({ proven, next, onCodeRefused }: SignUpAccountProps) {
  const t = useTranslations('signup');
  const errorText = useErrorText();
  const [refusal, setRefusal] = useState<string>();
  const form = useZodForm(accountForm, { name: '', password: '' });
  const { errors } = form.formState;
  const open = useApiMutation(
    async (api, input: z.output<typeof accountForm>) => {
      const { ticket } = await api.auth.signUp.mutate({ ...proven, ...input });
      return enterWithTicket(ticket, next);
    },
    {
      onSuccess: (entered) => setRefusal(entered ? undefined : t('ticketFailed')),
      onError: (error) => {
        if (problemIn(error)?.field === 'code') return onCodeRefused(errorText(error));
        setRefusal(showFieldProblem(form, error, errorText(error)) ? undefined : errorText(error));
      },
    },
  );
  const busy = open.isPending || open.data === true;
  return (
    <form noValidate className="grid gap-4" onSubmit={form.handleSubmit((input) => open.mutate(input))}>
      {refusal ? <Notice tone="danger">{refusal}</Notice> : null}
      {/* Password managers keep the address with the password. */}
      <input type="hidden" autoComplete="username" value={proven.email} readOnly />
      <Field label={t('name')} hint={t('nameHint')} error={errors.name?.message}>
        <Input autoComplete="name" autoFocus {...form.register('name')} />
      </Field>
      <Field
        label={t('password')}
        hint={t('passwordHint', { min: MIN_PASSWORD })}
        error={errors.password?.message}
      >
        <PasswordInput autoComplete="new-password" {...form.register('password')} />
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={busy}>
        {busy ? t('creating') : t('submit')}
      </Button>
    </form>
  );
}
