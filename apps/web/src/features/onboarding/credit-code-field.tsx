'use client';

import { Check } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { type UseFormReturn, useWatch } from 'react-hook-form';
import type { z } from 'zod';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import {
  CREDIT_CODE_LENGTH,
  creditCodeFault,
  creditCodeFaultSoFar,
  normalCreditCode,
} from './credit-code.ts';
import type { EnterpriseInput, enterpriseForm } from './enterprise-form.ts';

type Form = UseFormReturn<z.input<typeof enterpriseForm>, unknown, EnterpriseInput>;

/** Says while one types whether the characters are possible and, at the eighteenth, whether the check character matches. */
export function CreditCodeField({ form }: { form: Form }) {
  const t = useTranslations('onboarding.enterprise');
  const says = useTranslations('validation');
  const text = useWatch({ control: form.control, name: 'creditCode' });
  const fault = creditCodeFaultSoFar(text);
  const good = creditCodeFault(text) === undefined;
  const refused = form.formState.errors.creditCode;
  // What the server refused stays until the code is changed; what the form found is said anew with each key.
  const error = refused?.type === 'server' ? refused.message : fault ? says(fault) : refused?.message;
  return (
    <Field
      label={t('creditCode')}
      hint={t('creditCodeHint')}
      error={error}
      note={
        good ? (
          <span className="text-success">
            <Check aria-hidden className="mr-1 inline size-4 align-text-bottom" />
            {t('creditCodeGood')}
          </span>
        ) : (
          <span className="tabular-nums">
            {t('creditCodeCount', { count: normalCreditCode(text).length, length: CREDIT_CODE_LENGTH })}
          </span>
        )
      }
    >
      <Input
        autoCapitalize="characters"
        autoComplete="off"
        spellCheck={false}
        className="font-mono tracking-wide uppercase"
        {...form.register('creditCode')}
      />
    </Field>
  );
}
