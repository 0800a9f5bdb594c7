'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import type { z } from 'zod';
import { hasCode } from '#client/api-error.ts';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { showFieldProblem, useZodForm } from '#client/zod-form.ts';
import { MIN_PASSWORD } from '#features/auth/auth-schemas.ts';
import { enterWithTicket } from '#features/auth/enter-with-ticket.ts';
import { PasswordInput } from '#features/auth/password-field.tsx';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';
import { joinForm } from './invite-schemas.ts';

export type JoinWithNewAccountProps = { token: string; email: string; name: string };

/** For whoever has no account: a name and a password, and they are in. */
export function JoinWithNewAccount({ token, email, name }: JoinWithNewAccountProps) {
  const t = useTranslations('join');
  const locale = useLocale();
  const errorText = useErrorText();
  const [refusal, setRefusal] = useState<string>();
  const form = useZodForm(joinForm, { name, password: '' });
  const { errors } = form.formState;
  const join = useApiMutation(
    async (api, input: z.output<typeof joinForm>) => {
      const { ticket, tenantSlug } = await api.invitations.accept.mutate({ token, locale, ...input });
      return ticket !== null && (await enterWithTicket(ticket, `/t/${tenantSlug}`));
    },
    {
      onSuccess: (entered) => setRefusal(entered ? undefined : t('ticketFailed')),
      onError: (error) => {
        // Somebody was faster, or the account was opened elsewhere meanwhile: the page knows what to do now.
        if (hasCode(error, 'EMAIL_TAKEN', 'INVITATION_ACCEPTED')) return window.location.reload();
        setRefusal(showFieldProblem(form, error, errorText(error)) ? undefined : errorText(error));
      },
    },
  );
  const busy = join.isPending || join.data === true;
  return (
    <form noValidate className="grid gap-4" onSubmit={form.handleSubmit((input) => join.mutate(input))}>
      {refusal ? <Notice tone="danger">{refusal}</Notice> : null}
      <Field label={t('name')} hint={t('nameHint')} error={errors.name?.message}>
        <Input autoComplete="name" {...form.register('name')} />
      </Field>
      <Field
        label={t('password')}
        hint={t('passwordHint', { min: MIN_PASSWORD, email })}
        error={errors.password?.message}
      >
        <PasswordInput autoComplete="new-password" {...form.register('password')} />
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={busy}>
        {busy ? t('joining') : t('create')}
      </Button>
    </form>
  );
}
