import { z } from 'zod';
import { locales } from '#i18n/locale.ts';

/** As `setParties` has it, whose word counts; a test compares them. */
export const draftForm = z.object({
  title: z.string().trim().min(1).max(120),
  ordering: z.enum(['sequential', 'unordered']),
  parties: z
    .array(
      z.discriminatedUnion('kind', [
        z.object({ kind: z.literal('self') }),
        z.object({
          kind: z.literal('person'),
          name: z.string().trim().min(1).max(60),
          email: z.string().trim().max(254).pipe(z.email()),
          locale: z.enum(locales),
        }),
      ]),
    )
    .min(1)
    .max(20),
});

export const MAX_PARTIES = 20;

/** What stands in the form, complete or not. */
export type DraftValues = z.input<typeof draftForm>;

export type Party = DraftValues['parties'][number];

export const newPerson = (locale: (typeof locales)[number]): Party => ({
  kind: 'person',
  name: '',
  email: '',
  locale,
});

/** How many parties lack something. Nobody at all counts as one missing. */
export function unfinishedParties(values: DraftValues): number {
  if (values.parties.length === 0) return 1;
  const party = draftForm.shape.parties.element;
  return values.parties.filter((each) => !party.safeParse(each).success).length;
}
