'use client';

import { cn } from '#ui/class-names.ts';

export type Choice = { value: string; label: string; swatch?: string };

export type ChoiceChipsProps = {
  label: string;
  choices: readonly Choice[];
  value: string;
  onChange: (value: string) => void;
  className?: string;
};

/** Few choices, all in sight: one press each, and none of them need be the present one. */
export function ChoiceChips({ label, choices, value, onChange, className }: ChoiceChipsProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset's legend cannot be hidden without leaving a gap
    <div role="group" aria-label={label} className={cn('flex flex-wrap gap-2', className)}>
      {choices.map((choice) => (
        <button
          key={choice.value}
          type="button"
          aria-pressed={choice.value === value}
          onClick={() => onChange(choice.value)}
          className="inline-flex min-h-9 items-center gap-2 rounded-full border border-field bg-raised px-3 text-sm hover:bg-sunken aria-pressed:border-accent aria-pressed:bg-accent-wash aria-pressed:font-medium aria-pressed:text-accent sm:min-h-8"
        >
          {choice.swatch ? (
            <span
              aria-hidden
              style={{ backgroundColor: choice.swatch }}
              className="size-3.5 rounded-full border border-field"
            />
          ) : null}
          {choice.label}
        </button>
      ))}
    </div>
  );
}
