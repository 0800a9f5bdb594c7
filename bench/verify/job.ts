import { z } from 'zod';

/** The first line a verifying process reads. */
export const jobSchema = z.object({
  /** Paths of the signed files by case. */
  files: z.record(z.string(), z.string()),
  /** The trust anchor: hexadecimal DER. */
  root: z.string(),
});

/** What each makes of a file. */
export const verdictSchema = z.object({ good: z.number(), signatures: z.number() });
