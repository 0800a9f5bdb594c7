'use client';

import { useTranslations } from 'next-intl';
import { useErrorText } from '#client/api-hooks.ts';
import { useZodForm } from '#client/zod-form.ts';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { CodeInput } from '#ui/input.tsx';
import { toast } from '#ui/toaster.tsx';
import { codeForm } from './auth-schemas.ts';
import { SandboxHint } from './sandbox-hint.tsx';

export type SignUpCodeProps = {
  email: string;
  sandbox: boolean;
  /** Why an earlier code was refused. */
  error: string | undefined;
  resend: (email: string) => Promise<void>;
  onBack: () => void;
  onSubmit: (code: string) => void;
};

export function SignUpCode({ email, sandbox, error, resend, onBack, onSubmit }: SignUpCodeProps) {
  const t = useTranslations('signup');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const form = useZodForm(codeForm, { code: '' });
  const again = async () => {
    try {
      await resend(email);
      toast.success(t('codeSentAgain'));
    } catch (failure) {
      toast.error(errorText(failure));
    }
  };
  return (
    <form noValidate className="grid gap-4" onSubmit={form.handleSubmit(({ code }) => onSubmit(code))}>
      <p aria-live="polite">{t('codeSent', { email })}</p>
      {sandbox ? <SandboxHint /> : null}
      <Field label={t('codeField')} error={form.formState.errors.code?.message ?? error}>
        <CodeInput autoFocus {...form.register('code')} />
      </Field>
      <Button type="submit" variant="primary" size="lg">
        {common('continue')}
      </Button>
      <div className="flex flex-wrap justify-between gap-x-4 gap-y-2">
        <Button variant="link" onClick={onBack}>
          {t('changeEmail')}
        </Button>
        <Button variant="link" onClick={again}>
          {t('resend')}
        </Button>
      </div>
    </form>
  );
}
