import { z } from 'zod';
import { lineOfText } from '#client/line-of-text.ts';

/**
 * What the forms check before anything is sent. The procedures' own schemas decide; a test sees to it that whatever a
 * form lets through, its procedure takes.
 */
export const emailForm = z.object({ email: z.string().trim().max(254).pipe(z.email()) });

const code = z
  .string()
  .trim()
  .regex(/^\d{6}$/);

export const codeForm = z.object({ code });

export const passwordLogInForm = emailForm.extend({ password: z.string().min(1).max(200) });

/** As core has it; the server's word counts. */
export const MIN_PASSWORD = 10;

export const accountForm = z.object({
  name: lineOfText(1, 60),
  password: z.string().min(MIN_PASSWORD).max(200),
});
