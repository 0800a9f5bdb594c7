'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { useApiMutation } from '#client/api-hooks.ts';
import { Stepper } from '#ui/stepper.tsx';
import { SignUpAccount } from './sign-up-account.tsx';
import { SignUpCode } from './sign-up-code.tsx';
import { SignUpEmail } from './sign-up-email.tsx';

const steps = ['email', 'code', 'account'] as const;

type StepName = (typeof steps)[number];

/** Three steps: the address, the code sent there, the person. A code that turns out wrong leads back to its step. */
export function SignUp({ sandbox, next }: { sandbox: boolean; next: string }) {
  const t = useTranslations('signup');
  const locale = useLocale();
  const [step, setStep] = useState<StepName>('email');
  const [email, setEmail] = useState('');
  const [code, setCode] = useState('');
  const [codeError, setCodeError] = useState<string>();
  const request = useApiMutation(
    (api, address: string) => api.auth.requestCode.mutate({ email: address, purpose: 'signup', locale }),
    {
      onSuccess: (_, address) => {
        setEmail(address);
        setCodeError(undefined);
        setStep('code');
      },
    },
  );
  const labels = { email: t('stepEmail'), code: t('stepCode'), account: t('stepAccount') };
  const resend = async (address: string) => {
    await request.mutateAsync(address);
  };
  return (
    <div className="grid gap-6">
      <Stepper
        label={t('progress')}
        steps={steps.map((id, index) => ({
          id,
          label: labels[id],
          state: stateOf(index, steps.indexOf(step)),
        }))}
      />
      {step === 'email' ? (
        <SignUpEmail email={email} error={request.error} busy={request.isPending} onSubmit={request.mutate} />
      ) : null}
      {step === 'code' ? (
        <SignUpCode
          email={email}
          sandbox={sandbox}
          error={codeError}
          resend={resend}
          onBack={() => setStep('email')}
          onSubmit={(entered) => {
            setCode(entered);
            setStep('account');
          }}
        />
      ) : null}
      {step === 'account' ? (
        <SignUpAccount
          proven={{ email, code, locale }}
          next={next}
          onCodeRefused={(text) => {
            setCodeError(text);
            setStep('code');
          }}
        />
      ) : null}
    </div>
  );
}

function stateOf(index: number, current: number) {
  if (index < current) return 'done';
  return index === current ? 'current' : 'waiting';
}
