import { z } from 'zod';
import { lineOfText, says } from '#client/line-of-text.ts';
import { creditCodeFault, normalCreditCode } from './credit-code.ts';

/** What the form checks before anything is sent; a test compares it with the procedure's own schema. */
export const enterpriseForm = z.object({
  name: lineOfText(2, 40),
  creditCode: z
    .string()
    .transform(normalCreditCode)
    .superRefine((code, ctx) => {
      const fault = creditCodeFault(code);
      if (fault) ctx.addIssue({ code: 'custom', input: code, ...says(fault) });
    }),
  legalRepresentative: z
    .string()
    .transform((text) => text.trim() || undefined)
    .pipe(lineOfText(1, 60).optional()),
});

export type EnterpriseInput = z.output<typeof enterpriseForm>;
