'use client';

import { ArrowRight, CircleAlert, Send } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#ui/button.tsx';
import { useDraft } from './draft-context.tsx';
import { draftSteps, placeOf } from './draft-step.ts';
import { useMissingText } from './missing-text.ts';
import { SavingState } from './saving-state.tsx';
import type { Sending } from './use-sending.ts';

/** The bar at the foot: whether all is saved, what is missing and where, and the next act. */
export function FootBar({ sending }: { sending: Sending }) {
  const t = useTranslations('draft');
  const missingText = useMissingText();
  const { goTo, lead, state, step } = useDraft();
  const next = draftSteps[draftSteps.indexOf(step) + 1];
  const { missing } = state;
  const [first] = missing;
  return (
    <div className="sticky bottom-14 z-20 -mx-4 flex flex-wrap items-center gap-x-4 gap-y-2 border-t bg-paper px-4 py-2.5 sm:-mx-6 sm:px-6 md:bottom-0">
      <SavingState />
      <div className="min-w-0 max-sm:order-3 max-sm:basis-full sm:flex-1">
        {first ? (
          <button
            type="button"
            onClick={() => lead(placeOf(first))}
            className="flex max-w-full items-center gap-2 rounded-md text-left text-sm text-accent underline underline-offset-4"
          >
            <CircleAlert aria-hidden className="size-4 shrink-0 text-warning" />
            <span className="min-w-0 truncate">{missingText(first)}</span>
            {missing.length > 1 ? (
              <span className="shrink-0 text-muted no-underline">
                {t('missingMore', { count: missing.length - 1 })}
              </span>
            ) : null}
          </button>
        ) : null}
      </div>
      {next ? (
        <Button className="ml-auto" variant={first ? 'secondary' : 'primary'} onClick={() => goTo(next)}>
          {t('nextStep', { step: t(`steps.${next}`) })}
          <ArrowRight aria-hidden />
        </Button>
      ) : (
        <Button className="ml-auto" variant="primary" busy={sending.isBusy} onClick={sending.send}>
          {sending.isBusy ? null : <Send aria-hidden />}
          {t('send')}
        </Button>
      )}
    </div>
  );
}
