import { z } from 'zod';
import { contractTitle, draftDocumentSchema, draftStateSchema } from '#server/core-package.ts';

const fileInJson = z.object({
  name: z.string().min(1).max(255),
  base64: z.base64().meta({ description: 'The file in Base64 (RFC 4648 §4), up to 50 MB before encoding' }),
});

/** A draft from a file in JSON. Multipart takes the same file without the third that Base64 adds. */
export const createContractInput = z.object({
  title: contractTitle.optional(),
  file: fileInJson.optional().meta({ description: 'Left out: a draft without documents yet' }),
});

export const createContractOutput = z.object({
  contractId: z.string(),
  documentId: z.string().nullable().meta({ description: 'null for a draft without documents yet' }),
});

export const addDocumentInput = z.object({ contractId: z.uuid(), file: fileInJson });

export const addDocumentOutput = draftStateSchema.extend({ document: draftDocumentSchema });
