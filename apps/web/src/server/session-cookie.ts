import { env } from './env.ts';

/** Behind https the cookie is bound to this very host (RFC 6265bis `__Host-`). */
export function cookiesAreSecure(): boolean {
  return env().PUBLIC_URL.startsWith('https:');
}

export function sessionCookieName(): string {
  return cookiesAreSecure() ? '__Host-chopmark-session' : 'chopmark-session';
}

/** How long the cookie lives without use, in seconds. The session in the database decides. */
export const SESSION_MAX_AGE = 30 * 24 * 60 * 60;
