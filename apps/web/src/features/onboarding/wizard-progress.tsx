import { useTranslations } from 'next-intl';
import { Stepper } from '#ui/stepper.tsx';
import { type WizardStep, wizardSteps } from './onboarding-state.ts';

/** Five steps in a line; on a phone, where they don't fit, the present one by name and the rest as a bar. */
export function WizardProgress({ step }: { step: WizardStep }) {
  const t = useTranslations('onboarding');
  const current = wizardSteps.indexOf(step);
  const stateOf = (index: number) => {
    if (index < current || step === 'ready') return 'done';
    return index === current ? 'current' : 'waiting';
  };
  return (
    <>
      <div className="hidden sm:block">
        <Stepper
          label={t('progress')}
          steps={wizardSteps.map((id, index) => ({ id, label: t(`steps.${id}`), state: stateOf(index) }))}
        />
      </div>
      <div className="grid gap-2 sm:hidden">
        <p className="flex justify-between gap-3">
          <span className="font-medium">{t(`steps.${step}`)}</span>
          <span className="text-muted">
            {t('position', { number: current + 1, total: wizardSteps.length })}
          </span>
        </p>
        <div aria-hidden className="flex gap-1">
          {wizardSteps.map((id, index) => (
            <span
              key={id}
              className={`h-1.5 flex-1 rounded-full ${index <= current ? 'bg-accent' : 'bg-hairline'}`}
            />
          ))}
        </div>
      </div>
    </>
  );
}
