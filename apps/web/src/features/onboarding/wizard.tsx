'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Card } from '#ui/card.tsx';
import { EnterpriseStep } from './enterprise-step.tsx';
import { IdentityStep } from './identity-step.tsx';
import { type OnboardingState, useOnboardingState, type WizardStep } from './onboarding-state.ts';
import { ReadyStep } from './ready-step.tsx';
import { SealStep } from './seal-step.tsx';
import { WizardProgress } from './wizard-progress.tsx';

/**
 * Opening an enterprise. Which step it is comes from the server, so that a reload or another browser goes on where it was;
 * only going back to correct the details is this page's own.
 */
export function Wizard({ initial, slug }: { initial: OnboardingState; slug?: string }) {
  const t = useTranslations('onboarding');
  const state = useOnboardingState(initial, slug);
  const [correcting, setCorrecting] = useState(false);
  const step: WizardStep = correcting ? 'enterprise' : state.step;
  return (
    <div className="grid gap-6">
      <h1 className="text-2xl font-semibold tracking-tight">{t('title')}</h1>
      <WizardProgress step={step} />
      <Card className="p-5 sm:p-7" aria-live="polite">
        {step === 'enterprise' ? <EnterpriseStep state={state} onDone={() => setCorrecting(false)} /> : null}
        {step === 'identity' ? <IdentityStep state={state} onCorrect={() => setCorrecting(true)} /> : null}
        {step === 'seal' ? <SealStep state={state} onCorrect={() => setCorrecting(true)} /> : null}
        {step === 'ready' ? <ReadyStep state={state} /> : null}
      </Card>
    </div>
  );
}
