'use client';

import { useTranslations } from 'next-intl';
import { useId } from 'react';
import { cn } from '#ui/class-names.ts';
import { useDraft } from './draft-context.tsx';

/** One after the other, or all at once. */
export function Ordering() {
  const t = useTranslations('draft');
  const { session, state } = useDraft();
  const id = useId();
  const { details } = state.content;
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium">{t('order')}</legend>
      <div className="grid gap-2 sm:grid-cols-2">
        {(['sequential', 'unordered'] as const).map((choice) => (
          <label
            key={choice}
            htmlFor={`${id}-${choice}`}
            className={cn(
              'flex items-start gap-3 rounded-lg border bg-raised px-4 py-3 has-checked:border-accent has-checked:bg-accent-wash',
              'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
            )}
          >
            <input
              type="radio"
              id={`${id}-${choice}`}
              name={id}
              checked={details.ordering === choice}
              onChange={() => session.change('details', { ...details, ordering: choice })}
              className="mt-1 size-4 shrink-0 accent-(--accent) outline-none"
            />
            <span className="grid gap-0.5">
              <span className="font-medium">{t(choice)}</span>
              <span className="text-sm text-muted">{t(`${choice}Hint`)}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
