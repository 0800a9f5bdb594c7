import { z } from 'zod';

/** The answer of an act that has nothing to tell but that it is done. */
export const doneOutput = z.object({});

export const done: z.infer<typeof doneOutput> = {};
