import { z } from 'zod';

/** An e-mail address as we store and look it up: trimmed, lower case. */
export const emailAddress = z
  .string()
  .trim()
  .max(254)
  .pipe(z.email())
  .transform((email) => email.toLowerCase());

/** `ming@example.com` → `m***@example.com`: enough for its owner to know it, too little for anyone else. */
export function maskEmail(email: string): string {
  const [local = '', domain = ''] = email.split('@');
  return `${local.slice(0, 1)}***@${domain}`;
}
