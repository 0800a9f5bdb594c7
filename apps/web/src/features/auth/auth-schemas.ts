import { z } from 'zod';

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

export const enterpriseForm = z.object({
  name: z.string().trim().min(1).max(60),
  enterpriseName: z.string().trim().min(2).max(40),
  creditCode: z
    .string()
    .trim()
    .toUpperCase()
    .transform((text) => (text === '' ? undefined : text))
    .pipe(z.string().length(18).optional()),
  password: z.string().min(MIN_PASSWORD).max(200),
});
