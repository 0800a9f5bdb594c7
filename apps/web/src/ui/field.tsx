'use client';

import { CircleAlert } from 'lucide-react';
import { Slot } from 'radix-ui';
import { type ReactElement, type ReactNode, useId } from 'react';
import { cn } from './class-names.ts';
import { Label } from './label.tsx';

export type FieldProps = {
  label: ReactNode;
  /** Shown under the label: what to enter. */
  hint?: ReactNode;
  /** What is wrong and how to mend it; announced to screen readers when it appears. */
  error?: ReactNode;
  /** Shown beside the label, e.g. "optional". */
  note?: ReactNode;
  /** The one control this field is about: it gets id, aria-describedby and aria-invalid. */
  children: ReactElement;
  className?: string;
};

/** Label, hint, control and error, tied together for assistive technology. */
export function Field({ label, hint, error, note, children, className }: FieldProps) {
  const id = useId();
  const hintId = hint ? `${id}-hint` : undefined;
  const errorId = `${id}-error`;
  const described = [hintId, error ? errorId : undefined].filter(Boolean).join(' ');
  return (
    <div className={cn('grid gap-1.5', className)}>
      <div className="flex items-baseline justify-between gap-3">
        <Label htmlFor={id}>{label}</Label>
        {note ? <span className="text-sm text-muted">{note}</span> : null}
      </div>
      {hint ? (
        <p id={hintId} className="text-sm text-muted">
          {hint}
        </p>
      ) : null}
      <Slot.Root id={id} aria-describedby={described || undefined} aria-invalid={error ? true : undefined}>
        {children}
      </Slot.Root>
      <p
        id={errorId}
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
    </div>
  );
}
