'use client';

import { zodResolver } from '@hookform/resolvers/zod';
import { useTranslations } from 'next-intl';
import { type DefaultValues, type FieldValues, type UseFormReturn, useForm } from 'react-hook-form';
import type { z } from 'zod';
import { problemIn } from './api-error.ts';
import { type ValidationMessage, validationMessage } from './validation-message.ts';

/** A form checked by a zod schema, its faults said in the person's language. */
export function useZodForm<Input extends FieldValues, Output extends FieldValues>(
  schema: z.ZodType<Output, Input>,
  defaultValues: DefaultValues<Input>,
): UseFormReturn<Input, unknown, Output> {
  const t = useTranslations('validation');
  const say = ({ key, values }: ValidationMessage) => t(key, values);
  return useForm<Input, unknown, Output>({
    resolver: zodResolver(schema, { error: (issue) => say(validationMessage(issue)) }),
    defaultValues,
    mode: 'onTouched',
  });
}

/**
 * Puts what the server refused beside the field at fault.
 * @returns false when the fault is of no field of this form, for the caller to show elsewhere
 */
export function showFieldProblem<Input extends FieldValues, Output extends FieldValues>(
  form: UseFormReturn<Input, unknown, Output>,
  error: unknown,
  text: string,
): boolean {
  const field = problemIn(error)?.field;
  const name = Object.keys(form.getValues()).find((key) => key === field);
  if (name === undefined) return false;
  form.setError(
    name as Parameters<typeof form.setError>[0],
    { type: 'server', message: text },
    { shouldFocus: true },
  );
  return true;
}
