'use client';

import { signIn } from 'next-auth/react';

/**
 * Redeems a log-in ticket for the session cookie, then loads the page anew, so that everything is read as that person.
 * @returns false when the ticket wasn't taken (used, or older than two minutes)
 */
export async function enterWithTicket(ticket: string, path: string): Promise<boolean> {
  const result = await signIn('credentials', { ticket, redirect: false });
  if (!result?.ok) return false;
  window.location.assign(path);
  return true;
}
