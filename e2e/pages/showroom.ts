import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { e2eEnv } from '../env.ts';

const person = z.object({ email: z.string(), password: z.string() });
const schema = z.object({
  busy: z.object({
    slug: z.string(),
    owner: person,
    colleague: person,
    contracts: z.object({
      draft: z.string(),
      awaitingMe: z.string(),
      awaitingOther: z.string(),
      failed: z.string(),
      completed: z.string(),
      withdrawn: z.string(),
      rejected: z.string(),
      expired: z.string(),
    }),
    links: z.object({
      awaiting: z.string(),
      completed: z.string(),
      withdrawn: z.string(),
      rejected: z.string(),
      expired: z.string(),
    }),
    joining: z.object({
      newcomer: z.string(),
      hasAccount: z.string(),
      accepted: z.string(),
      revoked: z.string(),
    }),
    seals: z.object({ contract: z.string(), finance: z.string(), scanned: z.string() }),
  }),
  fresh: z.object({ slug: z.string(), owner: person }),
  openings: z.object({ begun: person, refused: person, underReview: person, verified: person }),
});

/** The enterprises that scripts/showroom has opened on the site under test. */
export const readShowroom = () => schema.parse(JSON.parse(readFileSync(e2eEnv.showroom, 'utf8')));

export type Showroom = ReturnType<typeof readShowroom>;
