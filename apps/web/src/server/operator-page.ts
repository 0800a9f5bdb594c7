import { cache } from 'react';
import { requirePerson } from './person.ts';

/**
 * The operator who looks at a page of the platform; null for everyone else who is logged in, to whom the layout says so.
 * Strangers are sent to the log-in. Layout and page both ask, because both are rendered; each procedure checks again.
 */
export const operatorAt = cache(async (path: string) => {
  const person = await requirePerson(path);
  return person.operator ? person : null;
});
