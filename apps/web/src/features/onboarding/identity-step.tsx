'use client';

import { ShieldCheck } from 'lucide-react';
import { useLocale, useTranslations } from 'next-intl';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { Facts } from '#ui/card.tsx';
import { Notice } from '#ui/notice.tsx';
import { type OnboardingState, onboardingKey } from './onboarding-state.ts';
import { ReviewNotice } from './review-notice.tsx';
import { StepHeading } from './step-heading.tsx';
import { useReasonText } from './use-reason-text.ts';

export type IdentityStepProps = { state: OnboardingState; onCorrect: () => void };

/** The tenant's provider checks who the enterprise is. Before, after a refusal, and while a person looks at it. */
export function IdentityStep({ state, onCorrect }: IdentityStepProps) {
  const t = useTranslations('onboarding.identity');
  const sandbox = useTranslations('onboarding.sandbox');
  const locale = useLocale();
  const errorText = useErrorText();
  const reasonText = useReasonText();
  const { enterprise, identity, provider } = state;
  const check = useApiMutation(
    (api) => api.onboarding.verifyEnterprise.mutate({ slug: enterprise?.slug ?? '' }),
    { invalidates: [onboardingKey(enterprise?.slug)] },
  );
  const rejected = identity?.status === 'rejected';
  const pending = identity?.status === 'pending';
  return (
    <div className="grid gap-5">
      <StepHeading title={t('title')} lead={t('lead', { provider: provider.label[locale] })} />
      {check.error ? <Notice tone="danger">{errorText(check.error)}</Notice> : null}
      {rejected ? (
        <Notice tone="danger" title={t('rejectedTitle')}>
          {identity.reason ? <p>{reasonText(identity.reason)}</p> : null}
          <p>{t('rejectedText')}</p>
        </Notice>
      ) : null}
      {pending ? <ReviewNotice identity={identity} /> : null}
      <EnterpriseFacts state={state} />
      {provider.sandbox ? <Notice tone="warning">{sandbox('before')}</Notice> : null}
      <div className="flex flex-wrap justify-end gap-2">
        {rejected ? (
          <Button size="lg" busy={check.isPending} onClick={() => check.mutate()}>
            {check.isPending ? t('checking') : t('again')}
          </Button>
        ) : null}
        <Button variant={rejected ? 'primary' : 'secondary'} size="lg" onClick={onCorrect}>
          {t('edit')}
        </Button>
        {rejected || pending ? null : (
          <Button variant="primary" size="lg" busy={check.isPending} onClick={() => check.mutate()}>
            {check.isPending ? null : <ShieldCheck aria-hidden />}
            {check.isPending ? t('checking') : t('start')}
          </Button>
        )}
      </div>
    </div>
  );
}

function EnterpriseFacts({ state: { enterprise } }: { state: OnboardingState }) {
  const t = useTranslations('onboarding');
  if (!enterprise) return null;
  const items = [
    { term: t('enterprise.name'), value: enterprise.name },
    {
      term: t('enterprise.creditCode'),
      value: <span className="font-mono break-all">{enterprise.creditCode ?? t('identity.none')}</span>,
    },
    {
      term: t('enterprise.legalRepresentative'),
      value: enterprise.legalRepresentative ?? t('identity.none'),
    },
  ];
  return (
    <div className="rounded-lg border bg-sunken px-4 py-4">
      <Facts items={items} />
    </div>
  );
}
