'use client';

import { RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useApiMutation, useErrorText } from '#client/api-hooks.ts';
import { FailureCause } from '#features/contracts/failures.tsx';
import { Button } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';
import { Stepper } from '#ui/stepper.tsx';
import type { SigningView } from './signing-view.ts';

/** The real steps of the signature, as the job leaves them behind. A failed one says why, and can be tried again. */
export function SigningProgress({ view }: { view: SigningView }) {
  const t = useTranslations('signing');
  const errorText = useErrorText();
  const contractId = view.contract.id;
  const retry = useApiMutation((api) => api.contracts.retry.mutate({ contractId }), {
    invalidates: [['signing', contractId]],
  });
  const steps = view.steps.map(({ name, state, done, total }) => ({
    id: name,
    label:
      total > 1 && name !== 'certificate'
        ? t('stepOf', { step: t(`steps.${name}`), done, total })
        : t(`steps.${name}`),
    state,
  }));
  return (
    <div className="grid gap-5 pb-2">
      <div aria-live="polite">
        <Stepper label={t('progressTitle')} steps={steps} orientation="vertical" />
      </div>
      {view.failure ? (
        <>
          <Notice tone="danger" title={t('failedTitle')}>
            <FailureCause failure={view.failure} />
          </Notice>
          {retry.error ? <Notice tone="danger">{errorText(retry.error)}</Notice> : null}
          <Button variant="primary" size="lg" busy={retry.isPending} onClick={() => retry.mutate()}>
            {retry.isPending ? null : <RotateCcw aria-hidden />}
            {t('retry')}
          </Button>
        </>
      ) : (
        <p className="text-sm text-muted">{t('mayLeave')}</p>
      )}
    </div>
  );
}
