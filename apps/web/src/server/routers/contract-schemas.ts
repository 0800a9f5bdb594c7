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
