'use client';

import { signOut } from 'next-auth/react';

/** Ends the session and leaves, by a full load, so that nothing of it stays in memory. */
export async function logOut(): Promise<void> {
  await signOut({ redirect: false });
  window.location.assign('/');
}
