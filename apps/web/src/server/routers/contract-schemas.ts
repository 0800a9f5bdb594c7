import { z } from 'zod';
import { contractTitle } from '#server/core-package.ts';

/** A draft from a file in JSON. Multipart takes the same file without the third that Base64 adds. */
export const createContractInput = z.object({
  title: contractTitle.optional(),
  file: z.object({
    name: z.string().min(1).max(255),
    base64: z.base64().meta({ description: 'The file in Base64 (RFC 4648 §4), up to 50 MB before encoding' }),
  }),
});

export const createContractOutput = z.object({ contractId: z.string(), documentId: z.string() });

/** Parties as they are given out: what goes in is normalised by core, what comes out stands as it is. */
export const draftPartiesAnswer = z.object({
  title: z.string().optional(),
  ordering: z.enum(['sequential', 'unordered']),
  parties: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('self') }),
      z.object({
        kind: z.literal('person'),
        name: z.string(),
        email: z.string(),
        locale: z.enum(['zh-CN', 'en']),
      }),
    ]),
  ),
});
