import { notFound } from 'next/navigation';
import { cache } from 'react';
import { requirePerson } from './person.ts';

/**
 * The operator who looks at a page of the platform. Strangers are sent to the log-in; for everyone else there is no such
 * page. Each procedure checks again.
 */
export const requireOperatorPage = cache(async (path: string) => {
  const person = await requirePerson(path);
  if (!person.operator) notFound();
  return person;
});
