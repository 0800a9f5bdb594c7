'use client';

import { RotateCcw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { useApiMutation, useCodeText, useErrorText } from '#client/api-hooks.ts';
import { Button } from '#ui/button.tsx';
import { Notice } from '#ui/notice.tsx';
import { Time } from '#ui/time.tsx';
import { toast } from '#ui/toaster.tsx';
import { type ContractDetail, nameOf, type Participant } from './contract-detail.ts';

export type Failure = { code: string; message: string; at: string };

/** What was under way in the state in which a contract's job failed. */
const titles: Partial<Record<string, 'finishingFailed' | 'completionFailed'>> = {
  finishing: 'finishingFailed',
  completed: 'completionFailed',
};

/** Failed jobs of a contract, each with its cause, and one button that starts them again. */
export function Failures({ contract }: { contract: ContractDetail }) {
  const t = useTranslations('contract');
  const errorText = useErrorText();
  // Someone who is still awaited has signed nothing: it was their invitation that didn't go out.
  const titleOf = (party: Participant) =>
    party.state === 'awaited'
      ? t('invitationFailed', { party: nameOf(party) })
      : t('signingFailed', { party: nameOf(party) });
  const retry = useApiMutation((api) => api.contracts.retry.mutate({ contractId: contract.id }), {
    invalidates: [['contracts', contract.id]],
    onSuccess: () => void toast.success(t('retried')),
  });
  const failures = [
    // What the sending job makes comes before any signature; after completion, evidence is deposited and archives renewed.
    ...(contract.failure
      ? [
          {
            title: t(titles[contract.state] ?? 'sendingFailed'),
            failure: contract.failure,
          },
        ]
      : []),
    ...contract.participants.flatMap((party) =>
      party.failure ? [{ title: titleOf(party), failure: party.failure }] : [],
    ),
  ];
  const again = contract.can.retry ? (
    <Button busy={retry.isPending} onClick={() => retry.mutate()}>
      {retry.isPending ? null : <RotateCcw aria-hidden />}
      {t('retry')}
    </Button>
  ) : null;
  return (
    <>
      {failures.map(({ title, failure }, index) => (
        <Notice key={title} tone="danger" title={title} action={index === 0 ? again : null}>
          <FailureCause failure={failure} />
        </Notice>
      ))}
      {retry.error ? <Notice tone="danger">{errorText(retry.error)}</Notice> : null}
    </>
  );
}

/** What went wrong in words, and for who wants it what the machine said. */
export function FailureCause({ failure }: { failure: Failure }) {
  const t = useTranslations('contract');
  const codeText = useCodeText();
  return (
    <div className="grid gap-1.5">
      <p>{codeText(failure.code)}</p>
      <details className="text-sm text-muted">
        <summary className="w-fit rounded-sm">{t('technical')}</summary>
        <p className="mt-1 font-mono">
          {failure.code} · <Time value={failure.at} format="exact" />
        </p>
        <p className="font-mono">{failure.message}</p>
      </details>
    </div>
  );
}
