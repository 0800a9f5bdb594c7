'use client';

import { useQueryClient } from '@tanstack/react-query';
import { ArrowLeft } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { Facts } from '#ui/card.tsx';
import { Notice } from '#ui/notice.tsx';
import { type OnboardingState, onboardingKey } from './onboarding-state.ts';
import { SandboxLabel } from './sandbox-label.tsx';
import { SealPreview } from './seal-preview.tsx';
import { SealTypeChoice } from './seal-type-choice.tsx';
import { StepHeading } from './step-heading.tsx';
import { useSealPreview } from './use-seal-preview.ts';

export type SealStepProps = { state: OnboardingState; onCorrect: () => void };

/** The first seal as it will be, and its type; confirming makes it and opens the enterprise. */
export function SealStep({ state, onCorrect }: SealStepProps) {
  const t = useTranslations('onboarding.seal');
  const format = useFormatter();
  const { enterprise, identity, seal } = state;
  const slug = enterprise?.slug ?? '';
  const [sealType, setSealType] = useState(seal?.sealType ?? '');
  const preview = useSealPreview(slug, sealType);
  const { confirm, fault } = useConfirm(slug);
  if (!enterprise || !seal) return null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (preview.ready) confirm.mutate(sealType.trim());
  };
  const items = [
    { term: t('number'), value: <span className="font-mono">{seal.sealId}</span> },
    { term: t('size'), value: t('millimetres', { value: format.number(seal.diameterMm) }) },
  ];
  return (
    <form noValidate className="grid gap-5" onSubmit={submit}>
      <StepHeading title={t('title')} lead={t('lead')} />
      {identity?.sandbox ? (
        <div>
          <SandboxLabel />
        </div>
      ) : null}
      {fault ? <Notice tone="danger">{fault}</Notice> : null}
      <div className="grid items-start gap-6 sm:grid-cols-[15rem_1fr]">
        <SealPreview preview={preview} label={t('preview', { name: enterprise.name, type: sealType })} />
        <div className="grid content-start gap-5">
          <SealTypeChoice value={sealType} error={preview.fault} onChange={setSealType} />
          <Facts items={items} />
        </div>
      </div>
      <div className="flex flex-wrap justify-between gap-2">
        <Button variant="quiet" size="lg" className="sm:-ml-5" onClick={onCorrect}>
          <ArrowLeft aria-hidden />
          {t('back')}
        </Button>
        <Button type="submit" variant="primary" size="lg" busy={confirm.isPending} disabled={!preview.ready}>
          {confirm.isPending ? t('confirming') : t('confirm')}
        </Button>
      </div>
    </form>
  );
}

function useConfirm(slug: string) {
  const errorText = useErrorText();
  const queries = useQueryClient();
  const confirm = useApiMutation(
    (api, sealType: string) => api.onboarding.confirmSeal.mutate({ slug, sealType }),
    { onSuccess: () => queries.invalidateQueries({ queryKey: onboardingKey(slug) }) },
  );
  return { confirm, fault: confirm.error ? errorText(confirm.error) : undefined };
}
