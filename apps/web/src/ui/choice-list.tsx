'use client';

import { CircleAlert } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { cn } from './class-names.ts';

export type Choice<Value extends string> = {
  value: Value;
  label: ReactNode;
  /** What choosing it means. */
  text?: ReactNode;
  /** Why it can't be chosen; it is shown and stays out of reach. */
  obstacle?: ReactNode;
};

export type ChoiceListProps<Value extends string> = {
  legend: ReactNode;
  choices: readonly Choice<Value>[];
  value: Value | undefined;
  onChange: (value: Value) => void;
  /** What is wrong and how to mend it; announced to screen readers when it appears. */
  error?: ReactNode;
};

/** One of several, each with what it means: walked with the arrow keys like any group of radio buttons. */
export function ChoiceList<Value extends string>(props: ChoiceListProps<Value>) {
  const { legend, choices, value, onChange, error } = props;
  const id = useId();
  return (
    <fieldset className="grid gap-2" aria-describedby={error ? `${id}-error` : undefined}>
      <legend className="mb-1.5 font-medium">{legend}</legend>
      {choices.map((choice) => (
        <label
          key={choice.value}
          htmlFor={`${id}-${choice.value}`}
          className={cn(
            'flex items-start gap-3 rounded-lg border bg-raised px-4 py-3 has-checked:border-accent has-checked:bg-accent-wash',
            'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
            choice.obstacle ? 'cursor-not-allowed bg-sunken' : '',
          )}
        >
          <input
            type="radio"
            id={`${id}-${choice.value}`}
            name={id}
            checked={choice.value === value}
            disabled={Boolean(choice.obstacle)}
            onChange={() => onChange(choice.value)}
            aria-describedby={`${id}-${choice.value}-text`}
            className="mt-1 size-4 shrink-0 accent-(--accent) outline-none"
          />
          <span className="grid min-w-0 gap-0.5">
            <span className={cn('font-medium', choice.obstacle ? 'text-muted' : '')}>{choice.label}</span>
            <span id={`${id}-${choice.value}-text`} className="grid gap-0.5 text-sm text-muted">
              {choice.text ? <span>{choice.text}</span> : null}
              {choice.obstacle ? <span className="text-warning">{choice.obstacle}</span> : null}
            </span>
          </span>
        </label>
      ))}
      <p
        id={`${id}-error`}
        aria-live="polite"
        className="flex items-start gap-1.5 text-sm text-danger empty:hidden"
      >
        {error ? (
          <>
            <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            <span>{error}</span>
          </>
        ) : null}
      </p>
    </fieldset>
  );
}
