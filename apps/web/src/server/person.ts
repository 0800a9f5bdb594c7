import { TRPCError } from '@trpc/server';
import { redirect } from 'next/navigation';
import { cache } from 'react';
import { loginPath } from './return-to.ts';
import { serverApi } from './server-api.ts';

/** The person logged in, or null. Asked once a page, however many components want to know. */
export const currentPerson = cache(async () => {
  const api = await serverApi();
  try {
    return await api.me.get();
  } catch (error) {
    if (error instanceof TRPCError && error.code === 'UNAUTHORIZED') return null;
    throw error;
  }
});

/** The person logged in; sends everyone else to the log-in and back to `path`. */
export async function requirePerson(path: string) {
  const person = await currentPerson();
  if (!person) redirect(loginPath(path));
  return person;
}
