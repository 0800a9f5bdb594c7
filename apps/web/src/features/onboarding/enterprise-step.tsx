'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { showFieldProblem, useZodForm } from '#client/zod-form.ts';
import { Button } from '#ui/button.tsx';
import { Field } from '#ui/field.tsx';
import { Input } from '#ui/input.tsx';
import { Notice } from '#ui/notice.tsx';
import { CreditCodeField } from './credit-code-field.tsx';
import { type EnterpriseInput, enterpriseForm } from './enterprise-form.ts';
import { type OnboardingState, onboardingKey } from './onboarding-state.ts';
import { StepHeading } from './step-heading.tsx';

/** Who the enterprise is: for a new one, or to correct what was entered. */
export function EnterpriseStep({ state, onDone }: { state: OnboardingState; onDone: () => void }) {
  const t = useTranslations('onboarding.enterprise');
  const common = useTranslations('common');
  const errorText = useErrorText();
  const [refusal, setRefusal] = useState<string>();
  const { enterprise, working } = state;
  const form = useZodForm(enterpriseForm, {
    name: enterprise?.name ?? '',
    creditCode: enterprise?.creditCode ?? '',
    legalRepresentative: enterprise?.legalRepresentative ?? '',
  });
  const { errors } = form.formState;
  const save = useSave(enterprise?.slug, {
    onDone,
    onError: (error) => {
      const text = errorText(error);
      setRefusal(showFieldProblem(form, error, text) ? undefined : text);
    },
  });
  const busy = save.isPending || (save.isSuccess && !enterprise);
  return (
    <form noValidate className="grid gap-5" onSubmit={form.handleSubmit((input) => save.mutate(input))}>
      <StepHeading title={t('title')} lead={t('lead')} />
      {refusal ? <Notice tone="danger">{refusal}</Notice> : null}
      <Field label={t('name')} hint={working ? t('nameFixed') : t('nameHint')} error={errors.name?.message}>
        <Input autoComplete="organization" readOnly={working} {...form.register('name')} />
      </Field>
      <CreditCodeField form={form} />
      <Field
        label={t('legalRepresentative')}
        note={common('optional')}
        hint={t('legalRepresentativeHint')}
        error={errors.legalRepresentative?.message}
      >
        <Input autoComplete="off" {...form.register('legalRepresentative')} />
      </Field>
      <div className="flex flex-wrap justify-end gap-2">
        {enterprise ? (
          <Button size="lg" onClick={onDone}>
            {common('cancel')}
          </Button>
        ) : null}
        <Button type="submit" variant="primary" size="lg" busy={busy}>
          {busy ? t('saving') : t('submit')}
        </Button>
      </div>
    </form>
  );
}

type SaveOptions = { onDone: () => void; onError: (error: unknown) => void };

/** A new enterprise gets a page of its own, which is there after a reload; a correction stays on its page. */
function useSave(slug: string | undefined, { onDone, onError }: SaveOptions) {
  const router = useRouter();
  const queries = useQueryClient();
  return useApiMutation(
    async (api, input: EnterpriseInput) => {
      if (slug === undefined) return api.onboarding.openEnterprise.mutate(input);
      await api.onboarding.correctEnterprise.mutate({ slug, ...input });
      return { slug };
    },
    {
      onError,
      onSuccess: async (opened) => {
        if (slug === undefined) return router.push(`/signup/enterprise/${opened.slug}`);
        await queries.invalidateQueries({ queryKey: onboardingKey(slug) });
        onDone();
      },
    },
  );
}
