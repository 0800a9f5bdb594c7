import type { ComponentProps } from 'react';
import { cn } from './class-names.ts';

/** 16 px on phones, so that iOS doesn't zoom into the field. */
const fieldClasses = [
  'w-full min-w-0 rounded-lg border border-field bg-raised px-3 text-lg sm:text-base text-ink',
  'disabled:cursor-not-allowed disabled:bg-sunken disabled:text-muted',
  'aria-invalid:border-danger aria-invalid:outline-danger',
];

export function Input({ className, type = 'text', ...props }: ComponentProps<'input'>) {
  return <input type={type} className={cn(fieldClasses, 'h-10 sm:h-9', className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<'textarea'>) {
  return <textarea className={cn(fieldClasses, 'min-h-24 py-2', className)} {...props} />;
}

/** A six-digit one-time code: the phone offers the digits it has just received. */
export function CodeInput({ className, ...props }: ComponentProps<'input'>) {
  return (
    <Input
      inputMode="numeric"
      autoComplete="one-time-code"
      pattern="[0-9]*"
      maxLength={6}
      spellCheck={false}
      className={cn('h-12 text-center font-mono text-xl tracking-[0.5em] sm:h-12 sm:text-xl', className)}
      {...props}
    />
  );
}
