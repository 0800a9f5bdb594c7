import { Check, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { cn } from './class-names.ts';
import { Spinner } from './spinner.tsx';

export type StepState = 'waiting' | 'current' | 'running' | 'done' | 'failed';

export type Step = { id: string; label: ReactNode; state: StepState };

const marks: Record<StepState, string> = {
  waiting: 'border-field text-muted',
  current: 'border-accent bg-accent text-on-accent',
  running: 'border-accent text-accent',
  done: 'border-success bg-success-wash text-success',
  failed: 'border-danger bg-danger-wash text-danger',
};

export type StepperProps = { steps: readonly Step[]; label: string; orientation?: 'horizontal' | 'vertical' };

/** Where one is in a task of several steps, or how far a long work has come. */
export function Stepper({ steps, label, orientation = 'horizontal' }: StepperProps) {
  const horizontal = orientation === 'horizontal';
  return (
    <ol
      aria-label={label}
      className={cn(horizontal ? 'flex flex-wrap items-center gap-x-3 gap-y-2' : 'grid gap-3')}
    >
      {steps.map((step, index) => (
        <li
          key={step.id}
          aria-current={step.state === 'current' ? 'step' : undefined}
          className={cn(
            'flex items-center gap-2',
            horizontal && index > 0 && 'before:h-px before:w-4 before:bg-field sm:before:w-8',
          )}
        >
          <StepMark state={step.state} number={index + 1} />
          <span className={cn(step.state === 'waiting' ? 'text-muted' : 'font-medium')}>
            {step.label}
            <StepStateText state={step.state} />
          </span>
        </li>
      ))}
    </ol>
  );
}

function StepMark({ state, number }: { state: StepState; number: number }) {
  return (
    <span
      aria-hidden
      className={cn(
        'grid size-6 shrink-0 place-items-center rounded-full border text-sm font-medium tabular-nums',
        marks[state],
      )}
    >
      {state === 'done' ? <Check className="size-3.5" /> : null}
      {state === 'failed' ? <X className="size-3.5" /> : null}
      {state === 'running' ? <Spinner className="size-3.5" /> : null}
      {state === 'waiting' || state === 'current' ? number : null}
    </span>
  );
}

function StepStateText({ state }: { state: StepState }) {
  const t = useTranslations('steps');
  return <span className="sr-only"> ({t(state)})</span>;
}
