'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { showFieldProblem, useZodForm } from '#client/zod-form.ts';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { CodeInput, Input } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';
import { toast } from '#ui/toaster.tsx';
import { codeForm, emailForm } from './auth-schemas.ts';
import { enterWithTicket } from './enter-with-ticket.ts';
import { SandboxHint } from './sandbox-hint.tsx';

export type CodeLogInProps = { returnTo: string; sandbox: boolean };

/** First the address, then the code that was sent there. */
export function CodeLogIn({ returnTo, sandbox }: CodeLogInProps) {
  const [email, setEmail] = useState<string>();
  if (email === undefined) return <AskForCode onSent={setEmail} />;
  return <EnterCode email={email} returnTo={returnTo} sandbox={sandbox} onBack={() => setEmail(undefined)} />;
}

function useRequestCode(onSent: (email: string) => void) {
  const locale = useLocale();
  return useApiMutation(
    (api, email: string) => api.auth.requestCode.mutate({ email, purpose: 'login', locale }),
    { onSuccess: (_, email) => onSent(email) },
  );
}

function AskForCode({ onSent }: { onSent: (email: string) => void }) {
  const t = useTranslations('login');
  const errorText = useErrorText();
  const form = useZodForm(emailForm, { email: '' });
  const request = useRequestCode(onSent);
  return (
    <form
      noValidate
      className="grid gap-4"
      onSubmit={form.handleSubmit(({ email }) => request.mutate(email))}
    >
      {request.error ? <Notice tone="danger">{errorText(request.error)}</Notice> : null}
      <Field label={t('email')} error={form.formState.errors.email?.message}>
        <Input type="email" autoComplete="username" inputMode="email" {...form.register('email')} />
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={request.isPending}>
        {t('sendCode')}
      </Button>
    </form>
  );
}

function EnterCode({
  email,
  returnTo,
  sandbox,
  onBack,
}: CodeLogInProps & { email: string; onBack: () => void }) {
  const t = useTranslations('login');
  const errorText = useErrorText();
  const form = useZodForm(codeForm, { code: '' });
  const again = useRequestCode(() => toast.success(t('codeSentAgain')));
  const logIn = useApiMutation(
    async (api, code: string) => {
      const { ticket } = await api.auth.logInWithCode.mutate({ email, code });
      return enterWithTicket(ticket, returnTo);
    },
    { onError: (error) => showFieldProblem(form, error, errorText(error)) },
  );
  const general = [again.error, logIn.error].find((error) => error && !form.formState.errors.code);
  return (
    <form noValidate className="grid gap-4" onSubmit={form.handleSubmit(({ code }) => logIn.mutate(code))}>
      <p aria-live="polite">{t('codeSent', { email })}</p>
      {sandbox ? <SandboxHint /> : null}
      {general ? <Notice tone="danger">{errorText(general)}</Notice> : null}
      <Field label={t('codeField')} error={form.formState.errors.code?.message}>
        <CodeInput autoFocus {...form.register('code')} />
      </Field>
      <Button type="submit" variant="primary" size="lg" busy={logIn.isPending || logIn.isSuccess}>
        {t('submit')}
      </Button>
      <div className="flex flex-wrap justify-between gap-x-4 gap-y-2">
        <Button variant="link" onClick={onBack}>
          {t('changeEmail')}
        </Button>
        <Button variant="link" busy={again.isPending} onClick={() => again.mutate(email)}>
          {t('resend')}
        </Button>
      </div>
    </form>
  );
}
